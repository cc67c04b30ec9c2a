'use strict';

const { CallbackHandle } = internalBinding('ffi');
const { getAdapter } = require('internal/ffi/callback');
const { getCallable } = require('internal/ffi/lowering');
const { getLayouts } = require('internal/ffi/signature');

/**
 * Makes a callback that belongs to no library.
 * @param {object} signature What readSignature() gives
 * @param {Function} fn
 * @param {number} kind How long it can be called: a constant of the binding's
 * @returns {CallbackHandle}
 */
function createCallbackHandle(signature, fn, kind) {
  const { core } = signature;
  return new CallbackHandle(
    getCallable(fn, signature), core.result.layout, getLayouts(core.arguments),
    getAdapter(core), kind, core.abi);
}

module.exports = {
  createCallbackHandle,
};
