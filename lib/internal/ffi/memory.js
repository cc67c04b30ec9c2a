'use strict';

const {
  BigInt,
  FunctionPrototypeSymbolHasInstance,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_OUT_OF_RANGE,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { Buffer } = require('buffer');
const {
  isArrayBuffer,
  isArrayBufferView,
  isUint8Array,
} = require('internal/util/types');
const { normalizeEncoding } = require('internal/util');
const { validateInteger, validateString } = require('internal/validators');
const {
  assertAddressesPermitted,
  assertPermitted,
  exportBytes,
  exportText,
  getRawPointer: getPointerOfBytes,
  readBytesAsText,
  toString: readText,
} = internalBinding('ffi');
const { assertUsable, getState } = require('internal/ffi/handle_state');
const { kMemory, kOffset, locateAt, sizeOf, typeOf } = require('internal/ffi/instance');
const { Path } = require('internal/ffi/instance_errors');
const { readLength } = require('internal/ffi/memory_block');

// What the binding's functions return if there is too little room.
function validateRoom(needed, len) {
  if (needed !== undefined) {
    throw new ERR_OUT_OF_RANGE('len', `>= ${needed}`, len);
  }
}

function readEncoding(value) {
  validateString(value, 'encoding');
  const encoding = normalizeEncoding(value);
  if (encoding === undefined) throw new ERR_UNKNOWN_ENCODING(value);
  return encoding;
}

function copyOut(bytes, pointer, len) {
  validateRoom(exportBytes(bytes, pointer, len), len);
}

/**
 * Copies a string, and a NUL that ends it, to native memory.
 * @param {string} string
 * @param {bigint} pointer
 * @param {number} len The room there, in bytes
 * @param {string} [encoding]
 */
function exportString(string, pointer, len, encoding = 'utf8') {
  assertAddressesPermitted();
  validateString(string, 'string');
  validateInteger(len, 'len', 0);
  validateRoom(exportText(string, pointer, len, readEncoding(encoding)), len);
}

/**
 * Copies the bytes of a Buffer to native memory.
 * @param {Buffer} buffer
 * @param {bigint} pointer
 * @param {number} len The room there, in bytes
 */
function exportBuffer(buffer, pointer, len) {
  assertAddressesPermitted();
  // Buffer.isBuffer() is the program's to replace.
  if (!isUint8Array(buffer) || !FunctionPrototypeSymbolHasInstance(Buffer, buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', 'Buffer', buffer);
  }
  validateInteger(len, 'len', 0);
  copyOut(buffer, pointer, len);
}

/**
 * Copies the bytes of an ArrayBuffer to native memory.
 * @param {ArrayBuffer} arrayBuffer
 * @param {bigint} pointer
 * @param {number} len The room there, in bytes
 */
function exportArrayBuffer(arrayBuffer, pointer, len) {
  assertAddressesPermitted();
  if (!isArrayBuffer(arrayBuffer)) {
    throw new ERR_INVALID_ARG_TYPE('arrayBuffer', 'ArrayBuffer', arrayBuffer);
  }
  validateInteger(len, 'len', 0);
  copyOut(arrayBuffer, pointer, len);
}

/**
 * Copies the bytes that a typed array or a DataView shows to native memory.
 * @param {ArrayBufferView} arrayBufferView
 * @param {bigint} pointer
 * @param {number} len The room there, in bytes
 */
function exportArrayBufferView(arrayBufferView, pointer, len) {
  assertAddressesPermitted();
  if (!isArrayBufferView(arrayBufferView)) {
    throw new ERR_INVALID_ARG_TYPE(
      'arrayBufferView', 'ArrayBufferView', arrayBufferView);
  }
  validateInteger(len, 'len', 0);
  copyOut(arrayBufferView, pointer, len);
}

function getPointerOfOther(source) {
  const state = getState(source);
  if (state === undefined) return getPointerOfBytes(source);
  assertUsable(state, 'The first argument');
  return BigInt(state.address);
}

// As in Node.js 26, where they are the binding's, they are no constructors, and have a
// length of 0.
const { getRawPointer, toString } = {
  __proto__: null,
  /**
   * @param {Buffer|ArrayBuffer|SharedArrayBuffer|ArrayBufferView|object} source Bytes,
   *   an instance of an aggregate, or a handle
   * @returns {bigint} Where they are in memory
   */
  getRawPointer(source = undefined) {
    assertPermitted();
    if (typeOf(source) === undefined) return getPointerOfOther(source);
    const path = new Path(undefined, 'The first argument');
    return BigInt(locateAt(source[kMemory], source[kOffset], sizeOf(source), path));
  },

  /**
   * @param {bigint} pointer
   * @param {number|bigint} [length] How many bytes; up to a NUL, of UTF-8, if not given
   * @param {string} [encoding]
   * @returns {string|null} Nothing at NULL
   */
  toString(pointer = undefined, length, encoding) {
    // What is no address is told of first.
    if ((length === undefined && encoding === undefined) || typeof pointer !== 'bigint') {
      return readText(pointer);
    }
    assertAddressesPermitted();
    const size = readLength(length);
    return readBytesAsText(pointer, size, readEncoding(encoding === undefined ? 'utf8' : encoding));
  },
};

module.exports = {
  exportArrayBuffer,
  exportArrayBufferView,
  exportBuffer,
  exportString,
  getRawPointer,
  readEncoding,
  toString,
};
