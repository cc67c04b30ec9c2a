// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// Every scalar type, as argument and as result.

const types = {
  i8: [-128, -1, 0, 127],
  u8: [0, 1, 128, 255],
  i16: [-32768, -1, 0, 32767],
  u16: [0, 32768, 65535],
  i32: [-(2 ** 31), -1, 0, 2 ** 31 - 1],
  u32: [0, 2 ** 31, 2 ** 32 - 1],
  i64: [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n],
  u64: [0n, 2n ** 63n, 2n ** 64n - 1n],
  f32: [-Infinity, -1.5, -0, 0, 1.5, 2 ** -149, NaN],
  f64: [-Infinity, -0.1, -0, 0, 0.1, Number.MIN_VALUE, Number.MAX_VALUE, NaN],
  pointer: [0n, 1n, 2n ** 64n - 1n],
};
const definitions = {
  call_void: { arguments: ['function'] },
  call_mixed: { arguments: ['function'], return: 'f64' },
  call_i8_widened: { arguments: ['function', 'i8'], return: 'i64' },
  call_u16_widened: { arguments: ['function', 'u16'], return: 'i64' },
};
for (const type of Object.keys(types)) {
  definitions[`call_${type}`] = { arguments: ['function', type], return: type };
}
const { lib, functions } = dlopen(libraryPath, definitions);

for (const [type, values] of eachCase(Object.entries(types))) {
  const signature = { arguments: [type], return: type };
  let expected;
  const identity = lib.registerCallback(signature, common.mustCall(function(...args) {
    assert.strictEqual(this, undefined);
    assert.deepStrictEqual(args, [expected]);
    return args[0];
  }, values.length));
  for (expected of values) {
    assert.strictEqual(functions[`call_${type}`](identity, expected), expected);
  }
}

// 64-bit results may be safe integers, as arguments may.
for (const type of eachCase(['i64', 'u64'])) {
  const callback = lib.registerCallback(
    { arguments: [type], return: type }, () => Number.MAX_SAFE_INTEGER);
  assert.strictEqual(functions[`call_${type}`](callback, 0n), 2n ** 53n - 1n);
}

// No address can be given as null and as undefined, as for arguments.
for (const value of eachCase([null, undefined])) {
  for (const type of eachCase(['pointer', 'string', 'buffer', 'arraybuffer', 'function'])) {
    const callback = lib.registerCallback(
      { arguments: [type], return: type }, common.mustCall((address) => {
        assert.strictEqual(address, 5n);
        return value;
      }));
    assert.strictEqual(functions.call_pointer(callback, 5n), 0n);
  }
}

// Narrow results are as wide as C takes them to be.
assert.strictEqual(functions.call_i8_widened(
  lib.registerCallback({ arguments: ['i8'], return: 'i8' }, (x) => x), -5), -5n);
assert.strictEqual(functions.call_u16_widened(
  lib.registerCallback({ arguments: ['u16'], return: 'u16' }, (x) => x), 65000), 65000n);

// A function without a result may give anything but a promise.
for (const value of eachCase([undefined, null, 5, 'text', {}, () => {}, Symbol()])) {
  functions.call_void(lib.registerCallback(common.mustCall((...args) => {
    assert.deepStrictEqual(args, []);
    return value;
  })));
}

// More arguments than registers.
const mixed = lib.registerCallback({
  arguments: ['i8', 'f64', 'u16', 'f32', 'i32', 'f64', 'i64', 'f32', 'u8', 'f64',
              'i16', 'f64', 'u32', 'f64', 'u64', 'f64', 'i8', 'f64', 'i32', 'f32'],
  return: 'f64',
}, common.mustCall((...args) => {
  assert.deepStrictEqual(args, [-1, 2.5, 3, 4.5, -5, 6.5, -7n, 8.5, 9, 10.5,
                                -11, 12.5, 13, 14.5, 15n, 16.5, -17, 18.5, -19, 20.5]);
  return 0.25;
}));
assert.strictEqual(functions.call_mixed(mixed), 0.25);
lib.close();
