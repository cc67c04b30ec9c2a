// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, optimize } = require('../common/ffi');
const { kPage, missing, readOnly, unreadable, violation, writable } = require('../common/ffi_pages');

// Copies of memory that is not there, or to memory that can't be written to, are errors.

// Which nothing here is passed to.
const { functions: { free } } = ffi.dlopen(null, {
  free: { arguments: ['pointer'] },
});
const lengths = [1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 100, 5000];

for (const address of eachCase(unreadable)) {
  for (const length of eachCase(lengths)) {
    for (const make of [ffi.toBuffer, ffi.toArrayBuffer]) {
      assert.throws(() => make(address, length), violation('read', address, length));
      assert.throws(() => make(address, length, true), violation('read', address, length));
      assert.throws(() => make(address, length, false), violation('read', address, length));
    }
    assert.throws(() => ffi.adopt(address, length, free), violation('read', address, length));
  }
}
for (const address of eachCase([missing, 0xffff_8000_0000_0000n, 0x8000_0000_0000_0000n])) {
  assert.throws(() => ffi.toSharedArrayBuffer(address, 64), violation('read', address, 64));
}

// The end may be missing. Only the first byte of a view is looked at.
const start = missing - 40n;
assert.throws(() => ffi.toBuffer(start, 41), violation('read', start, 41));
assert.strictEqual(ffi.toBuffer(start, 41, false).length, 41);
assert.throws(() => ffi.toArrayBuffer(writable, 3 * kPage), violation('read', writable, 3 * kPage));
assert.deepStrictEqual(ffi.toBuffer(start, 40), Buffer.alloc(40));
assert.deepStrictEqual(ffi.toBuffer(start, 40, false), Buffer.alloc(40));

for (const address of eachCase([...unreadable, readOnly, missing - 1n])) {
  for (const length of eachCase(lengths)) {
    const bytes = Buffer.alloc(length, 1);
    const expected = violation('write', address, length);
    assert.throws(() => ffi.exportBuffer(bytes, address, length), expected);
    assert.throws(() => ffi.exportArrayBufferView(new DataView(new ArrayBuffer(length)), address, length), expected);
    assert.throws(() => ffi.exportArrayBuffer(new ArrayBuffer(length), address, length), expected);
    assert.throws(() => ffi.fill(address, 1, length), expected);
    assert.throws(() => ffi.copy(address, bytes, length), expected);
    assert.throws(() => ffi.copy(address, writable, length), expected);
    assert.throws(() => ffi.exportString('x'.repeat(length), address, length + 1),
                  violation('write', address, length + 1));
    assert.throws(() => ffi.exportString('x'.repeat(length), address, 2 * length + 2, 'utf16le'),
                  violation('write', address, 2 * length + 2));
  }
}

for (const address of eachCase(unreadable)) {
  for (const length of eachCase(lengths)) {
    const bytes = Buffer.alloc(length);
    const expected = violation('read', address, length);
    assert.throws(() => ffi.copy(bytes, address, length), expected);
    assert.throws(() => ffi.copy(writable, address, BigInt(length)), expected);
    assert.throws(() => ffi.compare(bytes, address, length), expected);
    assert.throws(() => ffi.compare(address, bytes, length), expected);
  }
}
assert.strictEqual(ffi.compare(writable, readOnly, kPage), 0);

// What could be written before the end of the memory is written, or not: it is not ours.
assert.throws(() => ffi.fill(readOnly - 8n, 7, 16), violation('write', readOnly - 8n, 16));
assert.strictEqual(ffi.getUint8(readOnly), 0);
ffi.fill(writable, 0, kPage);

// The two sides may overlap, where one of them ends.
assert.throws(() => ffi.copy(readOnly - 50n, readOnly - 100n, 100),
              violation('write', readOnly - 50n, 100));
assert.throws(() => ffi.copy(writable, missing - 50n, 100), violation('read', missing - 50n, 100));

// In optimised code.
const copy = optimize((target, source, length) => ffi.copy(target, source, length), writable, readOnly, 64);
const fill = optimize((target, value, length) => ffi.fill(target, value, length), writable, 0, 64);
const compare = optimize((a, b, length) => ffi.compare(a, b, length), writable, readOnly, 64);
for (const length of eachCase(lengths)) {
  assert.throws(() => copy(readOnly, writable, length), violation('write', readOnly, length));
  assert.throws(() => copy(writable, missing, length), violation('read', missing, length));
  assert.throws(() => fill(missing, 0, length), violation('write', missing, length));
  assert.throws(() => compare(writable, 16n, length), violation('read', 16n, length));
}
copy(writable, readOnly, kPage);
fill(writable, 0, kPage);
assert.strictEqual(compare(writable, readOnly, kPage), 0);
