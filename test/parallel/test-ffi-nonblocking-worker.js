// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { once } = require('node:events');
const { NativeThread, dlopen } = require('node:ffi');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { pathOf } = require('../common/ffi');

// A worker can be terminated while its calls are in flight: those that have not started
// are not made, and the others are waited for. A thread of its own ends with it.

const kRounds = 20;

function work() {
  const thread = workerData % 2 === 0 ? new NativeThread() : undefined;
  const { functions: { nap, gate_copy } } = dlopen(pathOf('nonblocking'), {
    nap: { arguments: ['int'], return: 'int', nonblocking: thread ?? true },
    gate_copy: { symbol: 'gate_fill', arguments: ['buffer', 'size_t', 'uint8'], nonblocking: true },
  });
  const next = () => {
    nap(Math.trunc(Math.random() * 1000)).then(next);
    gate_copy(new Uint8Array(1000), 1000, 1);
  };
  for (let i = 0; i < 50; i++) next();
  parentPort.postMessage('begun');
}

async function main() {
  dlopen(pathOf('nonblocking'), { gate_set: { arguments: ['int'] } }).functions.gate_set(1);
  for (let i = 0; i < kRounds; i++) {
    const worker = new Worker(__filename, { workerData: i });
    await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    assert.strictEqual(await worker.terminate(), 1);
  }
}

if (isMainThread) main().then(common.mustCall());
else work();
