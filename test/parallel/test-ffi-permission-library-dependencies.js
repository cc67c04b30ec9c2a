// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, the libraries that an allowed one needs come with it, found
// as ever: beside its file, for $ORIGIN. The program can't use them by that.

const common = require('../common');
if (!common.isLinux) common.skip('$ORIGIN is of ELF');

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const ffi = require('node:ffi');
const { pathOf } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');
const tmpdir = require('../common/tmpdir');

const signature = { return: 'int' };
const [dependent, initializer, link, linked] = process.argv.slice(2);
if (dependent === undefined) {
  testAll();
} else if (initializer === undefined) {
  // Where both are allowed, so is either's symbol by the other.
  const { functions } = ffi.dlopen(dependent, { initializer_number: signature });
  assert.strictEqual(functions.initializer_number(), 42);
} else {
  assert.throws(() => ffi.dlopen(initializer, {}), denied(initializer));
  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, undefined);

  // $ORIGIN is where the file is, not the link.
  const { lib, functions } = ffi.dlopen(link, { dependent_number: signature });
  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, '1');
  assert.strictEqual(functions.dependent_number(), 43);

  // A symbol is of the file that it is in.
  assert.throws(() => lib.getFunction('initializer_number', signature), denied(initializer));
  assert.throws(() => lib.getSymbol('initializer_number'), denied(initializer));
  assert.throws(() => lib.getVariable('initializer_number', 'int'), denied(initializer));
  assert.throws(() => ffi.dlopen(dependent, { initializer_number: signature }), denied(initializer));
  const lazy = ffi.dlopen(dependent, { initializer_number: signature }, { lazy: true });
  assert.throws(() => lazy.functions.initializer_number, denied(initializer));
  const close = ffi.handle('Any', { close: 'initializer_number' });
  assert.throws(() => ffi.dlopen(dependent, { dependent_number: { return: close } }), denied(initializer));
  for (const name of ['system', 'dlopen', 'execve', 'mprotect', 'syscall']) {
    assert.throws(() => lib.getFunction(name, { arguments: ['string'], return: 'int' }),
                  ({ code, resource }) => code === 'ERR_ACCESS_DENIED' && /libc/.test(resource));
  }
  // Loaded or not, it is not this program's to load.
  assert.throws(() => ffi.dlopen(initializer, {}), denied(initializer));
  assert.throws(() => ffi.dlopen('libffi_initializer.so', {}), denied(initializer));
  // The loader knows a hard link for what it has loaded, which came from elsewhere.
  assert.strictEqual(process.permission.has('ffi', linked), true);
  assert.throws(() => ffi.dlopen(linked, {}), denied(initializer));
}

function testAll() {
  tmpdir.refresh();
  const root = fs.realpathSync(tmpdir.path);
  fs.mkdirSync(path.join(root, 'build'));
  const dependent = path.join(root, 'build', 'libffi_dependent.so');
  const initializer = path.join(root, 'build', 'libffi_initializer.so');
  fs.copyFileSync(pathOf('dependent'), dependent);
  fs.copyFileSync(pathOf('initializer'), initializer);
  fs.symlinkSync(dependent, path.join(root, 'libffi_link.so'));

  const linked = path.join(root, 'libffi_linked.so');
  fs.linkSync(initializer, linked);
  const files = [dependent, initializer, path.join(root, 'libffi_link.so'), linked];
  runLimited(__filename, [dependent, linked], files);
  runLimited(__filename, [path.join(root, 'build')], [dependent]);
}
