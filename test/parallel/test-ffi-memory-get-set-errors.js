// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// What can be told to be wrong from the arguments alone is an error that says
// which of them it is, and nothing is written.

const kMax = 2n ** BigInt(process.arch.endsWith('64') ? 64 : 32) - 1n;
const nullPointer = {
  name: 'Error',
  code: 'ERR_FFI_INVALID_POINTER',
  message: 'Cannot dereference a null pointer',
};
const types = {
  Int8: [1, 'an int8', [-129, 128, 1.5, '1', 1n, true, null, {}]],
  Uint8: [1, 'a uint8', [-1, 256, 0.5, NaN]],
  Int16: [2, 'an int16', [-32769, 32768]],
  Uint16: [2, 'a uint16', [-1, 65536]],
  Int32: [4, 'an int32', [-(2 ** 31) - 1, 2 ** 31, Infinity]],
  Uint32: [4, 'a uint32', [-1, 2 ** 32]],
  Int64: [8, 'an int64', [-(2n ** 63n) - 1n, 2n ** 63n, 2 ** 53, 0.5]],
  Uint64: [8, 'a uint64', [-1n, -1, 2n ** 64n, 2 ** 53, NaN]],
  Float32: [4, 'a float', [1n, '1', null, {}]],
  Float64: [8, 'a double', [1n, '1', true, new Date()]],
};

const bytes = new Uint8Array(16).fill(7);
const pointer = ffi.getRawPointer(bytes);

for (const [type, [size, description, wrongValues]] of eachCase(Object.entries(types))) {
  const get = ffi[`get${type}`];
  const set = ffi[`set${type}`];
  const value = type.endsWith('64') && !type.startsWith('F') ? 1n : 1;
  for (const access of eachCase([
    (pointer, offset) => get(pointer, offset),
    (pointer, offset) => set(pointer, offset, value),
  ])) {
    for (const wrong of eachCase([undefined, null, 0, 1, '0', {}, bytes, Object(1n)])) {
      assert.throws(() => access(wrong, 0),
                    invalidType('The pointer must be a bigint'));
    }
    for (const wrong of eachCase([-1n, kMax + 1n, 2n ** 200n])) {
      assert.throws(() => access(wrong, 0),
                    invalidValue('The pointer must be a non-negative bigint'));
    }
    for (const offset of eachCase([0, 1, 4096])) {
      assert.throws(() => access(0n, offset), nullPointer);
    }
    for (const wrong of eachCase([null, '0', 0n, {}, []])) {
      assert.throws(() => access(pointer, wrong),
                    invalidType('The offset must be a number'));
    }
    for (const wrong of eachCase([-1, 0.5, NaN, Infinity, -Infinity])) {
      assert.throws(() => access(pointer, wrong),
                    invalidValue('The offset must be a non-negative integer'));
    }
    for (const wrong of eachCase([2 ** 53, 2 ** 64, Number.MAX_VALUE])) {
      assert.throws(() => access(pointer, wrong),
                    {
                      name: 'RangeError',
                      code: 'ERR_OUT_OF_RANGE',
                      message: 'The offset is too large',
                    });
    }
    assert.throws(
      () => access(kMax, 1),
      invalidValue('The pointer and offset exceed the platform address range'));
    if (size > 1) {
      assert.throws(
        () => access(kMax - BigInt(size) + 2n, 0),
        invalidValue('The accessed range exceeds the platform address range'));
    }
  }
  assert.throws(() => set(pointer),
                invalidValue('Expected an offset argument'));
  assert.throws(() => set(pointer, undefined, value),
                invalidValue('Expected an offset argument'));
  assert.throws(() => set(pointer, 0),
                invalidValue('Expected a value argument'));
  assert.throws(() => set(0n), nullPointer);
  for (const wrong of eachCase(wrongValues)) {
    assert.throws(() => set(pointer, 0, wrong),
                  invalidValue(`Value must be ${description}`));
  }
}
for (const set of eachCase([ffi.setInt64, ffi.setUint64])) {
  for (const wrong of eachCase(['1', null, true, Object(1n)])) {
    assert.throws(() => set(pointer, 0, wrong),
                  invalidValue('Value must be a bigint or a number'));
  }
}
assert.ok(bytes.every((byte) => byte === 7));
