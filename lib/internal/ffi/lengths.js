'use strict';

// How long an argument is, for the parameter that C has of that.

const {
  ArrayBufferIsView,
  StringPrototypeCodePointAt,
  TypedArrayPrototypeGetLength,
} = primordials;

const { byteLengthUtf8 } = internalBinding('buffer');
const { lengthOfView } = internalBinding('ffi');
const { isAnyArrayBuffer, isTypedArray } = require('internal/util/types');
const { getTarget } = require('internal/ffi/convert_pointer');
const { sizeOf, typeOf } = require('internal/ffi/instance');
const { Path, fail, failRange } = require('internal/ffi/instance_errors');
const { getRange } = require('internal/ffi/instance_memory');
const { isText } = require('internal/ffi/types');

// The size of what text consists of.
const kUnits = { '__proto__': null, 'Utf16': 2, 'Utf32': 4 };
const unitOf = ({ values }) => kUnits[values] ?? 1;

// Without the NUL at the end.
function measureText(type, text) {
  const unit = unitOf(type);
  if (unit === 1) return byteLengthUtf8(text);
  if (unit === 2) return text.length * 2;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (StringPrototypeCodePointAt(text, i) > 0xFFFF) i++;
    count++;
  }
  return count * 4;
}


// What C writes to has the size of its type, whatever is passed, but for NULL.
function measure(type, value, path) {
  const { form, isNullable, type: written } = type;
  if (form === 'out' || (form === 'inout' && !isNullable)) return written.size;
  if (value === null || value === undefined) return 0;
  if (form === 'inout') return written.size;
  if (typeof value === 'string') return measureText(type, value);
  // What is detached is refused when it is passed.
  if (ArrayBufferIsView(value)) return lengthOfView(value);
  if (isAnyArrayBuffer(value)) return getRange(value)?.length ?? 0;
  if (typeOf(value) !== undefined) return sizeOf(value);
  fail(path, 'must have a length, which is passed, too: a bigint has none');
}

// The size of what is counted.
function sizeOfElement(type, value, length) {
  const { form, type: written } = type;
  if (form === 'out' || form === 'inout') {
    return written.form === 'chars' ? 1 : written.element?.size ?? written.size;
  }
  const element = type.element ?? getTarget(type);
  if (element !== undefined && element.size > 0) return element.size;
  if (isText(type)) return unitOf(type);
  // Of any other pointer, only a typed array says it.
  if (!isTypedArray(value)) return 1;
  const elements = TypedArrayPrototypeGetLength(value);
  return elements === 0 ? 1 : length / elements;
}

function count(type, value, length, path) {
  const size = sizeOfElement(type, value, length);
  if (length % size !== 0) {
    fail(path, `must have whole elements of ${size} bytes, but has ${length} bytes`);
  }
  return length / size;
}

/**
 * Measures an argument.
 * @param {object} parameter The record of the parameter (parameters.js)
 * @param {object} type That of the argument
 * @param {any} value What is passed
 * @param {string} subject What to call the argument
 * @returns {number} Not negative
 */
function getLength(parameter, type, value, subject) {
  const { type: numbers, isCount, maximum, name } = parameter;
  const path = new Path(undefined, subject);
  let length = measure(type, value, path);
  if (isCount) length = count(type, value, length, path);
  if (length > maximum) {
    failRange(path, `has a length of ${length}, which the type of ${name}, ` +
              `${numbers.name}, has no room for`);
  }
  return length;
}

module.exports = {
  getLength,
};
