// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Floats: any number, and only numbers.

using library = dlopen(libraryPath, {
  identity_f32: { arguments: ['f32'], return: 'f32' },
  identity_f64: { arguments: ['f64'], return: 'f64' },
  add_f64: { arguments: ['double', 'double'], return: 'double' },
});
const { identity_f32, identity_f64, add_f64 } = library.functions;

for (const value of eachCase([
  0, -0, 1, 0.1, -1.5, NaN, Infinity, -Infinity, 2 ** 53, Number.MAX_VALUE,
  Number.MIN_VALUE, 2 ** 31, -(2 ** 31),
])) {
  assert.strictEqual(identity_f64(value), value);
  assert.strictEqual(identity_f32(value), Math.fround(value));
}
assert.strictEqual(add_f64(0.1, 0.2), 0.1 + 0.2);

for (const value of eachCase([
  0n, 1n, '1', '', true, false, null, undefined, {}, [], [1], Symbol('1'),
  new Number(1), { valueOf() { return 1; } },
])) {
  assert.throws(() => identity_f32(value),
                invalidValue('Argument 0 must be a float'));
  assert.throws(() => identity_f64(value),
                invalidValue('Argument 0 must be a double'));
}
