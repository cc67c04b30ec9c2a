// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// toBuffer() and toArrayBuffer() copy native memory, or show it.

const kMax = 2n ** BigInt(process.arch.endsWith('64') ? 64 : 32) - 1n;
const source = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const pointer = ffi.getRawPointer(source);

for (const { make, kind, isKind, bytesOf } of eachCase([
  {
    make: ffi.toBuffer,
    kind: 'a buffer',
    isKind: Buffer.isBuffer,
    bytesOf: (value) => value,
  },
  {
    make: ffi.toArrayBuffer,
    kind: 'an ArrayBuffer',
    isKind: (value) => value instanceof ArrayBuffer,
    bytesOf: (value) => new Uint8Array(value),
  },
])) {
  assert.ok(isKind(make(pointer, 4)));
  assert.ok(isKind(make(pointer, 4, false)));
  for (const args of eachCase([[], [true], [undefined]])) {
    const copy = bytesOf(make(pointer, 4, ...args));
    assert.deepStrictEqual([...copy], [1, 2, 3, 4]);
    source[0] = 9;
    assert.strictEqual(copy[0], 1);
    source[0] = 1;
  }
  const shown = bytesOf(make(pointer + 2n, 2, false));
  assert.deepStrictEqual([...shown], [3, 4]);
  source[2] = 9;
  assert.strictEqual(shown[0], 9);
  shown[0] = 3;
  assert.strictEqual(source[2], 3);
  for (const wrong of eachCase([null, 0, 1, '', 'x', {}])) {
    assert.throws(() => make(pointer, 4, wrong), invalidType('The copy argument must be a boolean'));
  }
  for (const copy of eachCase([true, false])) {
    // Nothing is read of a region that is empty.
    for (const address of eachCase([0n, 1n, pointer, kMax])) {
      assert.strictEqual(bytesOf(make(address, 0, copy)).length, 0);
    }

    for (const wrong of eachCase([undefined, null, 0, '0', Object(0n), source])) {
      assert.throws(() => make(wrong, 1, copy),
                    invalidType('The first argument must be a bigint'));
    }
    for (const wrong of eachCase([-1n, kMax + 1n])) {
      assert.throws(
        () => make(wrong, 1, copy),
        invalidValue('The first argument must be a non-negative bigint'));
    }
    for (const wrong of eachCase([undefined, null, '1', {}])) {
      assert.throws(() => make(pointer, wrong, copy),
                    invalidType('The length must be a number'));
    }
    for (const wrong of eachCase([-1, 1.5, NaN, Infinity, -1n, -(2n ** 64n)])) {
      assert.throws(() => make(pointer, wrong, copy),
                    invalidValue('The length must be a non-negative integer'));
    }
    assert.throws(() => make(0n, 1, copy), {
      name: 'Error',
      code: 'ERR_FFI_INVALID_POINTER',
      message: `Cannot create ${kind} from a null pointer`,
    });
    assert.throws(
      () => make(kMax - 2n, 4, copy),
      invalidValue('The pointer and length exceed the platform address range'));
    assert.throws(() => make(pointer, 1e21, copy), {
      name: 'RangeError',
      code: 'ERR_OUT_OF_RANGE',
      message: 'The length is too large',
    });
    // Upstream's toArrayBuffer() ends the process here.
    for (const large of eachCase([2 ** 53, 2n ** 53n, 2n ** 64n, 2n ** 70n])) {
      assert.throws(() => make(pointer, large, copy), { code: 'ERR_OUT_OF_RANGE' });
    }
    // As C's lengths are.
    assert.strictEqual(make(pointer, 2n, copy).byteLength, 2);
  }
  assert.throws(() => make(pointer, 2 ** 52), {
    name: 'RangeError',
    code: 'ERR_MEMORY_ALLOCATION_FAILED',
  });
}
