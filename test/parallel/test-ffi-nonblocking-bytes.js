// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Arena, dlopen, pointer, struct } = require('node:ffi');
const { invalidValue, pathOf } = require('../common/ffi');

// What is passed to a nonblocking call stays alive, and where it is, until that is done:
// also what nothing else refers to, and the memory of a buffer that is transferred.
// Memory that could go nevertheless is refused.

const Bytes = struct({ first: 'uint8', second: 'uint8' });
const { functions } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_count_waiting: { return: 'int' },
  gate_sum: { arguments: ['buffer', 'size_t'], return: 'uint', nonblocking: true },
  sum_instance: {
    symbol: 'gate_sum', arguments: [pointer(Bytes), 'size_t'], return: 'uint', nonblocking: true,
  },
  gate_fill: { arguments: ['pointer', 'size_t', 'uint8'], nonblocking: true },
  gate_find: { arguments: ['cstring', 'int'], return: 'cstring', nonblocking: true },
});
const { gate_set, gate_count_waiting, gate_sum, sum_instance, gate_fill, gate_find } = functions;

async function whileWaiting(calls, run) {
  while (gate_count_waiting() < calls) await null;
  await run();
  gate_set(1);
}

async function keepsWhatIsPassed() {
  gate_set(0);
  const sums = [
    gate_sum(new Uint8Array([1, 2, 3]), 3),
    gate_sum(new Uint8Array(4096).fill(1).buffer, 4096),
    sum_instance(new Bytes({ first: 4, second: 5 }), 2),
    gate_find(`text ${'z'.repeat(100_000)}`, 'z'.charCodeAt(0)),
  ];
  await whileWaiting(sums.length, () => {
    for (let i = 0; i < 4; i++) {
      globalThis.gc();
      const others = [];
      for (let j = 0; j < 1000; j++) others.push(new Uint8Array(4096).fill(255));
    }
  });
  assert.deepStrictEqual(await Promise.all(sums), [6, 4096, 9, 'z'.repeat(100_000)]);
}

async function keepsWhatIsTransferred() {
  gate_set(0);
  const bytes = new Uint8Array(65536);
  const other = new Uint8Array(65536);
  const calls = [gate_fill(bytes, 65536, 7), gate_fill(other, 65536, 7)];
  let transferred;
  await whileWaiting(calls.length, () => {
    transferred = structuredClone(bytes, { transfer: [bytes.buffer] });
    // Of another length, it has other memory.
    other.buffer.transfer(16);
    globalThis.gc();
  });
  await Promise.all(calls);
  assert.strictEqual(bytes.length, 0);
  assert.ok(transferred.every((byte) => byte === 7));
}

async function refusesWhatMayGo() {
  const resizable = new ArrayBuffer(8, { maxByteLength: 16 });
  const refused = (index) => invalidValue(
    `Argument ${index} must not be of a resizable ArrayBuffer, whose memory could go while ` +
    'native code runs on another thread');
  assert.throws(() => gate_sum(resizable, 8), refused(0));
  assert.throws(() => gate_sum(new Uint8Array(resizable, 0, 4), 4), refused(0));
  assert.throws(() => sum_instance(Bytes.from(resizable), 2), refused(0));
  resizable.resize(16);
  // What is shared never shrinks.
  const growable = new SharedArrayBuffer(8, { maxByteLength: 16 });
  const view = new Uint8Array(growable).fill(2);
  assert.strictEqual(await gate_sum(view, 8), 16);
}

// Disposed of in flight, the memory is there until the call is done, and not longer.
async function keepsArenas() {
  gate_set(0);
  const arena = new Arena();
  const bytes = arena.alloc(8);
  const instance = arena.alloc(Bytes);
  instance.first = 8;
  const filled = gate_fill(bytes, 8, 7);
  const sum = sum_instance(instance, 2);
  let lengthInFlight;
  await whileWaiting(2, () => {
    arena[Symbol.dispose]();
    lengthInFlight = bytes.length;
  });
  assert.throws(() => arena.alloc(8), { code: 'ERR_INVALID_STATE' });
  assert.strictEqual(lengthInFlight, 8);
  await filled;
  assert.strictEqual(await sum, 8);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.strictEqual(bytes.length, 0);
  assert.throws(() => instance.first, { code: 'ERR_INVALID_STATE' });
}

(async () => {
  await keepsWhatIsPassed();
  await keepsWhatIsTransferred();
  await refusesWhatMayGo();
  await keepsArenas();
})().then(common.mustCall());
