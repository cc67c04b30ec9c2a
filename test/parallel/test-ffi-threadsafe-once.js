// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { setTimeout: sleep } = require('node:timers/promises');
const { pathOf } = require('../common/ffi');

// A threadsafe Callback with `once` is closed when a call has returned. What other
// threads have called until then is delivered.

const { functions } = dlopen(pathOf('threads'), {
  call_here: { arguments: ['function', 'int32'], return: 'int32' },
  get_done: { return: 'int32' },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});
const closed = { code: 'ERR_INVALID_STATE' };
const asked = { arguments: ['int32'], return: 'int32', threadsafe: true };

// Two threads call before JavaScript looks.
async function testQueued() {
  let seen = 0;
  const callback = new Callback(
    { arguments: ['int32', 'int32'], threadsafe: true },
    common.mustCall(() => { seen++; }),
    { once: true });
  const all = new Callback(
    { arguments: ['int32', 'int32'], threadsafe: true },
    common.mustCall(() => { seen++; }, 4),
    { once: true });
  assert.strictEqual(functions.start_events(callback, 1, 1), 0);
  assert.strictEqual(functions.start_events(all, 2, 2), 0);
  functions.join();
  while (seen < 5) await sleep(1);
  assert.throws(() => callback.pointer, closed);
  assert.throws(() => all.pointer, closed);
}

// A second thread calls while the first one waits for a promise.
async function testAnswers() {
  const done = functions.get_done();
  const { promise, resolve } = Promise.withResolvers();
  let calls = 0;
  const callback = new Callback(asked, common.mustCall(async () => {
    if (++calls === 2) resolve();
    await promise;
    return 42;
  }, 2), { once: true });
  assert.strictEqual(functions.start_asked(callback, 1), 0);
  assert.strictEqual(functions.start_asked(callback, 1), 0);
  while (functions.get_done() - done < 2) await sleep(1);
  functions.join();
  assert.strictEqual(functions.get_result(0), 42);
  assert.throws(() => callback.pointer, closed);
}

// One that throws has returned, too, and so has one on the own thread.
async function testHere() {
  const here = new Callback(asked, common.mustCall((value) => {
    assert.strictEqual(typeof here.pointer, 'bigint');
    return value + 1;
  }), { once: true });
  assert.strictEqual(functions.call_here(here, 1), 2);
  assert.throws(() => here.pointer, closed);

  const error = new Error('mine');
  const throws = new Callback(asked, common.mustCall(() => { throw error; }),
                              { once: true, errorResult: -1 });
  assert.throws(() => functions.call_here(throws, 1), error);
  assert.throws(() => throws.pointer, closed);

  process.once('uncaughtException', common.mustCall((thrown) => {
    assert.strictEqual(thrown, error);
  }));
  const rejected = new Callback(asked, common.mustCall(async () => { throw error; }),
                                { once: true, errorResult: -1 });
  assert.strictEqual(functions.start_asked(rejected, 1), 0);
  const done = functions.get_done();
  while (functions.get_done() === done) await sleep(1);
  functions.join();
  assert.strictEqual(functions.get_result(0), -1);
  assert.throws(() => rejected.pointer, closed);
}

testQueued().then(testAnswers).then(testHere).then(common.mustCall());
