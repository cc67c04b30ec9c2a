// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// More arguments than registers, of all kinds, each in its place.

const mixed = [
  'i8', 'f64', 'u16', 'f32', 'i32', 'f64', 'i64', 'f32', 'u8', 'f64',
  'i16', 'f64', 'u32', 'f64', 'u64', 'f64', 'i8', 'f64', 'i32', 'f32',
];
using library = dlopen(libraryPath, {
  sum_eight_i32: { arguments: Array(8).fill('i32'), return: 'i64' },
  sum_twenty_mixed: { arguments: mixed, return: 'f64' },
});
const { sum_eight_i32, sum_twenty_mixed } = library.functions;

assert.strictEqual(sum_eight_i32.length, 8);
assert.strictEqual(sum_eight_i32(1, -2, 3, -4, 5, -6, 7, -8), -36n);
assert.strictEqual(sum_eight_i32(0, 0, 0, 0, 0, 0, 0, 2 ** 31 - 1),
                   8n * (2n ** 31n - 1n));

const values = mixed.map((type, i) => {
  return type.endsWith('64') && !type.startsWith('f') ? BigInt(i) : i + 1;
});
const expected =
  values.reduce((sum, value, i) => sum + (i + 1) * Number(value), 0);
assert.strictEqual(sum_twenty_mixed(...values), expected);

// As many as a signature may have. (C ignores those that it does not know.)
{
  using many = dlopen(libraryPath, {
    identity_i32: { arguments: new Array(1024).fill('i32'), return: 'i32' },
  });
  const { identity_i32 } = many.functions;
  assert.strictEqual(identity_i32.length, 1024);
  assert.strictEqual(identity_i32(...new Array(1024).fill(42)), 42);
  assert.throws(
    () => identity_i32(...new Array(1023).fill(42)),
    invalidValue('Invalid argument count: expected 1024, got 1023'));
}

// Each position is checked.
for (const i of eachCase(mixed.keys())) {
  const wrong = values.with(i, 'x');
  assert.throws(() => sum_twenty_mixed(...wrong), {
    ...invalidValue(undefined),
    message: new RegExp(`^Argument ${i} must be `),
  });
}
