// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread, parentPort, workerData } =
  require('node:worker_threads');
const { libraryClosed, libraryPath } = require('../common/ffi');

// Workers load libraries of their own; the main thread's are not touched, and
// what a worker leaves open is closed with it.

const definitions = {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  string_length: { arguments: ['string'], return: 'i64' },
};

if (isMainThread) {
  const library = dlopen(libraryPath, definitions);
  const expected = new Set();
  for (let i = 0; i < 4; i++) {
    expected.add(i);
    const worker = new Worker(__filename, { workerData: i });
    worker.on('message', common.mustCall((sum) => {
      assert.strictEqual(sum, 1000 * i + 499500);
    }));
    worker.on('exit', common.mustCall((code) => {
      assert.strictEqual(code, 0);
      expected.delete(i);
      assert.strictEqual(library.functions.add_i32(20, 22), 42);
      if (expected.size === 0) library.lib.close();
    }));
  }

  // Libraries and functions don't travel.
  const { port1 } = new MessageChannel();
  for (const value of [library.lib, library.functions.add_i32]) {
    assert.throws(() => port1.postMessage(value), { name: 'DataCloneError' });
    assert.throws(() => structuredClone(value), { name: 'DataCloneError' });
  }
  port1.close();
} else {
  const closed = dlopen(libraryPath, definitions);
  closed.lib.close();
  assert.throws(() => closed.functions.add_i32(1, 2), libraryClosed);

  const { functions } = dlopen(libraryPath, definitions);
  let sum = 0;
  for (let i = 0; i < 1000; i++) {
    sum = functions.add_i32(sum, i + workerData);
    assert.strictEqual(functions.string_length('x'.repeat(i)), BigInt(i));
  }
  parentPort.postMessage(sum);
}
