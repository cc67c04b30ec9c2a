// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { pathOf } = require('../common/ffi');

// Workers end while threads call their callbacks. From then on, calls give zero, and the
// threads go on.

const { functions } = dlopen(pathOf('threads'), {
  get_calls: { return: 'int32' },
  start_endless: { arguments: ['function', 'int32'], return: 'int32' },
  stop: {},
});

const fns = {
  queue() {},
  block: () => 1,
  promise: async () => 1,
  never: () => new Promise(() => {}),
  busy() { for (;;); },
  close() { process.exit(0); },
};

if (isMainThread) {
  const kinds = Object.keys(fns);
  const runNext = (i) => {
    if (i === kinds.length * 2) return end();
    const worker = new Worker(__filename, { workerData: kinds[i % kinds.length] });
    worker.once('message', () => setTimeout(() => worker.terminate(), i * 3));
    worker.on('error', common.mustNotCall());
    worker.on('exit', common.mustCall(() => runNext(i + 1)));
  };
  const end = common.mustCall(() => {
    const calls = functions.get_calls();
    while (functions.get_calls() < calls + 1000);
    functions.stop();
  });
  runNext(0);
} else {
  const isQueue = workerData === 'queue';
  const callback = new Callback(
    { arguments: ['int32'], return: isQueue ? 'void' : 'int32', threadsafe: true },
    fns[workerData], { errorResult: isQueue ? undefined : 7 });
  assert.strictEqual(functions.start_endless(callback, 2), 0);
  parentPort.postMessage('started');
}
