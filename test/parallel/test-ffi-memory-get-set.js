// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const os = require('node:os');
const ffi = require('node:ffi');
const { eachCase } = require('../common/ffi');

// What set…() writes, get…() and a DataView read, at any alignment.

const bytes = new ArrayBuffer(32);
const view = new DataView(bytes);
const pointer = ffi.getRawPointer(bytes);
const littleEndian = os.endianness() === 'LE';

const values = {
  Int8: [-128, -1, 0, 1, 127],
  Uint8: [0, 1, 255],
  Int16: [-32768, -1, 0, 32767],
  Uint16: [0, 65535],
  Int32: [-(2 ** 31), -1, 0, 2 ** 31 - 1],
  Uint32: [0, 2 ** 32 - 1],
  Int64: [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n],
  Uint64: [0n, 2n ** 64n - 1n],
  Float32: [0, -0, 1.5, -Infinity, NaN, 2 ** 127],
  Float64: [0, -0, 0.1, Number.MAX_VALUE, Number.MIN_VALUE, Infinity, NaN],
};

for (const [type, list] of eachCase(Object.entries(values))) {
  const get = ffi[`get${type}`];
  const set = ffi[`set${type}`];
  const read = `get${type.replace(/Int64|Uint64/, 'Big$&')}`;
  for (const value of eachCase(list)) {
    for (let offset = 0; offset < 9; offset++) {
      new Uint8Array(bytes).fill(0xaa);
      assert.strictEqual(set(pointer, offset, value), undefined);
      assert.strictEqual(view[read](offset, littleEndian), value);
      assert.strictEqual(get(pointer, offset), value);
      assert.strictEqual(get(pointer + BigInt(offset)), value);
      // Nothing beside it was written.
      const size = list[0].constructor === BigInt || type === 'Float64' ?
        8 : Number(type.match(/\d+/)[0]) / 8;
      assert.ok(new Uint8Array(bytes, 0, offset).every((byte) => byte === 0xaa));
      assert.ok(new Uint8Array(bytes, offset + size).every((byte) => byte === 0xaa));
    }
  }
  assert.strictEqual(get(pointer, undefined), get(pointer));
  assert.strictEqual(get.length, 0);
  assert.strictEqual(set.length, 0);
  assert.strictEqual(get.name, `get${type}`);
}

// 64-bit integers may be safe integers, -0 is 0.
ffi.setInt64(pointer, 0, Number.MIN_SAFE_INTEGER);
assert.strictEqual(ffi.getInt64(pointer), BigInt(Number.MIN_SAFE_INTEGER));
ffi.setUint64(pointer, 0, Number.MAX_SAFE_INTEGER);
assert.strictEqual(ffi.getUint64(pointer), BigInt(Number.MAX_SAFE_INTEGER));
ffi.setInt32(pointer, 0, -0);
assert.strictEqual(ffi.getInt32(pointer), 0);
