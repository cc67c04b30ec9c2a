// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { dlopen, getInt32, setInt32, toSharedArrayBuffer } = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// toSharedArrayBuffer() shows native memory, to all threads.

const { functions: { calloc, free } } = dlopen(null, {
  calloc: { arguments: ['size_t', 'size_t'], return: 'pointer' },
  free: { arguments: ['pointer'] },
});
const memory = calloc(1, 64);

const shared = toSharedArrayBuffer(memory, 64);
assert.ok(shared instanceof SharedArrayBuffer);
assert.strictEqual(shared.byteLength, 64);
const ints = new Int32Array(shared);
setInt32(memory, 4, 42);
assert.strictEqual(Atomics.load(ints, 1), 42);
Atomics.store(ints, 2, 43);
assert.strictEqual(getInt32(memory, 8), 43);
// Another one of the same memory, and of a part of it.
const again = new Int32Array(toSharedArrayBuffer(memory, 64));
const part = new Int32Array(toSharedArrayBuffer(memory + 8n, 8));
Atomics.add(ints, 2, 1);
assert.strictEqual(again[2], 44);
assert.strictEqual(part[0], 44);

const kMax = 2n ** 64n - 1n;
for (const place of eachCase([0n, 1n, memory, kMax])) {
  assert.strictEqual(toSharedArrayBuffer(place, 0).byteLength, 0);
}
for (const wrong of eachCase([undefined, null, 1, '', {}])) {
  assert.throws(() => toSharedArrayBuffer(wrong, 8), invalidType('The first argument must be a bigint'));
}
for (const wrong of eachCase([undefined, null, '8', {}])) {
  assert.throws(() => toSharedArrayBuffer(memory, wrong), invalidType('The length must be a number'));
}
for (const wrong of eachCase([-1, 0.5, NaN, Infinity, -1n])) {
  assert.throws(() => toSharedArrayBuffer(memory, wrong),
                invalidValue('The length must be a non-negative integer'));
}
assert.throws(() => toSharedArrayBuffer(memory, 2 ** 53), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => toSharedArrayBuffer(0n, 8), {
  code: 'ERR_FFI_INVALID_POINTER',
  message: 'Cannot create a SharedArrayBuffer from a null pointer',
});
assert.throws(() => toSharedArrayBuffer(kMax - 7n, 16),
              invalidValue('The pointer and length exceed the platform address range'));
for (const offset of eachCase([1n, 4n, 7n])) {
  assert.throws(() => toSharedArrayBuffer(memory + offset, 8),
                invalidValue('The first argument must be a multiple of 8'));
}
// What no memory can be is still no reason to end.
for (const length of eachCase([2 ** 33, 2 ** 40, 2 ** 53 - 1])) {
  assert.strictEqual(toSharedArrayBuffer(memory, length).byteLength, length);
  assert.throws(() => new Uint8Array(1).set(new Uint8Array(toSharedArrayBuffer(memory, length))),
                RangeError);
}

// Several threads count in it. It outlives the objects that they have.
const kThreads = 3;
const kTurns = 1000;
Atomics.store(ints, 0, 0);
const code = `
const { workerData } = require('node:worker_threads');
const ints = new Int32Array(workerData);
for (let i = 0; i < ${kTurns}; i++) Atomics.add(ints, 0, 1);
Atomics.add(ints, 1, 1);
Atomics.notify(ints, 1);
`;
let ended = 0;
for (let i = 0; i < kThreads; i++) {
  new Worker(code, { eval: true, workerData: shared }).on('exit', common.mustCall(() => {
    if (++ended < kThreads) return;
    assert.strictEqual(getInt32(memory), kThreads * kTurns);
    free(memory);
  }));
}
