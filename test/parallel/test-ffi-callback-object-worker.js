// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func } = require('node:ffi');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { eachCase, pathOf } = require('../common/ffi');

// A worker has Callbacks, and passes functions. It may end while they run.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const load = () => dlopen(pathOf('function_pointers'), {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
}).functions;

const ends = {
  exits() { process.exit(7); },
  throws() { throw new Error('mine'); },
  terminates() { for (;;); },
  returns: () => 42,
};
const codes = { exits: 7, throws: 1, terminates: 1, returns: 0 };

if (isMainThread) {
  for (const [end, expected] of eachCase(Object.entries(codes))) {
    const worker = new Worker(__filename, { workerData: end });
    worker.on('error', end === 'throws' ? common.mustCall() : common.mustNotCall());
    worker.on('exit', common.mustCall((code) => assert.strictEqual(code, expected)));
    worker.on('message', common.mustCall(() => {
      if (end === 'terminates') worker.terminate();
    }));
  }
} else {
  const { call } = load();
  using callback = new Callback(binary, (a, b) => a - b);
  assert.strictEqual(call(callback, 44, 2), 42);
  assert.strictEqual(call((a, b) => a * b, 6, 7), 42);
  new Callback(binary, () => 0);
  const inner = new Callback(binary, () => {
    require('node:worker_threads').parentPort.postMessage('inside');
    return ends[workerData]();
  }, { errorResult: -1, once: true });
  assert.strictEqual(call((a, b) => call(inner, a, b), 1, 2), 42);
}
