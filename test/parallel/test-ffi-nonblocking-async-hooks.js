// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { AsyncLocalStorage, createHook, executionAsyncId } = require('node:async_hooks');
const { NativeThread, dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Async hooks see a nonblocking call as a resource of its own, and AsyncLocalStorage
// shows the store of the caller after it.

const thread = new NativeThread();
const open = (nonblocking) => dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_number: { arguments: ['int'], return: 'int', nonblocking },
}).functions;

async function checkHooks({ gate_number }) {
  const events = [];
  const made = [];
  let id;
  const caller = executionAsyncId();
  const hook = createHook({
    init(asyncId, type, triggerAsyncId, resource) {
      if (type !== 'FFICALL') return;
      id = asyncId;
      made.push({ triggerAsyncId, resource });
      events.push('init');
    },
    before(asyncId) { if (asyncId === id) events.push('before'); },
    after(asyncId) { if (asyncId === id) events.push('after'); },
    destroy(asyncId) { if (asyncId === id) events.push('destroy'); },
  }).enable();
  // A call that is refused is none.
  assert.throws(() => gate_number('1'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.deepStrictEqual(events, []);
  const promise = gate_number(1);
  assert.deepStrictEqual(events, ['init']);
  await promise;
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  hook.disable();
  assert.deepStrictEqual(events, ['init', 'before', 'after', 'destroy']);
  assert.strictEqual(made.length, 1);
  const [{ triggerAsyncId, resource }] = made;
  assert.strictEqual(triggerAsyncId, caller);
  // Nothing that a program could call.
  assert.deepStrictEqual(Reflect.ownKeys(resource), []);
  const prototype = Object.getPrototypeOf(resource);
  assert.deepStrictEqual(Reflect.ownKeys(prototype), ['constructor']);
  assert.strictEqual(Object.getPrototypeOf(prototype), Object.prototype);
  assert.deepStrictEqual(Reflect.ownKeys(new resource.constructor()), []);
}

async function checkStorage({ gate_number }) {
  const storage = new AsyncLocalStorage();
  const results = await Promise.all([1, 2, 3].map((store) => storage.run(store, async () => {
    const number = await gate_number(store);
    return [number, storage.getStore()];
  })));
  assert.deepStrictEqual(results, [[1, 1], [2, 2], [3, 3]]);
}

(async () => {
  for (const nonblocking of [true, thread]) {
    const functions = open(nonblocking);
    functions.gate_set(1);
    await checkHooks(functions);
    await checkStorage(functions);
  }
})().then(common.mustCall());
