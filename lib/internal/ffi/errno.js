'use strict';

// What becomes of errno after the call of a function that it is asked of: a part of
// the result, or an error. After each call of such a function, the CallState has it.

const {
  BigIntAsUintN,
  Number,
  NumberMAX_SAFE_INTEGER,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const {
  kCallStateErrorNumber: kErrorNumber,
  throwSystemError,
  throwUnsafeInteger,
} = internalBinding('ffi');
const { withUserStack } = require('internal/ffi/errors');
const { typeNames, types } = require('internal/ffi/types');

function liftUnsigned(value) {
  if (value > NumberMAX_SAFE_INTEGER) throwUnsafeInteger('Result');
  return Number(value);
}

/**
 * Gives the record of the result's type for a function whose errors are thrown. C++
 * refuses what is no safe integer, which an unsigned -1 is not.
 * @param {object} type
 * @returns {object}
 */
function getThrowingResult(type) {
  if (type.values !== 'SafeInteger' || type.isSigned) return type;
  const core = types[type.name === 'address' ? typeNames.pointer : typeNames.uint64];
  return { ...type, __proto__: null, core, lift: liftUnsigned };
}

// The condition under which `result`, which is C++'s, says that the function failed:
// -1, or no address. A single byte of ones, or two, may well be a result.
function generateFailure({ values, size, isSigned, isFloat }) {
  switch (values) {
    case 'Number':
      if (isFloat) return;
      if (isSigned) return 'result === -1';
      return size === 4 ? 'result === 0xffffffff' : undefined;
    case 'BigInt':
      return isSigned ? 'result === -1n' : 'result === 0xffffffffffffffffn';
    case 'SafeInteger':
      return 'result === -1';
    case 'Pointer':
    case 'Reference':
      // MAP_FAILED is -1.
      return `result === 0n || result === ${BigIntAsUintN(size * 8, -1n)}n`;
    case 'Utf8':
    case 'Utf16':
    case 'Utf32':
      return 'result === null';
  }
}

/**
 * Generates the end of a function that a program calls, after C++ was called.
 * @param {object} signature What readSignature() gives
 * @param {object} source What generateLowering() gives (lowering.js). C++'s value is
 *   `result`, `state` is the CallState, and `fail` what createFail() gives.
 * @returns {string} Statements
 */
function generateReturn(signature, source) {
  const { isGuarded, results, value } = source;
  const { core, errno } = signature;
  const out = results === '' ? '' : ', out';
  const read = `const errno = state[${kErrorNumber}];\n`;
  if (errno === 'value') return `${read}${results}return { value: ${value}${out}, errno };\n`;
  const give = `${results}return ${out === '' ? value : `{ value: ${value}${out} }`};\n`;
  const failure = errno === 'throw' ? generateFailure(core.result) : undefined;
  if (failure === undefined) return give;
  // A result that says so is nothing to be given back.
  const drop = isGuarded ? 'result = 0n;\n' : '';
  return `${read}if (errno !== 0 && (${failure})) {
${drop}fail(errno);
}
${give}`;
}

/**
 * @param {string} symbol
 * @returns {Function} Throws the error for an errno
 */
function createFail(symbol) {
  const version = StringPrototypeIndexOf(symbol, '@');
  const name = version < 0 ? symbol : StringPrototypeSlice(symbol, 0, version);
  return (errno) => withUserStack(throwSystemError, errno, name);
}

module.exports = {
  createFail,
  generateReturn,
  getThrowingResult,
};
