'use strict';

const { CallbackHandle } = internalBinding('ffi');
const { getAdapter } = require('internal/ffi/callback');
const { getCallable } = require('internal/ffi/lowering');
const { getLayouts } = require('internal/ffi/signature');
const { getThreadsafe } = require('internal/ffi/threadsafe');

/**
 * Makes a callback that belongs to no library.
 * @param {object} signature What readSignature() gives
 * @param {Function} fn
 * @param {number} kind How long it can be called: a constant of the binding's
 * @param {object} [threadsafe] What getThreadsafe() gives
 * @returns {CallbackHandle}
 */
function createCallbackHandle(signature, fn, kind, threadsafe = getThreadsafe(signature)) {
  const { core } = signature;
  const { kind: threads, highWaterMark, deadlockTimeout, finish } = threadsafe;
  return new CallbackHandle(
    getCallable(fn, signature), core.result.layout, getLayouts(core.arguments),
    getAdapter(core), kind, core.abi, threads, highWaterMark, deadlockTimeout, finish);
}

module.exports = {
  createCallbackHandle,
};
