// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath, optimize } = require('../common/ffi');

// The error of a call of a closed library runs JavaScript when it gets its code,
// if a program sees to that. What that changes is seen by the optimised code that
// made the call.

const { lib, functions: { add_i32 } } = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
});
const shape = { constant: 1 };
let setterRuns = 0;
Object.defineProperty(Error.prototype, 'code', {
  configurable: true,
  get() { return undefined; },
  set(value) {
    setterRuns++;
    shape.constant = 2;
    Object.defineProperty(this, 'code', { value });
  },
});

function call() {
  let thrown;
  try {
    add_i32(1, 2);
  } catch (error) {
    thrown = error;
  }
  return [shape.constant, thrown?.code];
}
optimize(call);
assert.deepStrictEqual(call(), [1, undefined]);
lib.close();
assert.deepStrictEqual(call(), [2, 'ERR_FFI_LIBRARY_CLOSED']);
assert.strictEqual(setterRuns, 1);
