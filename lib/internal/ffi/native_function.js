'use strict';

const { getOptionValue } = require('internal/options');
const {
  ForeignFunction,
  privateSymbols: {
    kFunction,
  },
} = internalBinding('ffi');
const { throwInvalidArgValue, tryWithUserStack } = require('internal/ffi/errors');
const { createFunction, defineProperties } = require('internal/ffi/function');
const {
  extendSignature,
  findCallbackArgument,
  getLayouts,
  kInferred,
} = require('internal/ffi/signature');

function createVariadicFunction(name, address, signature, library) {
  const { createInferring } = require('internal/ffi/variadic');
  const assertOpen = () => library?.assertOpen();
  // As a ForeignFunction has it.
  const handle = {
    __proto__: null,
    getAddress() {
      assertOpen();
      return address;
    },
  };
  const create = (signal) => {
    const fn = createInferring(signature.length, (types) => {
      const extended = extendSignature(signature, types);
      const made = createNativeFunction(name, address, extended, library);
      return signal === undefined ? made : made[kFunction].createWithSignal(signal);
    }, assertOpen);
    defineProperties(fn, name, address);
    if (signature.nonblocking !== undefined) {
      return require('internal/ffi/nonblocking').setNonblocking(fn, handle, create);
    }
    fn[kFunction] = handle;
    return fn;
  };
  return create(undefined);
}

// The caller has the length of its array.
function refuseCounted(name, signature) {
  if (signature.core === signature) return;
  const index = findCallbackArgument(signature);
  if (index === undefined) return;
  const place = name === '' ? '' : ` of function ${name}`;
  throwInvalidArgValue(
    `Argument ${index}${place} must not be an array that another argument counts, which ` +
    'is for callbacks and results; have that argument be countOf()');
}

// For C++, which seldom asks.
const addressOf = (value) => (getOptionValue('--ffi-checked') ?
  require('internal/ffi/checked').passedOf(value) :
  require('internal/ffi/instance').addressOf(value));

// What a handle has without one: nothing of a program's.
ForeignFunction.prototype.parameter = undefined;

/**
 * Makes the function that calls the C function at an address.
 * @param {string} name
 * @param {bigint} address
 * @param {object} signature What readSignature() gives
 * @param {Library} [library] The binding's, which the function keeps, and which must be
 *   open when it is called
 * @returns {Function}
 */
function createNativeFunction(name, address, signature, library) {
  if (getOptionValue('--ffi-checked')) {
    require('internal/ffi/check_signatures').assertAgrees(name, address, signature);
  }
  if (signature.variadic === kInferred) {
    return createVariadicFunction(name, address, signature, library);
  }
  refuseCounted(name, signature);
  const { abi, arguments: args, errno, result } = signature.core;
  const handle = tryWithUserStack(() => new ForeignFunction(
    address, result.layout, getLayouts(args), errno !== undefined, abi, addressOf,
    signature.positions, name));
  // What C++ has of it doesn't tell whether an address can be passed (release.js).
  if (signature.core !== signature) handle.parameter = signature.arguments[0];
  library?.addFunction(handle);
  return createFunction(handle, name, address, signature, library);
}

module.exports = {
  createNativeFunction,
};
