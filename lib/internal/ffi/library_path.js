'use strict';

// What a program names a library by: a path, a `file:` URL, the library's own bytes,
// or a list of these, of which the first that can be loaded is.

const {
  ArrayIsArray,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} = primordials;

const { fileURLToPath, getURLHref, isURLInstance } = require('internal/url');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { Library, throwCallFailed } = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');
const { createList, push } = require('internal/ffi/list');

const kFailed = 'dlopen failed: ';

function readFile(path, description) {
  // The loader would take it for the process itself.
  if (path === '') throwInvalidArgValue(`${description} must not be empty`);
  if (StringPrototypeIncludes(path, '\0')) {
    throwInvalidArgValue(`${description} must not contain null bytes`);
  }
  return { __proto__: null, source: path, path };
}

function readBytes(value) {
  const { getRange } = require('internal/ffi/instance_memory');
  const range = getRange(value);
  if (range === undefined) {
    throwInvalidArgValue('The bytes of a library have no memory, ' +
                         'as their ArrayBuffer is detached or too short');
  }
  const { buffer, offset, length } = range;
  const source = new Uint8Array(buffer, offset, length);
  if (TypedArrayPrototypeGetByteLength(source) === 0) {
    throwInvalidArgValue('The bytes of a library must not be empty');
  }
  return { __proto__: null, source, path: '<bytes>' };
}

// `expected` is what else would be right.
function readCandidate(value, description, expected) {
  if (typeof value === 'string') return readFile(value, description);
  if (value === null) return { __proto__: null, source: null, path: '' };
  if (isArrayBufferView(value) || isAnyArrayBuffer(value)) return readBytes(value);
  if (isURLInstance(value)) {
    return readFile(fileURLToPath(getURLHref(value)), description);
  }
  throwInvalidArgType(`${description} must be ${expected}`);
}

function readList(values) {
  const candidates = createList();
  const { length } = values;
  for (let i = 0; i < length; i++) {
    push(candidates, readCandidate(
      values[i], `Library path ${i}`, 'a string, a URL object, bytes or null'));
  }
  if (candidates.length === 0) throwInvalidArgValue('The list of library paths must not be empty');
  return candidates;
}

function open({ source, path }, options) {
  const { lazy, global, nodelete, deepbind } = options;
  const handle = new Library(source, lazy === false, global, nodelete, deepbind);
  return { __proto__: null, handle, path };
}

// Like a single path, if there is only one.
function openFirst(candidates, options) {
  const { length } = candidates;
  let denied;
  let reasons = '';
  for (let i = 0; i < length; i++) {
    try {
      return open(candidates[i], options);
    } catch (error) {
      if (length === 1) throw error;
      if (error.code === 'ERR_ACCESS_DENIED') {
        denied ??= error;
      } else if (error.code === 'ERR_FFI_CALL_FAILED') {
        reasons += `\n  ${StringPrototypeSlice(error.message, kFailed.length)}`;
      } else {
        throw error;
      }
    }
  }
  if (denied !== undefined) throw denied;
  throwCallFailed(`${kFailed}none of the ${length} libraries can be loaded:${reasons}`);
}

/**
 * Reads what a program names a library by.
 * @param {any} value
 * @returns {object[]} The candidates, for openLibrary()
 */
function readLibraryPath(value) {
  if (ArrayIsArray(value)) return readList(value);
  const candidates = createList();
  // As Node.js 26 says it.
  push(candidates, readCandidate(value, 'Library path', 'a string or null'));
  return candidates;
}

/**
 * Loads the first that can be loaded.
 * @param {object[]} candidates
 * @param {object} options What readLoadOptions() gives
 * @returns {{handle: Library, path: string}}
 */
const openLibrary = (candidates, options) => withUserStack(openFirst, candidates, options);

module.exports = {
  openLibrary,
  readLibraryPath,
};
