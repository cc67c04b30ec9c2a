// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Integers of 8 to 32 bits: integral numbers in range, and nothing else.

const ranges = {
  i8: ['an int8', -128, 127],
  u8: ['a uint8', 0, 255],
  i16: ['an int16', -32768, 32767],
  u16: ['a uint16', 0, 65535],
  i32: ['an int32', -(2 ** 31), 2 ** 31 - 1],
  u32: ['a uint32', 0, 2 ** 32 - 1],
};

for (const [type, [expected, min, max]] of eachCase(Object.entries(ranges))) {
  using library = dlopen(libraryPath, {
    [`identity_${type}`]: { arguments: [type], return: type },
    [`add_${type}`]: { arguments: [type, type], return: type },
    [`narrow_${type}`]: { arguments: ['i64'], return: type },
  });
  const identity = library.functions[`identity_${type}`];
  const add = library.functions[`add_${type}`];
  const narrow = library.functions[`narrow_${type}`];

  for (const value of eachCase([0, 1, 42, min, min + 1, max - 1, max])) {
    assert.strictEqual(identity(value), value);
  }
  assert.strictEqual(identity(-0), 0);

  for (const value of eachCase([
    min - 1, max + 1, 0.5, min - 0.5, max + 0.5, 2 ** 53, -(2 ** 53), 2 ** 64,
    NaN, Infinity, -Infinity, 0n, 1n, '1', '', true, false, null, undefined,
    {}, [], [1], () => {}, Symbol('1'), new Number(1), new Date(0),
    { valueOf() { return 1; } }, Buffer.from([1]), new ArrayBuffer(1),
  ])) {
    assert.throws(() => identity(value),
                  invalidValue(`Argument 0 must be ${expected}`));
    assert.throws(() => add(0, value),
                  invalidValue(`Argument 1 must be ${expected}`));
    // The first wrong value is the one that is named.
    assert.throws(() => add(value, value),
                  invalidValue(`Argument 0 must be ${expected}`));
  }

  // Only the result's own bits count, and they have its sign.
  const bits = BigInt(type.slice(1));
  const wrap = type.startsWith('i') ? BigInt.asIntN : BigInt.asUintN;
  for (const value of eachCase([-1n, 0x7766554433221100n, 0x0123456789abcdefn])) {
    assert.strictEqual(narrow(value), Number(wrap(Number(bits), value)));
  }
}
