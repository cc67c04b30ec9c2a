// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// A callback's result is checked like an argument; a wrong one throws to the
// JavaScript caller of the native function.

const { lib, functions: { apply } } = dlopen(libraryPath, {
  apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
});

function result(value) {
  const callback = lib.registerCallback(
    { arguments: ['i32', 'i32'], return: 'i32' }, common.mustCall(() => value));
  return apply(callback, 1, 2);
}

for (const value of eachCase([0, 7, -1, 2 ** 31 - 1, -(2 ** 31)])) {
  assert.strictEqual(result(value), value);
}
assert.strictEqual(result(-0), 0);

for (const value of eachCase([undefined, null, true, '7', 7n, {}, [], Symbol(), Promise.resolve(7),
                              2 ** 31, -(2 ** 31) - 1, 0.5, NaN, Infinity, { valueOf: () => 7 }])) {
  assert.throws(() => result(value), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
}
