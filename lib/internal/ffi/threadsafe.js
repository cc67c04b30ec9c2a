'use strict';

// Callbacks that any thread can call: what a definition and a program say of them, and
// what of that C++ is told.

const {
  NumberMAX_SAFE_INTEGER,
} = primordials;

const {
  kThreadsafeBlock,
  kThreadsafeEvents,
  kThreadsafeQueue,
} = internalBinding('ffi');
const { isPromise } = require('internal/util/types');
const {
  validateInteger,
  validateNumber,
} = require('internal/validators');
const { throwInvalidArgValue, withUserStack } = require('internal/ffi/errors');
const { addressOf } = require('internal/ffi/instance');

const kHighWaterMark = 1024;
const kDeadlockTimeout = 10_000;

/**
 * Reads what a definition says under the key `threadsafe`.
 * @param {any} value
 * @param {string} name The function's name, for error messages
 * @param {object} result The record of its result's type
 * @returns {string|undefined} 'queue' or 'block'; nothing for false
 */
function readThreadsafe(value, name, result) {
  if (value === false) return;
  const isVoid = result.values === 'Nothing';
  if (value === true) return isVoid ? 'queue' : 'block';
  if (value !== 'queue' && value !== 'block') {
    throwInvalidArgValue(
      `Signature of function ${name}: 'threadsafe' must be true, false, 'queue' or 'block'`);
  }
  if (value === 'queue' && !isVoid) {
    throwInvalidArgValue(
      `Signature of function ${name}: 'threadsafe' must not be 'queue', as the result is ` +
      `${result.name}, which nobody would wait for; use 'block'`);
  }
  return value;
}

/**
 * Reads the options of a callback that are for threads.
 * @param {{highWaterMark?: any, deadlockTimeout?: any}} options
 * @param {boolean} isThreadsafe Whether other threads may call it
 * @returns {{highWaterMark?: number, deadlockTimeout?: number}}
 */
function readThreadsafeOptions(options, isThreadsafe) {
  const { highWaterMark, deadlockTimeout } = options;
  if (!isThreadsafe) {
    if (highWaterMark !== undefined) refuseOption('highWaterMark');
    if (deadlockTimeout !== undefined) refuseOption('deadlockTimeout');
  }
  if (highWaterMark !== undefined && highWaterMark !== Infinity) {
    withUserStack(
      validateInteger, highWaterMark, 'options.highWaterMark', 1, NumberMAX_SAFE_INTEGER);
  }
  if (deadlockTimeout !== undefined) {
    withUserStack(validateNumber, deadlockTimeout, 'options.deadlockTimeout', 1);
  }
  return { __proto__: null, highWaterMark, deadlockTimeout };
}

function refuseOption(name) {
  throwInvalidArgValue(
    `Option ${name} is for callbacks whose signature has 'threadsafe'`);
}

/**
 * A promise is not lowered, but what it gives.
 * @param {Function} lower
 * @returns {Function}
 */
function lowerUnlessPromise(lower) {
  return (value, subject) => (isPromise(value) ? value : lower(value, subject));
}

// What lowers that, if anything does.
function getFinish({ threadsafe, result }) {
  const lower = result.lowerResult ?? result.lower;
  if (threadsafe !== 'block' || lower === undefined) return;
  return (value) => addressOf(lower(value, 'Callback result'));
}

const kKinds = { __proto__: null, queue: kThreadsafeQueue, block: kThreadsafeBlock };

/**
 * @param {object} signature What readSignature() gives
 * @param {object} [options] What readThreadsafeOptions() gives
 * @param {boolean} [isEvents] Whether calls wait until JavaScript says that they don't
 * @returns {object} What C++ is told: a kind, which is undefined for the callbacks of
 *   one thread, and what the kind needs
 */
function getThreadsafe(signature, options = undefined, isEvents = false) {
  return {
    __proto__: null,
    kind: isEvents ? kThreadsafeEvents : kKinds[signature.threadsafe],
    highWaterMark: options?.highWaterMark ?? kHighWaterMark,
    deadlockTimeout: options?.deadlockTimeout ?? kDeadlockTimeout,
    finish: getFinish(signature),
  };
}

module.exports = {
  getThreadsafe,
  lowerUnlessPromise,
  readThreadsafe,
  readThreadsafeOptions,
};
