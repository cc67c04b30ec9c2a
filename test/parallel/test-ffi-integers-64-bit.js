// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Integers of 64 bits: bigints in range or safe integers; results are bigints.

using library = dlopen(libraryPath, {
  identity_i64: { arguments: ['i64'], return: 'i64' },
  identity_u64: { arguments: ['u64'], return: 'u64' },
  add_i64: { arguments: ['i64', 'i64'], return: 'i64' },
});
const { identity_i64, identity_u64, add_i64 } = library.functions;

for (const value of eachCase([0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)])) {
  assert.strictEqual(identity_i64(value), value);
}
for (const value of eachCase([0n, 1n, 2n ** 63n, 2n ** 64n - 1n])) {
  assert.strictEqual(identity_u64(value), value);
}
assert.strictEqual(add_i64(20n, 22), 42n);

for (const value of eachCase([0, 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER])) {
  assert.strictEqual(identity_i64(value), BigInt(value));
  assert.strictEqual(identity_u64(value), BigInt(value));
}
for (const value of eachCase([-1, -(2 ** 31), Number.MIN_SAFE_INTEGER])) {
  assert.strictEqual(identity_i64(value), BigInt(value));
}
assert.strictEqual(identity_i64(-0), 0n);
assert.strictEqual(identity_u64(-0), 0n);

const never = [
  2 ** 53, -(2 ** 53), 1.5, NaN, Infinity, -Infinity, '1', '', true, null,
  undefined, {}, [], Symbol('1'), Object(1n), new Number(1), Buffer.alloc(8),
  2n ** 64n, -(2n ** 63n) - 1n,
];
for (const value of eachCase([...never, 2n ** 63n])) {
  assert.throws(() => identity_i64(value),
                invalidValue('Argument 0 must be an int64'));
}
for (const value of eachCase([...never, -1n, -1, -(2n ** 63n)])) {
  assert.throws(() => identity_u64(value),
                invalidValue('Argument 0 must be a uint64'));
}
