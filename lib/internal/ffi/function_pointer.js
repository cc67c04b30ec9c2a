'use strict';

// Pointers to functions, of the types that func() makes. A program passes functions,
// its own and native ones, and gets native ones.

const {
  SafeFinalizationRegistry,
  SafeMap,
  SafeWeakRef,
} = primordials;

const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const {
  assertAddressPermitted,
  assertAddressesPermitted,
  checkFunctionPointer,
  createPrivateSymbol,
  kCallbackOfHolder,
  privateSymbols: {
    kCallback,
    kFunction,
  },
} = internalBinding('ffi');
const { createCallbackHandle } = require('internal/ffi/callback_handle');
const { throwInvalidArgValue, withUserStack } = require('internal/ffi/errors');
const { getReferent } = require('internal/ffi/held');
const { isToAsk } = require('internal/ffi/is_to_ask');
const { LentCallbacks } = require('internal/ffi/lent_callbacks');
const { createNativeFunction } = require('internal/ffi/native_function');
const { findCallPart, kInferred } = require('internal/ffi/signature');
const { referenceType } = require('internal/ffi/types');

const kMaxAddress = 2n ** 64n - 1n;

// Of a native function that was read where an instance holds what it calls: that.
const kHolder = createPrivateSymbol('kHolder');

// Whether what it has the address of may be collected without it.
const isHolding = (value) =>
  (typeof value === 'object' && value !== null) ||
  (typeof value === 'function' && value[kHolder] !== undefined);

// The address that a value has by itself, or undefined for a function that native code
// can't call as it is.
function getAddress(value, subject) {
  switch (typeof value) {
    case 'undefined':
      return 0n;
    case 'bigint':
      if (value < 0n || value > kMaxAddress) {
        throwInvalidArgValue(`${subject} must be a non-negative pointer bigint`);
      }
      if (isToAsk) assertAddressPermitted(value);
      return value;
    case 'function':
      return value[kFunction]?.getAddress();
    case 'object':
      if (value === null) return 0n;
      if (value[kCallback] !== undefined) return getCallbackAddress(value[kCallback], subject);
  }
  throwInvalidArgValue(
    `${subject} must be a function, a Callback, null, undefined, ` +
    'or the address of a function as a bigint');
}

// What native functions are called with, but call nobody with.
function refuseCallback(signature, subject) {
  // The types of variadic arguments are those of each call.
  const part = findCallPart(signature);
  const reason = signature.variadic === kInferred ?
    'does not get to know its arguments, as they are variadic' :
    `can't be called with ${part}`;
  if (signature.variadic !== kInferred && part === undefined) return;
  throwInvalidArgValue(
    `${subject} must be a native function, a Callback, a bigint or null: ` +
    `a JavaScript function ${reason}`);
}

// Native code calls on the thread that it runs on.
function refuseOtherThread({ threadsafe }, subject) {
  if (threadsafe) return;
  throwInvalidArgValue(
    `${subject} must be a native function, a Callback, a bigint or null: ` +
    'a JavaScript function is not called on another thread, where nonblocking calls run, ' +
    "unless its type says 'threadsafe'");
}

function getCallbackAddress(handle, subject) {
  if (handle.isClosed()) throwInvalidArgValue(`${subject} is a Callback that is closed`);
  return handle.getPointer();
}

// To pass a value to a call, or, without one, to native code that called.
function createLower(signature) {
  const callbacks = new LentCallbacks(signature);
  return function lower(value, subject, call) {
    const address = getAddress(value, subject);
    if (address !== undefined) {
      // A Callback that isn't referenced may be collected otherwise.
      if (isHolding(value)) call?.after(() => value);
      return address;
    }
    if (call === undefined) {
      throwInvalidArgValue(
        `${subject} must be a native function, a Callback, a bigint or null: ` +
        'nothing would keep a JavaScript function');
    }
    refuseCallback(signature, subject);
    if (call.isNonblocking) refuseOtherThread(signature, subject);
    return callbacks.lend(value, call);
  };
}

// The same for memory, where a JavaScript function has a callback that native code may
// call as long as `holder` lives.
function createHold(signature) {
  return function hold(value, subject) {
    const address = getAddress(value, subject);
    if (address !== undefined) {
      // C's own functions stay where they are.
      return { __proto__: null, address, holder: isHolding(value) ? value : undefined };
    }
    refuseCallback(signature, subject);
    const holder = createCallbackHandle(signature, value, kCallbackOfHolder);
    return { __proto__: null, address: holder.getPointer(), holder };
  };
}

// Takes functions that were collected out of the map that they were in.
let registry;

function onCollected({ functions, address }) {
  if (functions.get(address)?.deref() === undefined) functions.delete(address);
}

// The native function at an address, the same one as long as it lives.
function createLift(signature) {
  const functions = new SafeMap();
  return function lift(address) {
    if (address === 0n) return null;
    let fn = functions.get(address)?.deref();
    if (fn !== undefined) return fn;
    fn = createNativeFunction('', address, signature);
    functions.set(address, new SafeWeakRef(fn));
    registry ??= new SafeFinalizationRegistry(onCollected);
    registry.register(fn, { __proto__: null, functions, address });
    return fn;
  };
}

/**
 * Gives what a program gets for a pointer to a function in an instance. It can be
 * called as long as the program has it, whatever becomes of the instance.
 * @param {object} type
 * @param {bigint} address What is there
 * @param {object} root The outermost instance
 * @param {number} offset Where the pointer is, in its memory
 * @returns {Function|null}
 */
function readFunction(type, address, root, offset) {
  const fn = type.lift(address);
  if (fn !== null) {
    const referent = getReferent(root, offset);
    if (referent !== undefined && referent !== fn) fn[kHolder] = referent;
  }
  return fn;
}

/**
 * @param {object} signature What readSignature() gives
 * @returns {object} What the record of a pointer to such a function has beside what
 *   types.js says: `hold(value, subject)`, which gives the `address` that a value has
 *   in memory, a bigint, and what has to live as long as that is there, the `holder`,
 *   or undefined
 */
function getFunctionPointerProperties(signature) {
  return {
    __proto__: null,
    signature,
    core: referenceType,
    lower: createLower(signature),
    usesCall: true,
    hold: createHold(signature),
    lift: createLift(signature),
  };
}

/**
 * Gives the native function at an address that a program has.
 * @param {object} record A type's
 * @param {bigint} address
 * @returns {Function}
 */
function getFunctionAt(record, address) {
  throwIfBuildingSnapshot('Making a function with node:ffi');
  assertAddressesPermitted();
  withUserStack(checkFunctionPointer, address);
  return record.lift(address);
}

module.exports = {
  getFunctionAt,
  getFunctionPointerProperties,
  readFunction,
};
