'use strict';

// copy(), fill() and compare(): whole pieces of memory, wherever they are. A side of
// these is bytes, an instance, or an address.

const {
  BigInt,
  BigIntAsUintN,
  Number,
  NumberIsInteger,
  NumberMAX_SAFE_INTEGER,
} = primordials;

const { determineSpecificType } = require('internal/errors');
const {
  assertAddressesPermitted,
  assertPermitted,
  compareBlocks,
  copyBlock,
  fillBlock,
  kNotCompared,
  throwIfFailed,
} = internalBinding('ffi');
const {
  isBytes,
  kMemory,
  kOffset,
  locateAt,
  sizeOf,
  toView,
  typeOf,
} = require('internal/ffi/instance');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  throwInvalidPointer,
  throwOutOfRange,
} = require('internal/ffi/instance_errors');
const { createView, getRange } = require('internal/ffi/instance_memory');
const { isToAsk } = require('internal/ffi/is_to_ask');

/**
 * @param {any} value
 * @param {string} [subject] What it is, to begin a message with
 * @returns {number} A length in bytes
 */
function readLength(value, subject = 'The length') {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throwInvalidArgType(
      `${subject} must be a number or a bigint. Received ${determineSpecificType(value)}`);
  }
  if (!(value >= 0) || (typeof value === 'number' && !NumberIsInteger(value))) {
    throwInvalidArgValue(`${subject} must be a non-negative integer`);
  }
  if (value > NumberMAX_SAFE_INTEGER) throwOutOfRange(`${subject} is too large`);
  return Number(value);
}

const kEnd = 2n ** 64n;

function checkAddress(address, length, subject) {
  if (BigIntAsUintN(64, address) !== address) {
    throwInvalidArgValue(`${subject} must be a non-negative bigint`);
  }
  if (length === 0) return;
  if (address === 0n) throwInvalidPointer(`${subject} is a null pointer`);
  if (address + BigInt(length) > kEnd) {
    throwInvalidArgValue(`${subject} and the length exceed the platform address range`);
  }
}

function checkRoom(size, length, subject) {
  if (length > size) throwOutOfRange(`${subject} has ${size} bytes, but the length is ${length}`);
}

function viewBytes(bytes, length, subject) {
  const range = getRange(bytes);
  if (range === undefined) {
    throwInvalidArgValue(`${subject} has no memory, as the ArrayBuffer is detached or too short`);
  }
  checkRoom(range.length, length, subject);
  return createView(range.buffer, range.offset, range.length);
}

function viewInstance(instance, type, length, subject) {
  const size = sizeOf(instance);
  checkRoom(size, length, subject);
  const address = locateAt(instance[kMemory], instance[kOffset], size, type.path);
  return instance[kMemory].view === undefined ? BigInt(address) : toView(instance);
}

// Gives what the binding takes for a side where there are so many bytes.
function readSide(value, length, subject) {
  if (typeof value === 'bigint') {
    if (isToAsk) assertAddressesPermitted();
    checkAddress(value, length, subject);
    return value;
  }
  const type = typeOf(value);
  if (type !== undefined) return viewInstance(value, type, length, subject);
  if (isBytes(value)) return viewBytes(value, length, subject);
  throwInvalidArgType(
    `${subject} must be bytes, an instance, or an address as a bigint. ` +
    `Received ${determineSpecificType(value)}`);
}

// Methods are no constructors, and have no prototype.
const { compare, copy, fill } = {
  __proto__: null,

  /**
   * @param {bigint|Buffer|ArrayBuffer|SharedArrayBuffer|ArrayBufferView|object} a
   * @param {bigint|Buffer|ArrayBuffer|SharedArrayBuffer|ArrayBufferView|object} b
   * @param {number|bigint} length In bytes
   * @returns {number} -1, 0 or 1, by the first byte that differs
   */
  compare(a, b, length) {
    if (isToAsk) {
      assertPermitted();
    } else if (typeof length === 'number') {
      const sign = compareBlocks(a, b, length);
      if (sign !== kNotCompared) return sign;
    }
    const count = readLength(length);
    const first = readSide(a, count, 'The first argument');
    const second = readSide(b, count, 'The second argument');
    if (count === 0) return 0;
    const sign = compareBlocks(first, second, count);
    if (sign === kNotCompared) throwIfFailed();
    return sign;
  },

  /**
   * Copies bytes; the two sides may overlap.
   * @param {bigint|Buffer|ArrayBuffer|SharedArrayBuffer|ArrayBufferView|object} target
   * @param {bigint|Buffer|ArrayBuffer|SharedArrayBuffer|ArrayBufferView|object} source
   * @param {number|bigint} length In bytes
   */
  copy(target, source, length) {
    if (isToAsk) assertPermitted();
    else if (typeof length === 'number' && copyBlock(target, source, length)) return;
    const count = readLength(length);
    const to = readSide(target, count, 'The target');
    const from = readSide(source, count, 'The source');
    if (count > 0 && !copyBlock(to, from, count)) throwIfFailed();
  },

  /**
   * @param {bigint|Buffer|ArrayBuffer|SharedArrayBuffer|ArrayBufferView|object} target
   * @param {number} value A byte
   * @param {number|bigint} length In bytes
   */
  fill(target, value, length) {
    const isByte = typeof value === 'number' && value >>> 0 === value && value <= 255;
    if (isToAsk) assertPermitted();
    else if (isByte && typeof length === 'number' && fillBlock(target, value, length)) return;
    if (typeof value !== 'number') {
      throwInvalidArgType(
        `The value must be a number. Received ${determineSpecificType(value)}`);
    }
    if (!isByte) throwInvalidArgValue('The value must be an integer from 0 to 255');
    const count = readLength(length);
    const to = readSide(target, count, 'The target');
    if (count > 0 && !fillBlock(to, value, count)) throwIfFailed();
  },
};

module.exports = {
  compare,
  copy,
  fill,
  readLength,
};
