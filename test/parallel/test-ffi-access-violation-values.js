// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, optimize } = require('../common/ffi');
const { missing, readOnly, unreadable, violation, writable } = require('../common/ffi_pages');

// What get...() and set...() can't reach is an error, in optimised code too, and what they
// can, next to it, is as ever.

const types = [
  ['Int8', 1, -1], ['Uint8', 1, 1], ['Int16', 2, -1], ['Uint16', 2, 1],
  ['Int32', 4, -1], ['Uint32', 4, 1], ['Int64', 8, -1n], ['Uint64', 8, 1n],
  ['Float32', 4, 1.5], ['Float64', 8, 1.5],
];

function checkGet(get, size, zero) {
  for (const address of eachCase(unreadable)) {
    assert.throws(() => get(address, 0), violation('read', address, size));
    assert.throws(() => get(address), violation('read', address, size));
    assert.throws(() => get(address - 8n, 8), violation('read', address, size));
  }
  for (const address of [writable, readOnly, missing - BigInt(size)]) {
    assert.strictEqual(get(address, 0), zero);
  }
  if (size > 1) {
    // The first byte is there.
    assert.throws(() => get(missing - 1n, 0), violation('read', missing - 1n, size));
  }
}

function checkSet(set, get, size, value) {
  for (const address of eachCase([...unreadable, readOnly, missing - BigInt(size)])) {
    assert.throws(() => set(address, 0, value), violation('write', address, size));
    assert.throws(() => set(address - 8n, 8, value), violation('write', address, size));
  }
  set(writable, 0, value);
  assert.strictEqual(get(writable, 0), value);
  set(writable, 0, typeof value === 'bigint' ? 0n : 0);
}

for (const [name, size, value] of eachCase(types)) {
  const zero = typeof value === 'bigint' ? 0n : 0;
  const get = (address, offset) => ffi[`get${name}`](address, offset);
  const set = (address, offset, value) => ffi[`set${name}`](address, offset, value);
  checkGet(get, size, zero);
  checkSet(set, get, size, value);
  optimize(get, writable, 0);
  optimize(set, writable, 0, zero);
  checkGet(get, size, zero);
  checkSet(set, get, size, value);
  checkGet(get, size, zero);
}

// What fast functions give for what can't be read is a value like any other.
const kFailedRead = 0x5A5A5A00;
for (const [name, size] of eachCase(types)) {
  if (size < 4) continue;
  const value = size === 8 && name !== 'Float64' ? BigInt(kFailedRead) : kFailedRead;
  const get = optimize((address) => ffi[`get${name}`](address), writable);
  ffi[`set${name}`](writable, 0, value);
  assert.strictEqual(get(writable), value);
  ffi.setUint64(writable, 0, 0n);
}
