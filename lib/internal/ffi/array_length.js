'use strict';

// How long an array of a program's says that it is, which may be a Proxy: what C gets
// has memory for that many elements.

const {
  NumberIsInteger,
  String,
} = primordials;

const { fail } = require('internal/ffi/instance_errors');

/**
 * @param {any[]} array
 * @param {Path} path What it is, for the error message
 * @returns {number} A non-negative integer
 */
function readLength(array, path) {
  const { length } = array;
  if (NumberIsInteger(length) && length >= 0) return length;
  const shown = typeof length === 'number' ? String(length) : `of type ${typeof length}`;
  fail(path, `must have a length that is a non-negative integer, but it is ${shown}`);
}

module.exports = {
  readLength,
};
