// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Bytes pass their own memory, at their own offset.

using library = dlopen(libraryPath, {
  identity_pointer: { arguments: ['buffer'], return: 'pointer' },
  sum_bytes: { arguments: ['buffer', 'u64'], return: 'u64' },
  fill_bytes: { arguments: ['buffer', 'u8', 'u64'] },
});
const { identity_pointer, sum_bytes, fill_bytes } = library.functions;

// Small ones live on V8's heap until C needs them.
for (const length of eachCase([1, 8, 63, 64, 65, 1000, 1e6])) {
  const sources = [
    new Uint8Array(length), Buffer.alloc(length), Buffer.allocUnsafe(length),
    new Int8Array(length), new Uint8ClampedArray(length),
    new DataView(new ArrayBuffer(length)), new ArrayBuffer(length),
    new Uint8Array(new ArrayBuffer(length + 10), 5, length),
    new Uint8Array(new SharedArrayBuffer(length)),
    new Uint8Array(new ArrayBuffer(length, { maxByteLength: 2 * length })),
    new ArrayBuffer(length, { maxByteLength: 2 * length }),
  ];
  for (const source of eachCase(sources)) {
    fill_bytes(source, 7, length);
    assert.strictEqual(sum_bytes(source, length), BigInt(7 * length));
    const seen = ArrayBuffer.isView(source) ?
      new Uint8Array(source.buffer, source.byteOffset, source.byteLength) :
      new Uint8Array(source);
    assert.ok(seen.every((byte) => byte === 7));
  }
}

for (const TypedArray of eachCase([
  Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array,
])) {
  const array = new TypedArray(4);
  fill_bytes(array, 1, array.byteLength);
  assert.ok(new Uint8Array(array.buffer).every((byte) => byte === 1));
}

// Offsets, and nothing written beyond what C was told.
{
  const bytes = Buffer.alloc(16);
  fill_bytes(bytes.subarray(4, 8), 255, 4);
  assert.strictEqual(bytes.toString('hex'),
                     `${'00'.repeat(4)}${'ff'.repeat(4)}${'00'.repeat(8)}`);
  assert.strictEqual(identity_pointer(bytes.subarray(5)),
                     identity_pointer(bytes) + 5n);
  assert.strictEqual(identity_pointer(new DataView(bytes.buffer)) +
                     BigInt(bytes.byteOffset), identity_pointer(bytes));
  assert.strictEqual(identity_pointer(bytes.buffer),
                     identity_pointer(new Uint8Array(bytes.buffer)));
}

// Empty ones are fine.
for (const empty of eachCase([Buffer.alloc(0), new ArrayBuffer(0), new Uint8Array(0)])) {
  assert.strictEqual(sum_bytes(empty, 0), 0n);
}

// A SharedArrayBuffer itself is none of the kinds; a view on it is.
assert.throws(
  () => identity_pointer(new SharedArrayBuffer(8)),
  invalidValue('Argument 0 must be a buffer, an ArrayBuffer, a string, ' +
               'or a bigint'));
