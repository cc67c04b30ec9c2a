'use strict';

// Text that an instance has: in place, as chars() has it, and what its pointers point
// to.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteOffset,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeIncludes,
  TypedArrayPrototypeGetLength,
  Uint8Array,
} = primordials;

const { encodeUtf8String } = internalBinding('encoding_binding');
const { asciiSlice, latin1Slice, ucs2Slice, utf8Slice } = internalBinding('buffer');
const { isBigEndian } = internalBinding('os');
const { locateAt } = require('internal/ffi/instance');
const { fail } = require('internal/ffi/instance_errors');
const { createMemory, getAddress } = require('internal/ffi/instance_memory');
const { copyMemory } = require('internal/ffi/native_access');

function putUnit(view, offset, size, unit) {
  if (size === 1) view.setUint8(offset, unit);
  else if (size === 2) view.setUint16(offset, unit, !isBigEndian);
  else view.setUint32(offset, unit, !isBigEndian);
}

// Memory that has a string in units of `size` bytes, and `end` bytes that are zero.
function copyUnits(string, size, end) {
  const memory = createMemory(string.length * size + end, size, 'text');
  for (let i = 0; i < string.length; i++) {
    putUnit(memory.view, i * size, size, StringPrototypeCharCodeAt(string, i));
  }
  return { __proto__: null, memory, length: string.length * size };
}

const isSurrogate = (point) => point >= 0xD800 && point <= 0xDFFF;

function copyUtf32(string, end) {
  const memory = createMemory(string.length * 4 + end, 4, 'text');
  let length = 0;
  for (let i = 0; i < string.length; i++) {
    const point = StringPrototypeCodePointAt(string, i);
    if (point > 0xFFFF) i++;
    putUnit(memory.view, length, 4, isSurrogate(point) ? 0xFFFD : point);
    length += 4;
  }
  return { __proto__: null, memory, length };
}

function copyUtf8(string, end) {
  const bytes = encodeUtf8String(string);
  const length = TypedArrayPrototypeGetLength(bytes);
  const memory = createMemory(length + end, 1, 'text');
  for (let i = 0; i < length; i++) memory.view.setUint8(i, bytes[i]);
  return { __proto__: null, memory, length };
}

function checkNul(string, path) {
  if (StringPrototypeIncludes(string, '\0')) fail(path, 'must not contain null bytes');
}

/**
 * Copies a string to where a pointer can point to it.
 * @param {string} values What the values of the pointer's type are
 * @param {string} string
 * @param {Path} path
 * @returns {object} The Memory, which ends with a NUL
 */
function copyText(values, string, path) {
  checkNul(string, path);
  if (values === 'Utf16') return copyUnits(string, 2, 2).memory;
  if (values === 'Utf32') return copyUtf32(string, 4).memory;
  return copyUtf8(string, 1).memory;
}

function encode(string, encoding, path) {
  checkNul(string, path);
  if (encoding === 'utf8') return copyUtf8(string, 0);
  if (encoding === 'utf16le') return copyUnits(string, 2, 0);
  const limit = encoding === 'ascii' ? 0x7F : 0xFF;
  for (let i = 0; i < string.length; i++) {
    if (StringPrototypeCharCodeAt(string, i) > limit) {
      fail(path, `must be of ${encoding} characters`);
    }
  }
  return copyUnits(string, 1, 0);
}

/**
 * Writes a string in place, with zeros behind it.
 * @param {object} type The record of chars()
 * @param {object} memory A Memory
 * @param {number} offset
 * @param {any} value
 * @param {Path} path
 */
function putChars(type, memory, offset, value, path) {
  const { size, encoding } = type;
  if (typeof value !== 'string') fail(path, 'must be a string');
  const { memory: text, length } = encode(value, encoding, path);
  if (length > size) {
    fail(path, `must have at most ${size} bytes, but has ${length} in ${encoding}`);
  }
  const target = locateAt(memory, offset, size, path);
  copyMemory(target, getAddress(text), length);
  copyMemory(target + length, getAddress(createMemory(size - length, 1, 'text')),
             size - length);
}

function findEnd(bytes, length, width) {
  for (let i = 0; i < length; i += width) {
    if (bytes[i] === 0 && (width === 1 || bytes[i + 1] === 0)) return i;
  }
  return length;
}

const kDecoders = {
  __proto__: null,
  ascii: asciiSlice,
  latin1: latin1Slice,
  utf16le: ucs2Slice,
  utf8: utf8Slice,
};

/**
 * @param {object} type The record of chars()
 * @param {object} memory A Memory
 * @param {number} offset
 * @param {Path} path
 * @returns {string} What is there, up to a NUL if there is one
 */
function getChars(type, memory, offset, path) {
  const { size, encoding } = type;
  const copy = createMemory(size, 1, 'text');
  copyMemory(getAddress(copy), locateAt(memory, offset, size, path), size);
  const bytes = new Uint8Array(DataViewPrototypeGetBuffer(copy.view),
                               DataViewPrototypeGetByteOffset(copy.view), size);
  const end = findEnd(bytes, size, encoding === 'utf16le' ? 2 : 1);
  return kDecoders[encoding](bytes, 0, end);
}

module.exports = {
  copyText,
  getChars,
  putChars,
};
