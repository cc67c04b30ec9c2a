// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, DynamicLibrary } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { invalidValue, libraryPath } = require('../common/ffi');

// A callback that is referenced, as all are at first, keeps its function and
// its library; one that is not keeps neither.

const { functions: { call_i32 } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
});
const signature = { arguments: ['i32'], return: 'i32' };

async function collect() {
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
}

async function test() {
  // Nothing but the address is left in JavaScript.
  const lone = (() => new DynamicLibrary(libraryPath).registerCallback(signature, (x) => x + 1))();
  await collect();
  assert.strictEqual(call_i32(lone, 41), 42);

  // As often as one likes.
  const lib = new DynamicLibrary(libraryPath);
  const callback = (() => lib.registerCallback(signature, (x) => x + 1))();
  lib.unrefCallback(callback);
  lib.unrefCallback(callback);
  lib.refCallback(callback);
  lib.refCallback(callback);
  await collect();
  assert.strictEqual(call_i32(callback, 41), 42);

  // The function may go while it runs. Something else may refer to it.
  const once = lib.registerCallback(signature, (x) => {
    lib.unrefCallback(once);
    globalThis.gc();
    return x + 1;
  });
  assert.strictEqual(call_i32(once, 41), 42);
  const twice = (x) => x * 2;
  const held = lib.registerCallback(signature, twice);
  lib.unrefCallback(held);
  // A native function, which is not called directly, is held in the same way.
  const native = dlopen(libraryPath, { identity_i32: signature }).functions.identity_i32;
  const heldNative = lib.registerCallback(signature, native);
  lib.unrefCallback(heldNative);
  await gcUntil('function', () => call_i32(once, 41) === 0);
  assert.strictEqual(call_i32(held, 21), 42);
  assert.strictEqual(call_i32(heldNative, 42), 42);
  assert.strictEqual(twice(1), 2);
  assert.strictEqual(native(1), 1);

  // All that is left to do with one whose function is gone.
  const notFound = invalidValue('Callback not found');
  assert.throws(() => lib.refCallback(once), notFound);
  assert.throws(() => lib.unrefCallback(once), notFound);
  lib.unregisterCallback(once);
  assert.throws(() => lib.unregisterCallback(once), notFound);

  // The library goes when no callback is referenced any more.
  let weak;
  (() => {
    const lib = new DynamicLibrary(libraryPath);
    weak = new WeakRef(lib);
    const first = lib.registerCallback(signature, () => 1);
    const second = lib.registerCallback(signature, () => 2);
    lib.unrefCallback(first);
    lib.unregisterCallback(second);
  })();
  await gcUntil('library', () => weak.deref() === undefined);
}
test().then(common.mustCall());
