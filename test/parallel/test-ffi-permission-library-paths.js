// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, a library is its file, whatever a program calls it: no name
// of an allowed one loads another, of which no code runs.

const common = require('../common');
if (!common.isLinux) common.skip('/proc is of Linux');

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const ffi = require('node:ffi');
const { pathOf } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');
const tmpdir = require('../common/tmpdir');

const args = process.argv.slice(2);
if (args.length === 0) {
  testAll();
} else if (args.length === 1) {
  // A file that was deleted has no path any more, and is none of the folder's.
  assert.throws(() => ffi.dlopen(args[0], {}), { code: 'ERR_FFI_CALL_FAILED' });
  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, undefined);
} else if (args.length === 2) {
  // A hard link is the file itself.
  const [linked, bad] = args;
  const { functions } = ffi.dlopen(linked, { initializer_number: { return: 'int' } });
  assert.strictEqual(functions.initializer_number(), 42);
  assert.throws(() => ffi.dlopen(bad, {}), denied(bad));
} else {
  const [allowed, outside, good, bad] = args;
  const definitions = { count_wrong: { return: 'int' } };
  const { has } = process.permission;

  const goodFile = fs.openSync(good);
  for (const name of [
    good,
    `${outside}/libgood.so`,
    `${outside}/../allowed/libgood.so`,
    `${allowed}/folder/libgood.so`,
    `${allowed}//.//libgood.so`,
    `/proc/self/fd/${goodFile}`,
    `/proc/self/root${good}`,
    `/proc/${process.pid}/cwd/libgood.so`,
    './libgood.so',
    pathToFileURL(good),
    [`${allowed}/missing.so`, good],
    // What is denied is passed over.
    [bad, null, good],
    [Buffer.from(fs.readFileSync(good)), good],
  ]) {
    if (typeof name === 'string') assert.strictEqual(has('ffi', name), true, name);
    const { lib, functions } = ffi.dlopen(name, definitions);
    assert.strictEqual(functions.count_wrong(), 0);
    // The path is the program's.
    if (typeof name === 'string') assert.strictEqual(lib.path, name);
    lib.close();
  }

  const badFile = fs.openSync(bad);
  for (const name of [
    bad,
    `${allowed}/libbad.so`,
    `${allowed}/relative.so`,
    `${allowed}/folder/libbad.so`,
    `${allowed}/../outside/libbad.so`,
    `${allowed}/folder/../outside/libbad.so`,
    `/proc/self/fd/${badFile}`,
    `/proc/thread-self/fd/${badFile}`,
    `/proc/self/root${bad}`,
    `/proc/self/cwd/libbad.so`,
    '../outside/libbad.so',
  ]) {
    assert.strictEqual(has('ffi', name), false, name);
    assert.throws(() => ffi.dlopen(name, {}), denied(bad));
    assert.throws(() => new ffi.DynamicLibrary(name), denied(bad));
    assert.throws(() => ffi.dlopen([name, `${allowed}/missing.so`], {}), denied(bad));
  }
  assert.throws(() => ffi.dlopen(pathToFileURL(bad), {}), denied(bad));
  assert.throws(() => ffi.dlopen(pathToFileURL(`${allowed}/libbad.so`), {}), denied(bad));
  // Bytes are of no file.
  assert.throws(() => ffi.dlopen(fs.readFileSync(good), {}), denied(''));

  // What the loader would replace is no path to it.
  for (const name of [`${allowed}/$LIB/libbad.so`, `${allowed}/\${ORIGIN}/../x.so`]) {
    assert.throws(() => ffi.dlopen(name, {}), { code: 'ERR_FFI_CALL_FAILED' });
  }

  // Nothing tells whether there is a file that a program may not load.
  assert.throws(() => ffi.dlopen(`${outside}/missing.so`, {}), denied(`${outside}/missing.so`));
  const failed = { code: 'ERR_FFI_CALL_FAILED' };
  assert.throws(() => ffi.dlopen(`${allowed}/missing.so`, {}), failed);
  assert.throws(() => ffi.dlopen(`${allowed}/loop.so`, {}), failed);
  assert.throws(() => ffi.dlopen('libffi_missing.so', {}), failed);

  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, undefined);
}

function testAll() {
  tmpdir.refresh();
  const root = fs.realpathSync(tmpdir.path);
  const allowed = path.join(root, 'allowed');
  const outside = path.join(root, 'outside');
  fs.mkdirSync(allowed);
  fs.mkdirSync(outside);
  const good = path.join(allowed, 'libgood.so');
  const bad = path.join(outside, 'libbad.so');
  fs.copyFileSync(pathOf('handles'), good);
  fs.copyFileSync(pathOf('initializer'), bad);
  // Links into the folder are as good as the file; links out of it lead to no good one.
  fs.symlinkSync(good, path.join(outside, 'libgood.so'));
  fs.symlinkSync(bad, path.join(allowed, 'libbad.so'));
  fs.symlinkSync(outside, path.join(allowed, 'folder'));
  fs.symlinkSync('../outside/libbad.so', path.join(allowed, 'relative.so'));
  fs.symlinkSync('loop.so', path.join(allowed, 'loop.so'));
  // Where $LIB may lead.
  for (const name of ['lib', 'lib64']) fs.symlinkSync(outside, path.join(allowed, name));
  for (const name of ['x86_64-linux-gnu', 'aarch64-linux-gnu']) {
    fs.symlinkSync(outside, path.join(outside, name));
  }

  runLimited(__filename, [allowed], [allowed, outside, good, bad], { cwd: allowed });

  const linked = path.join(allowed, 'linked.so');
  fs.linkSync(bad, linked);
  runLimited(__filename, [allowed], [linked, bad]);

  const deleted = path.join(allowed, 'deleted.so');
  fs.copyFileSync(pathOf('initializer'), deleted);
  const fd = fs.openSync(deleted);
  fs.unlinkSync(deleted);
  runLimited(__filename, [allowed], ['/proc/self/fd/3'], { stdio: ['ignore', 'pipe', 'pipe', fd] });
}
