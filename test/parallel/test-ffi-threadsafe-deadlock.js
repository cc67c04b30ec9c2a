// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { setTimeout: sleep } = require('node:timers/promises');
const { Callback, dlopen } = require('node:ffi');
const { optimize, pathOf } = require('../common/ffi');

// A native call that waits for a thread, which waits for JavaScript, would never return.
// After `deadlockTimeout`, the thread is let go, and the call throws an error.

const { functions } = dlopen(pathOf('threads'), {
  ask_and_join: { arguments: ['function', 'int32'], return: 'int32' },
  get_calls: { return: 'int32' },
  get_done: { return: 'int32' },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  run_events_and_join: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
  sleep_for: { arguments: ['int32'] },
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
});

const deadlock = (type) => ({
  code: 'ERR_FFI_CALL_FAILED',
  message: new RegExp(`^Deadlock: callback 'asked' of type ${type} was called on another thread`),
});
const question = { arguments: ['int32'], return: 'int32', threadsafe: true };

async function waitFor(callback, count, wait) {
  const done = functions.get_done();
  assert.strictEqual(functions.start_asked(callback, count), 0);
  while (functions.get_done() === done) {
    wait();
    await sleep(1);
  }
  functions.join();
}

(async () => {
  {
    using callback = new Callback(question, function asked() {
      assert.fail('nobody waits for it');
    }, { deadlockTimeout: 100, errorResult: -2 });
    assert.throws(() => functions.ask_and_join(callback, 3), deadlock('int32 \\(int32\\)'));
    for (let i = 0; i < 3; i++) assert.strictEqual(functions.get_result(i), -2);

    // Optimised code makes other calls.
    const ask = optimize((count) => functions.ask_and_join(callback, count), 0);
    assert.throws(() => ask(1), deadlock('int32 \\(int32\\)'));
    assert.strictEqual(ask(0), 0);
  }
  {
    // A queue that is full. What is in it is delivered later.
    const seen = [];
    using callback = new Callback(
      { arguments: ['int32', 'int32'], threadsafe: true },
      common.mustCall(function asked(thread, number) { seen.push(number); }, 4),
      { deadlockTimeout: 100, highWaterMark: 4 });
    assert.throws(() => functions.run_events_and_join(callback, 1, 6),
                  deadlock('void \\(int32, int32\\)'));
    await sleep(10);
    assert.deepStrictEqual(seen, [0, 1, 2, 3]);
  }
  {
    // A thread that runs JavaScript will come to it, as one that makes short calls; and
    // one that waits for something else is in no native call.
    using callback = new Callback(question, common.mustCall((i) => i + 1, 3), {
      deadlockTimeout: 400,
    });
    const spin = optimize((end) => {
      while (Date.now() < end) functions.get_calls();
    }, 0);
    await waitFor(callback, 1, () => spin(Date.now() + 1000));
    assert.strictEqual(functions.get_result(0), 1);
    await waitFor(callback, 1, () => {
      const end = Date.now() + 1000;
      while (Date.now() < end) functions.sleep_for(20);
    });
    await waitFor(callback, 1, () => {
      execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 700)']);
    });
    assert.strictEqual(functions.get_result(0), 1);
  }
})().then(common.mustCall());
