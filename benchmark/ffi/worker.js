'use strict';

// Calls in several threads at once.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');
const { once } = require('node:events');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');

function run(f, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += f(i & 63, 1);
  return sum;
}

if (isMainThread) {
  const bench = common.createBenchmark(main, {
    workers: [1, 2, 8],
    n: [1e7],
  }, { flags });

  async function main({ workers: count, n }) {
    const workers = Array.from({ length: count }, () => new Worker(__filename));
    await Promise.all(workers.map((worker) => once(worker, 'message')));

    bench.start();
    for (const worker of workers) worker.postMessage(n);
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    bench.end(n * count);

    for (const worker of workers) worker.terminate();
  }
} else {
  const f = load('add_i32', ['int32', 'int32'], 'int32');
  warmUp((n) => run(f, n));
  parentPort.on('message', (n) => parentPort.postMessage(run(f, n)));
  parentPort.postMessage('ready');
}
