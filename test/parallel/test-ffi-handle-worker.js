// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { dlopen, handle } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, pathOf } = require('../common/ffi');

// A handle is its thread's. What a thread or a process has not closed when it ends stays
// open.

const Box = handle('box', { close: 'box_close' });
const { functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  box_number: { arguments: [Box], return: 'int' },
  count_open_boxes: { return: 'int' },
  count_closed: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { box_open, box_number } = functions;
// What is not closed when the thread ends. Otherwise, it may be collected before that.
const all = module.exports = [];

const ends = {
  returns() {},
  exits() { process.exit(0); },
  throws() { throw new Error('mine'); },
  terminates() { for (;;); },
};

async function work() {
  const before = functions.count_closed();
  const kept = box_open(7);
  assert.strictEqual(box_number(kept), 7);
  {
    using box = box_open(8);
    assert.strictEqual(box_number(box), 8);
  }
  (() => { box_open(9); })();
  await gcUntil('box', () => functions.count_closed() >= before + 2);
  parentPort.postMessage('ready');
  parentPort.close();
  all.push(kept);
  ends[workerData]();
}

function run(end) {
  const { promise, resolve } = Promise.withResolvers();
  const worker = new Worker(__filename, { workerData: end });
  worker.on('error', end === 'throws' ? common.mustCall() : common.mustNotCall());
  worker.on('message', common.mustCall(() => {
    if (end === 'terminates') worker.terminate();
  }));
  worker.on('exit', common.mustCall(resolve));
  return promise;
}

async function test() {
  const box = box_open(1);
  for (const value of [box, { box }, [box]]) {
    assert.throws(() => new Worker(__filename, { workerData: value }), { name: 'DataCloneError' });
    assert.throws(() => structuredClone(value, { transfer: [box] }), { name: /^(DataCloneError|TypeError)$/ });
  }
  let open = 1;
  for (const end of eachCase(Object.keys(ends))) {
    await run(end);
    assert.strictEqual(functions.count_open_boxes(), ++open);
  }
  assert.strictEqual(box_number(box), 1);
  box.close();
  assert.strictEqual(functions.count_wrong(), 0);
}

if (process.argv[2] === 'child') {
  all.push(box_open(1), box_open(2));
  process.on('exit', () => {
    all[0].close();
    assert.strictEqual(functions.count_open_boxes(), 1);
  });
} else if (isMainThread) {
  test().then(common.mustCall());
  const { status, stderr } = spawnSync(process.execPath, [...process.execArgv, __filename, 'child'],
                                       { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
} else {
  work();
}
