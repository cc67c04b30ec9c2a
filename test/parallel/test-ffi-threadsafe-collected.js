// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { setTimeout: sleep } = require('node:timers/promises');
const { pathOf } = require('../common/ffi');

// A callback that is not referenced is collected. What was called before is delivered, and
// no thread waits any more.

const { lib, functions } = dlopen(pathOf('threads'), {
  get_begun: { return: 'int32' },
  get_calls: { return: 'int32' },
  get_done: { return: 'int32' },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});
const type = { arguments: ['int32', 'int32'], threadsafe: true };

// Waits until so many calls are in the queue, or would be if there was room. The object is
// not collected before.
function waitForCalls(count, object = undefined) {
  while (functions.get_begun() < count);
  const end = Date.now() + 100;
  while (Date.now() < end);
  assert.notStrictEqual(object, null);
}

// A garbage collection finds calls that wait, and the function only by these.
async function testQueued(highWaterMark) {
  let seen = 0;
  let isCollected = false;
  const fn = common.mustCall(() => { seen++; }, 5);
  const registry = new FinalizationRegistry(() => { isCollected = true; });
  const calls = functions.get_begun();
  const returned = functions.get_calls();
  (() => {
    const callback = new Callback(type, (...args) => fn(...args), { highWaterMark }).unref();
    registry.register(callback);
    assert.strictEqual(functions.start_events(callback, 5, 1), 0);
    waitForCalls(calls + 5, callback);
  })();
  globalThis.gc({ type: 'minor' });
  globalThis.gc();
  while (functions.get_calls() - returned < 5) await sleep(1);
  functions.join();
  while (seen < 5 || !isCollected) {
    await sleep(1);
    globalThis.gc();
  }
}

// So it is with callbacks of a library.
async function testRegistered() {
  let seen = 0;
  const calls = functions.get_begun();
  const fn = common.mustCall(() => { seen++; }, 2);
  const pointer = lib.registerCallback(type, (...args) => fn(...args));
  assert.strictEqual(functions.start_events(pointer, 1, 2), 0);
  waitForCalls(calls + 2);
  lib.unrefCallback(pointer);
  globalThis.gc();
  functions.join();
  while (seen < 2) await sleep(1);
  lib.unregisterCallback(pointer);
}

// A thread that waits for an answer gets it.
async function testAsked() {
  const done = functions.get_done();
  const begun = functions.get_begun();
  (() => {
    const callback = new Callback(
      { arguments: ['int32'], return: 'int32', threadsafe: true }, () => 42).unref();
    assert.strictEqual(functions.start_asked(callback, 1), 0);
    waitForCalls(begun + 1, callback);
  })();
  globalThis.gc();
  while (functions.get_done() === done) await sleep(1);
  functions.join();
  assert.strictEqual(functions.get_result(0), 42);
}

// Nobody asks for events any more.
async function testEvents() {
  const calls = functions.get_begun();
  const returned = functions.get_calls();
  (() => {
    const events = Callback.events({ arguments: ['int32', 'int32'] }, { highWaterMark: 1 }).unref();
    assert.strictEqual(functions.start_events(events, 4, 1), 0);
    waitForCalls(calls + 4, events);
    assert.strictEqual(functions.get_calls() - returned, 1);
  })();
  while (functions.get_calls() - returned < 4) {
    globalThis.gc();
    await sleep(1);
  }
  functions.join();
}

testQueued(1024)
  .then(() => testQueued(1))
  .then(testRegistered)
  .then(testAsked)
  .then(testEvents)
  .then(common.mustCall());
