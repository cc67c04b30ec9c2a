// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { setImmediate } = require('node:timers/promises');
const { DynamicLibrary } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// A function keeps its library's object, as in Node.js 26; without a function,
// the object is collected.

function make() {
  const lib = new DynamicLibrary(libraryPath);
  const fn = lib.getFunction('noop', {});
  return { fn, kept: new WeakRef(lib), free: new WeakRef(new DynamicLibrary(libraryPath)) };
}

async function collect() {
  for (let i = 0; i < 5; i++) {
    await setImmediate();
    globalThis.gc();
  }
}

(async () => {
  const made = make();
  const { kept, free } = made;
  await collect();
  assert.strictEqual(free.deref(), undefined);
  assert.strictEqual(kept.deref()?.getFunction('noop', {}), made.fn);
  made.fn = undefined;
  await collect();
  assert.strictEqual(kept.deref(), undefined);
})().then(common.mustCall());
