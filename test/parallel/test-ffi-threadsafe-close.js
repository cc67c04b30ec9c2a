// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen, func } = require('node:ffi');
const { setTimeout: sleep } = require('node:timers/promises');
const { eachCase, pathOf } = require('../common/ffi');

// What was queued before a callback is closed is delivered. To call it afterwards ends
// the process, on whichever thread.

const type = { arguments: ['int32', 'int32'], threadsafe: true };
const load = () => dlopen(pathOf('threads'), {
  emit_here: { arguments: ['function', 'int32'] },
  get_calls: { return: 'int32' },
  join: {},
  run_events_and_join: { arguments: [func(type), 'int32', 'int32'], return: 'int32' },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});

// Each calls an address that is stale.
const stale = {
  __proto__: null,
  closed() {
    const { functions } = load();
    const callback = new Callback(type, function progress() {});
    const { pointer } = callback;
    callback.close();
    functions.start_events(pointer, 1, 1);
    functions.join();
  },
  closedHere() {
    const { functions } = load();
    const callback = new Callback(type, function progress() {});
    const { pointer } = callback;
    functions.start_events(pointer, 1, 1);
    functions.join();
    // A call waits, so that it is there still.
    callback.close();
    functions.emit_here(pointer, 1);
  },
  once() {
    const { functions } = load();
    const callback = new Callback(type, function progress() {}, { once: true });
    const { pointer } = callback;
    functions.emit_here(pointer, 1);
    functions.start_events(pointer, 1, 1);
    functions.join();
  },
  lent() {
    const { functions: { join, start_events: start } } = dlopen(pathOf('threads'), {
      join: {},
      start_events: { arguments: [func(type), 'int32', 'int32'], return: 'int32' },
    });
    // The thread goes on when that has returned.
    start(function progress() {}, 1, 100_000);
    join();
  },
};
const reasons = {
  __proto__: null,
  closed: 'it was closed',
  closedHere: 'it was closed',
  once: 'it was closed',
  lent: 'the call that it was passed to returned',
};

async function testDelivered() {
  const { functions } = load();
  const seen = [];
  let callback = new Callback(
    type, common.mustCall((thread, number) => { seen.push(number); }, 10));
  assert.strictEqual(functions.start_events(callback, 1, 10), 0);
  functions.join();
  callback.close();
  assert.deepStrictEqual(seen, []);
  assert.throws(() => callback.pointer, { code: 'ERR_INVALID_STATE' });
  while (seen.length < 10) await sleep(1);
  assert.deepStrictEqual(seen, Array.from({ length: 10 }, (_, i) => i));

  // A thread that waits for room has called before.
  const before = functions.get_calls();
  let count = 0;
  callback = new Callback(type, common.mustCall(() => { count++; }, 3), { highWaterMark: 2 });
  assert.strictEqual(functions.start_events(callback, 1, 3), 0);
  while (functions.get_calls() - before < 2) await null;
  const end = Date.now() + 100;
  while (Date.now() < end);
  callback.close();
  while (count < 3) await sleep(1);
  functions.join();

  // While it runs, too.
  callback = new Callback(type, common.mustCall(() => callback.close()));
  assert.strictEqual(functions.start_events(callback, 1, 1), 0);
  functions.join();
  await sleep(1);

  // Those of a function that is passed to a call come before that returns.
  const numbers = [];
  assert.strictEqual(functions.run_events_and_join((thread, number) => {
    numbers.push(number);
  }, 1, 100), 0);
  assert.deepStrictEqual(numbers, Array.from({ length: 100 }, (_, i) => i));
}

if (process.argv[2]) {
  stale[process.argv[2]]();
} else {
  for (const [scenario, reason] of eachCase(Object.entries(reasons))) {
    const child = spawnSync(process.execPath, ['--experimental-ffi', __filename, scenario],
                            { encoding: 'utf8', timeout: 60_000 });
    assert.ok(child.signal === 'SIGABRT' || child.status === 134, `${scenario}: ${child.stderr}`);
    assert.ok(child.stderr.includes(
      "FATAL ERROR: node:ffi: callback 'progress' of type void (int32, int32) was called " +
      `after ${reason}`), child.stderr);
  }
  testDelivered().then(common.mustCall());
}
