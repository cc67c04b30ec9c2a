// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, isLoaded } = require('../common/ffi');

// A library holds its functions weakly; a function keeps its library alive; what
// nothing refers to is collected, but its code stays, as something may run it.

if (!common.isLinux) common.skip('looks at /proc/self/maps');

tmpdir.refresh();
const copy = copyOfLibrary();
const signature = { arguments: ['i32', 'i32'], return: 'i32' };

async function test() {
  // The function is collected though the library is in use.
  const lib = new DynamicLibrary(copy);
  let collected = new WeakRef(lib.getFunction('add_i32', signature));
  await gcUntil('function', () => collected.deref() === undefined);
  // It is still known, is made again, and its signature is not forgotten.
  assert.strictEqual(lib.functions.add_i32(20, 22), 42);
  assert.throws(() => lib.getFunction('add_i32', {}),
                { code: 'ERR_INVALID_ARG_VALUE' });
  lib.close();
  assert.ok(!isLoaded(copy));

  // Only a function is left of the library.
  let weakLibrary;
  let { add_i32 } = (() => {
    const { lib, functions } = dlopen(copy, { add_i32: signature });
    weakLibrary = new WeakRef(lib);
    return functions;
  })();
  collected = new WeakRef(add_i32);
  for (let i = 0; i < 10; i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  assert.strictEqual(add_i32(20, 22), 42);

  // Nothing is left of it.
  add_i32 = undefined;
  await gcUntil('function and library',
                () => collected.deref() === undefined && weakLibrary.deref() === undefined);
  assert.ok(isLoaded(copy));
}
test().then(common.mustCall());
