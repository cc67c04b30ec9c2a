// Flags: --experimental-ffi --allow-natives-syntax --expose-internals --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { gate } = require('internal/ffi/fast');
const { DynamicLibrary, dlopen, getCurrentEventLoop } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// There are fast calls only while native code can't run JavaScript. They are
// there again when that is so again, however the last callback went.

const nextImmediate = () => new Promise((resolve) => setImmediate(resolve));
const signature = { arguments: ['i32', 'i32'], return: 'i32' };

function open() {
  return dlopen(libraryPath, { apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' } });
}

// What waits for the end of a callback, or for the garbage collector, is told to
// JavaScript later than what a program asks for.
async function isOpenSoon() {
  for (let i = 0; i < 10 && !gate.isOpen; i++) {
    globalThis.gc();
    await nextImmediate();
  }
  return gate.isOpen;
}

async function main() {
  assert.strictEqual(gate.isOpen, true);
  {
    const { lib } = open();
    const one = lib.registerCallback(signature, common.mustNotCall());
    const two = lib.registerCallback(signature, common.mustNotCall());
    assert.strictEqual(gate.isOpen, false);
    lib.unregisterCallback(one);
    assert.strictEqual(gate.isOpen, false);
    lib.unregisterCallback(two);
    assert.strictEqual(gate.isOpen, true);
    lib.registerCallback(signature, common.mustNotCall());
    assert.strictEqual(gate.isOpen, false);
    lib.close();
    assert.strictEqual(gate.isOpen, true);

    assert.throws(() => lib.registerCallback(signature, common.mustNotCall()),
                  { code: 'ERR_FFI_LIBRARY_CLOSED' });
    assert.strictEqual(gate.isOpen, true);
  }

  // From inside the callback.
  for (const leave of ['unregisterCallback', 'close']) {
    const { lib, functions: { apply } } = open();
    const pointer = lib.registerCallback(signature, common.mustCall((a, b) => {
      lib[leave](pointer);
      assert.strictEqual(gate.isOpen, false);
      return a + b;
    }));
    assert.strictEqual(apply(pointer, 1, 2), 3);
    assert.strictEqual(await isOpenSoon(), true);
  }

  // With the library.
  (() => {
    const lib = new DynamicLibrary(libraryPath);
    lib.unrefCallback(lib.registerCallback(signature, common.mustNotCall()));
  })();
  assert.strictEqual(gate.isOpen, false);
  assert.strictEqual(await isOpenSoon(), true);

  // Functions of Node.js itself never are: the event loop can run anything.
  const { functions: { uv_default_loop, uv_run } } = dlopen(null, {
    uv_default_loop: { return: 'pointer' },
    uv_run: { arguments: ['pointer', 'i32'], return: 'i32' },
  });
  const shape = { constant: 1 };
  const loop = uv_default_loop();
  function run() {
    uv_run(loop, 2);
    return shape.constant;
  }
  eval('%PrepareFunctionForOptimization(run)');
  for (let i = 0; i < 100; i++) run();
  eval('%OptimizeFunctionOnNextCall(run)');
  assert.strictEqual(run(), 1);
  setImmediate(() => { shape.constant = 2; });
  assert.strictEqual(run(), 2);

  getCurrentEventLoop();
  assert.strictEqual(gate.isOpen, false);
  globalThis.gc();
  await nextImmediate();
  assert.strictEqual(gate.isOpen, false);
}

main().then(common.mustCall());
