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
  get_calls: { return: 'int32' },
  get_done: { return: 'int32' },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});
const type = { arguments: ['int32', 'int32'], threadsafe: true };

function waitHere(isDone) {
  while (!isDone());
  const end = Date.now() + 20;
  while (Date.now() < end);
}

// A garbage collection finds calls that wait, and the function only by these.
async function testQueued(highWaterMark) {
  const fn = common.mustCall(() => {}, 5);
  const registry = new FinalizationRegistry(common.mustCall());
  const calls = functions.get_calls();
  (() => {
    const callback = new Callback(type, (...args) => fn(...args), { highWaterMark }).unref();
    registry.register(callback);
    assert.strictEqual(functions.start_events(callback, 1, 5), 0);
  })();
  waitHere(() => functions.get_calls() - calls >= Math.min(5, highWaterMark));
  globalThis.gc();
  globalThis.gc({ type: 'minor' });
  while (functions.get_calls() - calls < 5) await sleep(1);
  functions.join();
  for (let i = 0; i < 3; i++) {
    await sleep(1);
    globalThis.gc();
  }
}

// So it is with callbacks of a library.
async function testRegistered() {
  const calls = functions.get_calls();
  const fn = common.mustCall(() => {}, 2);
  const pointer = lib.registerCallback(type, (...args) => fn(...args));
  lib.unrefCallback(pointer);
  assert.strictEqual(functions.start_events(pointer, 1, 2), 0);
  waitHere(() => functions.get_calls() - calls === 2);
  globalThis.gc();
  functions.join();
  await sleep(1);
  lib.unregisterCallback(pointer);
}

// A thread that waits for an answer gets it.
async function testAsked() {
  const done = functions.get_done();
  (() => {
    const callback = new Callback(
      { arguments: ['int32'], return: 'int32', threadsafe: true }, () => 42).unref();
    assert.strictEqual(functions.start_asked(callback, 1), 0);
  })();
  waitHere(() => true);
  globalThis.gc();
  while (functions.get_done() === done) await sleep(1);
  functions.join();
  assert.strictEqual(functions.get_result(0), 42);
}

// Nobody asks for events any more.
async function testEvents() {
  const calls = functions.get_calls();
  (() => {
    const events = Callback.events({ arguments: ['int32', 'int32'] }, { highWaterMark: 1 }).unref();
    assert.strictEqual(functions.start_events(events, 4, 1), 0);
  })();
  waitHere(() => functions.get_calls() - calls === 1);
  while (functions.get_calls() - calls < 4) {
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
