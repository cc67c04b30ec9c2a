// Ten thousand nonblocking calls are in flight at once: on the pool, on a thread of their
// own, and with a signal, by which every second one is cancelled.
import assert from 'node:assert';
import { NativeThread } from 'node:ffi';
import { inThousands, maxRss, mebibytes, open, scaled, waitUntil } from './common.mjs';

const kGrowth = 128 * 2 ** 20;

const count = scaled(10_000);
const thread = new NativeThread({ name: 'load' });
const { gate_set: setGate, gate_count_waiting: countWaiting } = open('nonblocking', {
  gate_set: { arguments: ['int'] },
  gate_count_waiting: { return: 'int' },
});
const openSum = (nonblocking) => open('nonblocking', {
  gate_sum: { arguments: ['buffer', 'size_t'], return: 'uint32', nonblocking },
}).gate_sum;
const onPool = openSum(true);
const onThread = openSum(thread);

// What is passed is garbage at once, but for the call.
const bytesOf = (i) => new Uint8Array(8).fill(i);
const sumOf = (i) => (i % 256) * 8;

async function run(name, sum, isCancelled = () => false) {
  const controller = new AbortController();
  const cancellable = sum.signal(controller.signal);
  setGate(0);
  const before = maxRss();
  let settled = 0;
  const begin = performance.now();
  const calls = [];
  for (let i = 0; i < count; i++) {
    const call = (isCancelled(i) ? cancellable : sum)(bytesOf(i), 8);
    call.then(() => settled++, () => settled++);
    calls.push(call);
  }
  const begun = performance.now();
  await waitUntil(() => countWaiting() > 0);
  globalThis.gc();
  // None of them has returned.
  assert.strictEqual(settled, 0);
  controller.abort();
  const opened = performance.now();
  setGate(1);
  const results = await Promise.allSettled(calls);
  const end = performance.now();
  let cancelled = 0;
  for (let i = 0; i < count; i++) {
    const { status, value, reason } = results[i];
    if (status === 'fulfilled') {
      assert.strictEqual(value, sumOf(i));
    } else {
      assert.ok(isCancelled(i));
      assert.strictEqual(reason.name, 'AbortError');
      cancelled++;
    }
  }
  const growth = maxRss() - before;
  console.log(`${name}: ${inThousands(count)} in flight, begun in ` +
    `${(begun - begin).toFixed(0)} ms, done in ${(end - opened).toFixed(0)} ms, ` +
    `${inThousands(cancelled)} cancelled; max RSS ${mebibytes(maxRss())}, ` +
    `${mebibytes(growth)} more than before`);
  assert.ok(growth < kGrowth, `${growth} bytes`);
  return cancelled;
}

assert.strictEqual(await run('pool', onPool), 0);
assert.strictEqual(await run('thread', onThread), 0);
// All but those that had started.
const isOdd = (i) => i % 2 === 1;
const half = Math.floor(count / 2);
const poolSize = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
const cancelledOnPool = await run('pool, cancelled', onPool, isOdd);
assert.ok(cancelledOnPool <= half && cancelledOnPool >= half - poolSize, `${cancelledOnPool}`);
const cancelledOnThread = await run('thread, cancelled', onThread, isOdd);
assert.ok(cancelledOnThread <= half && cancelledOnThread >= half - 1, `${cancelledOnThread}`);
await thread[Symbol.asyncDispose]();
