// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, a bare name stands for the file that the loader would find,
// or has loaded already; that is tested, and no other is loaded.

const common = require('../common');
if (!common.isLinux) common.skip('the search is that of glibc');

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const ffi = require('node:ffi');
const { pathOf } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');
const tmpdir = require('../common/tmpdir');

const [allowed, outside, real] = process.argv.slice(2);
if (allowed === undefined) {
  testAll();
} else if (real === undefined) {
  const { lib, functions } = ffi.dlopen(allowed, { abs: { arguments: ['int'], return: 'int' } });
  assert.strictEqual(functions.abs(-42), 42);
  lib.close();
  assert.throws(() => ffi.dlopen(null, {}), denied(fs.realpathSync(process.execPath)));
} else {
  const definitions = { count_wrong: { return: 'int' } };

  const { lib, functions } = ffi.dlopen('libffi_search_a.so.1', definitions);
  assert.strictEqual(functions.count_wrong(), 0);
  assert.strictEqual(lib.path, 'libffi_search_a.so.1');
  assert.throws(() => ffi.dlopen('libffi_search_b.so', {}), denied(`${outside}/libffi_search_b.so`));
  assert.throws(() => ffi.dlopen('libffi_search_c.so', {}), denied(`${outside}/libffi_search_c.so`));
  // By another name, it is the same library.
  const again = ffi.dlopen(real, definitions);
  assert.strictEqual(again.lib.getSymbol('count_wrong'), lib.getSymbol('count_wrong'));
  // What a program says of the search comes too late for the loader.
  process.env.LD_LIBRARY_PATH = outside;
  ffi.dlopen('libffi_search_a.so.1', definitions).lib.close();

  // What the process has loaded is a library as others are.
  assert.throws(() => ffi.dlopen('libc.so.6', {}), ({ code, resource }) =>
    code === 'ERR_ACCESS_DENIED' && /^\/.*libc\.so\.6$/.test(resource));
  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, undefined);
}

function testAll() {
  tmpdir.refresh();
  const root = fs.realpathSync(tmpdir.path);
  const allowed = path.join(root, 'allowed');
  const outside = path.join(root, 'outside');
  fs.mkdirSync(allowed);
  fs.mkdirSync(outside);
  const real = path.join(allowed, 'libffi_search_a.so.1.2');
  fs.copyFileSync(pathOf('handles'), real);
  fs.symlinkSync('libffi_search_a.so.1.2', path.join(allowed, 'libffi_search_a.so.1'));
  fs.copyFileSync(pathOf('initializer'), path.join(outside, 'libffi_search_b.so'));
  // The same name, in the folder that is looked at first.
  fs.copyFileSync(pathOf('initializer'), path.join(outside, 'libffi_search_c.so'));
  fs.copyFileSync(pathOf('handles'), path.join(allowed, 'libffi_search_c.so'));

  const env = { ...process.env, LD_LIBRARY_PATH: `${outside}:${allowed}` };
  runLimited(__filename, [allowed], [allowed, outside, real], { env });
  // That of libc, whichever it is, and wherever.
  const libc = fs.readFileSync('/proc/self/maps', 'utf8').match(/\/\S*\/libc\.so\.6$/m)[0];
  runLimited(__filename, [libc], ['libc.so.6']);
}
