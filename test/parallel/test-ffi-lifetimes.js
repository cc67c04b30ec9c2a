// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { libraryPath } = require('../common/ffi');

// Loading, resolving, registering, calling and closing leak nothing, in the
// main thread and in workers. What stays of a callback, which is gone, is some
// 150 bytes, so that its address is never another's.

const kRounds = 10_000;
const kReport = 1000;
const kBytesPerCallback = 250;
const kNoise = 8 * 1024 * 1024;

function round(i) {
  const { lib, functions } = dlopen(libraryPath, {
    add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
    call_i32: { arguments: ['function', 'i32'], return: 'i32' },
    string_length: { arguments: ['string'], return: 'i64' },
  });
  const signature = { arguments: ['i32'], return: 'i32' };
  const unregistered = lib.registerCallback(signature, (x) => x + 1);
  const closed = lib.registerCallback(signature, (x) => functions.add_i32(x, 2));
  const wrong = lib.registerCallback(signature, () => 0.5);
  // Without assert, which has memory needs of its own.
  let failed = functions.call_i32(unregistered, i) !== i + 1 ||
               functions.call_i32(closed, i) !== i + 2 ||
               functions.string_length('x'.repeat(100)) !== 100n;
  try {
    functions.call_i32(wrong, i);
    failed = true;
  } catch (error) {
    failed ||= error.code !== 'ERR_INVALID_ARG_VALUE';
  }
  if (failed) throw new Error(`Round ${i} failed`);
  lib.unregisterCallback(unregistered);
  lib.close();
}

async function run() {
  const reports = [];
  for (let i = 1; i <= kRounds; i++) {
    round(i);
    // What a WeakRef refers to lives until the end of the turn that made it.
    if (i % 100 === 0) await new Promise(setImmediate);
    if (i % kReport === 0) {
      globalThis.gc();
      await new Promise(setImmediate);
      globalThis.gc();
      reports.push(process.memoryUsage().rss);
    }
  }
  return reports;
}

function check(where, reports) {
  console.log(where, reports.map((rss) => `${(rss / 2 ** 20).toFixed(1)} MiB`).join(' '));
  // The first rounds warm up.
  const grown = reports.at(-1) - reports[2];
  const callbacks = 3 * (kRounds - 3 * kReport);
  assert.ok(grown < callbacks * kBytesPerCallback + kNoise, `${where} grew by ${grown} bytes`);
}

if (isMainThread) {
  run().then((reports) => {
    check('main thread', reports);
    const worker = new Worker(__filename);
    worker.on('message', common.mustCall((reports) => check('worker', reports)));
    worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
  }).then(common.mustCall());
} else {
  run().then((reports) => parentPort.postMessage(reports)).then(common.mustCall());
}
