// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// A function's address, from C or from `pointer`, is a value like any other.

using library = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
  get_subtract: { return: 'function' },
});
const { add_i32, apply, get_subtract } = library.functions;

assert.strictEqual(apply(add_i32.pointer, 20, 22), 42);
assert.strictEqual(apply(get_subtract(), 20, 22), -2);
