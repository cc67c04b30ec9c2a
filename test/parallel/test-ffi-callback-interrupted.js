// Flags: --experimental-ffi
'use strict';
const common = require('../common');
common.skipIfInspectorDisabled();
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker } = require('node:worker_threads');
const { libraryPath } = require('../common/ffi');

// A debugger can run JavaScript wherever V8 looks for interrupts, such as at
// the beginning of a function: also while the arguments of a callback are on
// their way to it. If that calls a callback, both get their own arguments.

const { lib, functions: { call_times, call_i32 } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  call_times: { arguments: ['function', 'i32'], return: 'i32' },
});
const signature = { arguments: ['i32'], return: 'i32' };
const kInterrupts = 300;

const inner = lib.registerCallback(signature, (x) => x + 1);
let interrupts = 0;
let failure;
globalThis.interrupt = () => {
  const result = call_i32(inner, -42);
  if (result !== -41) failure ??= result;
  interrupts++;
};
common.allowGlobals(globalThis.interrupt);

let expected = 0;
const outer = lib.registerCallback(signature, (index) => {
  if (index !== expected++) assert.fail(`${index} is not ${expected - 1}`);
  return index;
});

// Replies come from the main thread for as long as that runs. A worker that ends
// before it has them all may end the process: that is an error of the inspector's.
const worker = new Worker(`
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; i < ${kInterrupts}; i++) {
    session.post('Runtime.evaluate', { expression: 'interrupt()' });
    Atomics.wait(clock, 0, 0, 1);
  }
  require('node:worker_threads').parentPort.once('message', () => session.disconnect());
  `, { eval: true });
worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
worker.on('online', common.mustCall(() => {
  const end = Date.now() + common.platformTimeout(10_000);
  while (interrupts < kInterrupts && Date.now() < end) {
    expected = 0;
    // All but the first give what is not zero.
    assert.strictEqual(call_times(outer, 10_000), 9_999);
  }
  assert.strictEqual(failure, undefined);
  assert.ok(interrupts > 1);
  worker.postMessage('done');
}));
