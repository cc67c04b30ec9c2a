'use strict';

// What is known of each type (src/node_ffi/value_type.h), and what follows from
// that for the code that is generated.
//
// What is known of a type is its record, which has no prototype:
// - `id`, a string that no other type has, and `name`, for people
// - `size` and `alignment`, in bytes
// - `layout`, which is what the binding takes for it
// - of a scalar `isFloat`, `isSigned`, and `values`, which says what it is in
//   JavaScript
//
// C++ passes scalars, and the bytes of aggregates, whose `values` are 'Aggregate'.
// Whatever else JavaScript has as values of a type is lowered to that, by what the
// record of such a type has:
// - `core`, the record of what C++ gets and gives
// - `lower(value, subject, call)`, of an argument and a callback's result: gives what
//   C++ gets, or an instance whose address that is. It throws if the value is wrong,
//   which `subject` is the name of, such as 'Argument 1'. If `usesCall`, it can leave
//   in `call` what is to be done after the call (lowering.js).
// - `lift(value)`, of a result and a callback's argument: gives what JavaScript gets
// Any of these may be missing. Of an aggregate, C++ gets and gives the address; for a
// result, `create()` makes an instance with room for it.

const {
  ArrayPrototypeFindIndex,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
  Uint16Array,
  Uint32Array,
  Uint8Array,
} = primordials;

// `typeNames` has the number of the type that a name stands for, which is the
// index in `types` of its record.
const { typeNames, types } = internalBinding('ffi');

for (let i = 0; i < types.length; i++) {
  const type = types[i];
  type.id = `${i}`;
  type.layout = i;
  type.alignment = type.size;
}

// The type without a name: an address as a number, or what a pointer may be.
const referenceType =
  types[ArrayPrototypeFindIndex(types, ({ values }) => values === 'Reference')];

const kSignedArrays =
  { '__proto__': null, '1': Int8Array, '2': Int16Array, '4': Int32Array, '8': BigInt64Array };
const kUnsignedArrays =
  { '__proto__': null, '1': Uint8Array, '2': Uint16Array, '4': Uint32Array, '8': BigUint64Array };

/**
 * @param {any} value What stands for a type in a definition
 * @returns {object|undefined} Its record
 */
function getType(value) {
  if (typeof value === 'string') return types[typeNames[value]];
}

/**
 * @param {object} type
 * @returns {Function} The class of typed arrays that have such values
 */
function getArrayClass(type) {
  const { size, isFloat, isSigned } = type;
  if (isFloat) return size === 4 ? Float32Array : Float64Array;
  return isSigned ? kSignedArrays[size] : kUnsignedArrays[size];
}

/**
 * @param {object} type
 * @returns {boolean} Whether what C gives is text, which JavaScript gets as a string
 */
function isText(type) {
  const { values } = type;
  return values === 'Utf8' || values === 'Utf16' || values === 'Utf32';
}

/**
 * @param {string} number An expression
 * @returns {string} The condition that a number, which is no fraction, is safe
 */
const isSafe = (number) =>
  `${number} <= ${NumberMAX_SAFE_INTEGER} && ${number} >= ${NumberMIN_SAFE_INTEGER}`;

/**
 * Gives an expression: the integer that C has, if it has the low bits of a number.
 * @param {object} type An integer type of at most 32 bits
 * @param {string} number An expression of highest precedence
 * @returns {string}
 */
function narrow(type, number) {
  const { size, isSigned } = type;
  if (size === 4) return isSigned ? `(${number} | 0)` : `(${number} >>> 0)`;
  const bits = size * 8;
  return isSigned ?
    `(${number} << ${32 - bits} >> ${32 - bits})` :
    `(${number} & ${2 ** bits - 1})`;
}

module.exports = {
  getArrayClass,
  getType,
  isSafe,
  isText,
  narrow,
  referenceType,
  typeNames,
  types,
};
