// Run by each peer: what a call costs a thread, in nanoseconds of processor time,
// when it is alone and when eight do the same at once. There may be fewer
// processors than that, so the time on the wall would say nothing.
//
//   workers.mjs PEER LIBRARY SAMPLE_MILLISECONDS
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { makeLoop, makeScope, warmUp } from './loop.mjs';
import { sets, signatures } from './rows.mjs';
import { median } from './statistics.mjs';

const measured = sets.calls.filter(({ id }) => id === 'add_i32' || id === 'string_length');

async function work({ peer, library, sampleTime, count, ready }) {
  const { open } = await import(`./bind/${peer}.mjs`);
  const bound = open(library, signatures);
  const scope = makeScope(bound);
  const cpuTime = bound.functions.thread_cpu_time;
  const loops = measured.map((row) => makeLoop(row, bound.functions[row.id], scope));
  const time = (loop, n) => {
    const start = cpuTime();
    loop(n);
    return cpuTime() - start;
  };
  const turns = loops.map((loop) => {
    warmUp(loop);
    let n = 1000;
    while (time(loop, n) < sampleTime * 1e6) n *= 2;
    return n;
  });
  // All begin when the last of them is warm.
  if (Atomics.add(ready, 0, 1) === count - 1) Atomics.notify(ready, 0);
  for (let now = Atomics.load(ready, 0); now < count; now = Atomics.load(ready, 0)) Atomics.wait(ready, 0, now);
  return loops.map((loop, i) => median(Array.from({ length: 5 }, () => time(loop, turns[i]) / turns[i])));
}

async function run(count) {
  const [peer, library, sampleTime] = process.argv.slice(2);
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const shared = { peer, library, sampleTime: Number(sampleTime), count, ready };
  const workers = Array.from({ length: count }, () => new Worker(new URL(import.meta.url), { workerData: shared }));
  const results = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  await Promise.all(workers.map((worker) => worker.terminate()));
  return measured.map((_, i) => median(results.map((result) => result[i])));
}

if (isMainThread) {
  const results = {};
  for (const count of [1, 8]) {
    (await run(count)).forEach((value, i) => { results[`${measured[i].id}/${count}`] = { value }; });
  }
  console.log(JSON.stringify(results));
  process.exit();
} else {
  parentPort.postMessage(await work(workerData));
}
