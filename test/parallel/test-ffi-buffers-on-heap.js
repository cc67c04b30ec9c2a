// Flags: --experimental-ffi --expose-internals --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { internalBinding } = require('internal/test/binding');
const { addressOfView } = internalBinding('ffi');
const { eachCase, libraryPath, optimize } = require('../common/ffi');

// The bytes of a small typed array are on V8's heap. A fast call leaves them
// there, as to move them may collect garbage: it is the slow route that moves
// them, and passes them right.

const { functions: { fill_bytes, identity_pointer, sum_bytes } } = dlopen(libraryPath, {
  fill_bytes: { arguments: ['buffer', 'u8', 'u64'] },
  identity_pointer: { arguments: ['buffer'], return: 'pointer' },
  sum_bytes: { arguments: ['buffer', 'u64'], return: 'u64' },
});

const offHeap = new Uint8Array(new ArrayBuffer(8));
const makers = [
  () => new Uint8Array(8), () => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0), () => new Float64Array(1),
  () => new BigInt64Array(1), () => new Uint8ClampedArray(8), () => new Uint8Array(8).subarray(4),
];

// What the fast route asks: 0 sends a call to the slow one.
const ask = (view) => addressOfView(view);
const askOptimized = optimize((view) => addressOfView(view), offHeap);
for (const make of eachCase(makers.slice(0, -1))) {
  for (const asks of [ask, askOptimized]) {
    const view = make();
    // Still on the heap, so it gives the same again.
    for (let i = 0; i < 3; i++) assert.strictEqual(asks(view), 0n);
    assert.strictEqual(view.buffer.byteLength, 8);
    assert.strictEqual(asks(view), identity_pointer(view));
    assert.notStrictEqual(asks(view), 0n);
  }
}

// In calls, of code that was optimised for bytes off the heap and on it.
for (const warm of eachCase([() => offHeap, () => new Uint8Array(8)])) {
  const fill = optimize((view, value) => fill_bytes(view, value, 4n), warm(), 1);
  const sum = optimize((view) => sum_bytes(view, 4n), warm());
  for (const make of eachCase(makers)) {
    for (let value = 0; value < 256; value++) {
      const view = make();
      fill(view, value);
      const bytes = new Uint8Array(view.buffer, view.byteOffset, 4);
      assert.deepStrictEqual([...bytes], [value, value, value, value]);
      assert.strictEqual(sum(view), 4n * BigInt(value));
      // Written by JavaScript while they were on the heap.
      const other = make();
      other[0] = other instanceof BigInt64Array ? BigInt(value) : value;
      const expected = new Uint8Array(other.slice().buffer, 0, 4).reduce((a, b) => a + b);
      assert.strictEqual(sum(other), BigInt(expected));
    }
  }
}
