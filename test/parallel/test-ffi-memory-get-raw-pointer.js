// Flags: --experimental-ffi --expose-gc
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// The address of JavaScript's bytes.

const buffer = new ArrayBuffer(16);
const pointer = ffi.getRawPointer(buffer);
assert.strictEqual(typeof pointer, 'bigint');
assert.strictEqual(ffi.getRawPointer(buffer), pointer);
assert.strictEqual(ffi.getRawPointer(new Uint8Array(buffer, 3)), pointer + 3n);
assert.strictEqual(ffi.getRawPointer(new DataView(buffer, 5, 2)), pointer + 5n);
assert.strictEqual(ffi.getRawPointer(Buffer.from(buffer, 8)), pointer + 8n);

// Small typed arrays are on V8's heap until somebody wants their address, which
// then stays.
const small = new Uint8Array([1, 2, 3]);
const smallPointer = ffi.getRawPointer(small);
globalThis.gc();
assert.strictEqual(ffi.getRawPointer(small), smallPointer);
small[1] = 42;
assert.strictEqual(ffi.getUint8(smallPointer, 1), 42);

const shared = new SharedArrayBuffer(8);
assert.notStrictEqual(ffi.getRawPointer(shared), 0n);
assert.strictEqual(ffi.getRawPointer(new Uint8Array(shared, 2)),
                   ffi.getRawPointer(shared) + 2n);

for (const wrong of eachCase([undefined, null, 0, 0n, 'text', {}, [1], { buffer },
                              new Proxy(buffer, {})])) {
  assert.throws(
    () => ffi.getRawPointer(wrong),
    invalidType('The first argument must be a Buffer, ArrayBuffer, ' +
                'SharedArrayBuffer, or ArrayBufferView'));
}

const detachedView = new Uint8Array(buffer);
structuredClone(buffer, { transfer: [buffer] });
assert.throws(() => ffi.getRawPointer(buffer),
              invalidValue('The first argument has no memory, as the ArrayBuffer is detached'));
assert.throws(
  () => ffi.getRawPointer(detachedView),
  invalidValue('The first argument has no memory, as the ArrayBuffer is detached'));

// Upstream gives an address beyond the memory that is left.
const resizable = new ArrayBuffer(16, { maxByteLength: 32 });
const outOfBounds = [new Uint8Array(resizable, 8, 4), new DataView(resizable, 8, 4),
                     new Uint8Array(resizable, 12)];
resizable.resize(4);
for (const view of eachCase(outOfBounds)) {
  assert.throws(
    () => ffi.getRawPointer(view),
    invalidValue('The first argument is an ArrayBufferView outside the bounds ' +
                 'of its ArrayBuffer'));
}
