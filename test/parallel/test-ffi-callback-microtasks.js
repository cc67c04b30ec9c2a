// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { AsyncLocalStorage, executionAsyncId } = require('node:async_hooks');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// A callback is part of the JavaScript that called the native code: microtasks
// and process.nextTick() run after that, and the asynchronous context is its.

const { lib, functions: { call_void } } = dlopen(libraryPath, {
  call_void: { arguments: ['function'] },
});

const trace = [];
const storage = new AsyncLocalStorage();
const callback = lib.registerCallback(() => {
  const store = storage.getStore();
  trace.push(`callback ${store}`);
  process.nextTick(() => trace.push(`tick ${storage.getStore()}`));
  queueMicrotask(() => trace.push(`microtask ${storage.getStore()}`));
});

storage.run('registered elsewhere', () => {
  storage.run('a', () => call_void(callback));
  storage.run('b', () => call_void(callback));
});
call_void(callback);
trace.push('outer');

setImmediate(common.mustCall(() => {
  assert.deepStrictEqual(trace, [
    'callback a', 'callback b', 'callback undefined', 'outer',
    'tick a', 'tick b', 'tick undefined',
    'microtask a', 'microtask b', 'microtask undefined',
  ]);

  const id = executionAsyncId();
  call_void(lib.registerCallback(common.mustCall(() => {
    assert.strictEqual(executionAsyncId(), id);
  })));
}));
