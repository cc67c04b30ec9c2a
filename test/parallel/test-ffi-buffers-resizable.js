// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// A view that a shrunk buffer no longer covers is refused; one that it covers
// again is not.

using library = dlopen(libraryPath, {
  identity_pointer: { arguments: ['buffer'], return: 'pointer' },
});
const { identity_pointer } = library.functions;
const outOfBounds = invalidValue(
  'Argument 0 is an ArrayBufferView outside the bounds of its ArrayBuffer');

const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
const start = identity_pointer(buffer);
const views = [
  // Each with the length of the buffer that it needs, and its offset.
  [new Uint8Array(buffer, 0, 16), 16, 0n],
  [new Uint8Array(buffer, 8, 8), 16, 8n],
  [new Uint8Array(buffer, 8), 8, 8n],
  [new Uint8Array(buffer), 0, 0n],
  [new Uint8Array(buffer, 0, 0), 0, 0n],
  [new Uint8Array(buffer, 4, 0), 4, 4n],
  [new Float64Array(buffer, 8), 8, 8n],
  [new Float64Array(buffer, 0, 2), 16, 0n],
  [new DataView(buffer, 0, 16), 16, 0n],
  [new DataView(buffer, 8), 8, 8n],
  [new DataView(buffer, 8, 4), 12, 8n],
  [Buffer.from(buffer, 4, 4), 8, 4n],
];
for (const length of eachCase([16, 15, 12, 11, 8, 7, 4, 3, 0, 32, 9, 16])) {
  buffer.resize(length);
  assert.strictEqual(identity_pointer(buffer), start);
  for (const [view, needed, offset] of eachCase(views)) {
    if (length >= needed) {
      assert.strictEqual(identity_pointer(view), start + offset);
    } else {
      assert.throws(() => identity_pointer(view), outOfBounds);
    }
  }
}

const shared = new SharedArrayBuffer(8, { maxByteLength: 16 });
const tracking = new Uint8Array(shared, 4);
const before = identity_pointer(tracking);
shared.grow(16);
assert.strictEqual(identity_pointer(tracking), before);
