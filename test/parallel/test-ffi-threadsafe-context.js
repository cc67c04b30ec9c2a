// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { AsyncLocalStorage, createHook, executionAsyncId } = require('node:async_hooks');
const { Callback, dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// On behalf of another thread, a function has the asynchronous context in which its
// callback was made. Ticks and microtasks run after each call. What it throws is an
// uncaught exception, after which the next call comes.

const { functions: { join, start_events: start } } = dlopen(pathOf('threads'), {
  join: {},
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});

const created = [];
createHook({
  init(id, type) {
    if (type === 'FFICALLBACK') created.push(id);
  },
}).enable();

const kCalls = 3;
const storage = new AsyncLocalStorage();
const order = [];
process.on('uncaughtException', common.mustCall((error) => {
  assert.strictEqual(error.message, 'mine');
  order.push('error');
}));

const callback = storage.run('made', () => new Callback(
  { arguments: ['int32', 'int32'], threadsafe: true },
  common.mustCall((thread, number) => {
    assert.strictEqual(storage.getStore(), 'made');
    assert.deepStrictEqual(created, [executionAsyncId()]);
    order.push(number);
    process.nextTick(() => order.push(`tick ${number}`));
    Promise.resolve().then(() => order.push(`microtask ${number}`));
    if (number < kCalls - 1) return;
    callback.close();
    throw new Error('mine');
  }, kCalls)));

process.on('exit', () => {
  assert.deepStrictEqual(order, [
    0, 'tick 0', 'microtask 0', 1, 'tick 1', 'microtask 1', 2, 'error', 'tick 2', 'microtask 2',
  ]);
});

storage.run('called', () => {
  assert.strictEqual(start(callback, 1, kCalls), 0);
  join();
});
