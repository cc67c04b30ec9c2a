// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { pathOf } = require('../common/ffi');

// A Callback that is referenced, as all are at first, can be called until it is closed.
// One that is not, only as long as something refers to it. None keeps the process.

const { call } = dlopen(pathOf('function_pointers'), {
  call: { arguments: ['pointer', 'int', 'int'], return: 'int' },
}).functions;
const signature = { arguments: ['int', 'int'], return: 'int' };

async function collect() {
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
}

async function test() {
  // Nothing but the address is left in JavaScript.
  const address = (() => new Callback(signature, (a, b) => a + b).pointer)();
  await collect();
  assert.strictEqual(call(address, 40, 2), 42);

  // As often as one likes.
  const kept = (() => {
    const callback = new Callback(signature, (a, b) => a * b);
    return callback.unref().unref().ref().ref().pointer;
  })();
  await collect();
  assert.strictEqual(call(kept, 6, 7), 42);

  // The Callback holds its function.
  const unreferenced = (() => new Callback(signature, (a, b) => a - b).unref())();
  await collect();
  assert.strictEqual(call(unreferenced, 44, 2), 42);
  unreferenced.ref();

  // While it is passed to a call, it is held.
  assert.strictEqual(call(new Callback(signature, common.mustCall(() => {
    globalThis.gc();
    return 5;
  })).unref(), 1, 2), 5);

  // Function and Callback may refer to each other.
  const gone = [];
  (() => {
    const callback = new Callback(signature, () => callback.pointer).unref();
    gone.push(new WeakRef(callback));
    const closed = new Callback(signature, () => closed.pointer);
    closed.close();
    gone.push(new WeakRef(closed));
    const once = new Callback(signature, () => (once ? 1 : 0), { once: true });
    assert.strictEqual(call(once, 1, 2), 1);
    gone.push(new WeakRef(once));
    const fn = () => 1;
    new Callback(signature, fn).close();
    gone.push(new WeakRef(fn));
  })();
  await gcUntil('callbacks', () => gone.every((weak) => weak.deref() === undefined));
}
test().then(common.mustCall());
