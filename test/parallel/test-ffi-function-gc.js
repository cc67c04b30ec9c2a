// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { DynamicLibrary, dlopen, suffix } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const tmpdir = require('../common/tmpdir');
const { libraryPath } = require('../common/ffi');

// A library holds its functions weakly; a function keeps its library alive;
// what nothing refers to is unloaded.

if (!common.isLinux) common.skip('looks at /proc/self/maps');

tmpdir.refresh();
const copy = tmpdir.resolve(`libffi_fixture_copy.${suffix}`);
fs.copyFileSync(libraryPath, copy);
const isLoaded = () => fs.readFileSync('/proc/self/maps', 'utf8').includes(copy);
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
  assert.ok(!isLoaded());

  // Only a function is left of the library.
  let { add_i32 } = dlopen(copy, { add_i32: signature }).functions;
  collected = new WeakRef(add_i32);
  for (let i = 0; i < 10; i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  assert.ok(isLoaded());
  assert.strictEqual(add_i32(20, 22), 42);

  // Nothing is left of it.
  add_i32 = undefined;
  await gcUntil('function and library',
                () => collected.deref() === undefined && !isLoaded());
}
test().then(common.mustCall());
