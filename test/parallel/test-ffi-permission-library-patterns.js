// Flags: --experimental-ffi
'use strict';

// The values of --allow-ffi-library are those of --allow-fs-read: files, folders, paths
// with a `*`, relative to the working directory; and what is a symbolic link stands for
// what it leads to when the process starts.

require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const ffi = require('node:ffi');
const { libraryPath, pathOf } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');
const tmpdir = require('../common/tmpdir');

function testAll() {
  tmpdir.refresh();
  const folder = fs.realpathSync(tmpdir.path);
  const inner = path.join(folder, 'with spaces, and more');
  fs.mkdirSync(inner);
  const names = ['libone.so', 'libonly.so', 'libtwo.so'];
  for (const name of names) fs.copyFileSync(libraryPath, path.join(inner, name));
  fs.symlinkSync(inner, path.join(folder, 'link'));
  fs.symlinkSync(path.join(inner, 'libtwo.so'), path.join(folder, 'libtwo.so'));

  function test(patterns, expected, options) {
    const stdout = runLimited(__filename, patterns, ['load', inner, ...names], options);
    assert.strictEqual(stdout.trim(), expected.join(), patterns.join());
  }

  test([path.join(inner, 'libone.so')], ['libone.so']);
  test([path.join(inner, 'libone.so'), path.join(inner, 'libtwo.so')], ['libone.so', 'libtwo.so']);
  test([inner], names);
  test([`${inner}/`], names);
  test([folder], names);
  test([path.join(inner, 'libon*')], ['libone.so', 'libonly.so']);
  // What follows the `*` has no meaning.
  test([path.join(inner, 'libon*.txt')], ['libone.so', 'libonly.so']);
  test(['*'], names);
  test(['libone.so'], ['libone.so'], { cwd: inner });
  test(['./'], names, { cwd: inner });
  test(['../link/libone.so'], ['libone.so'], { cwd: inner });
  test([path.join(folder, 'link')], names);
  test([path.join(folder, 'link', 'libone.so')], ['libone.so']);
  test([path.join(folder, 'link', 'libon*')], ['libone.so', 'libonly.so']);
  test([path.join(folder, 'libtwo.so')], ['libtwo.so']);
  // The beginning of what is named is another file, and so is what goes on.
  test([path.join(inner, 'libone.so*')], ['libone.so']);
  test([path.join(inner, 'libone.so.1*')], []);
  test([path.join(inner, 'libone.soo*')], []);
  test([path.join(inner, 'libone.so.1')], []);
  test([path.join(inner, 'libon')], []);
  test([path.join(folder, 'with')], []);
  test([path.join(inner, 'missing')], []);
  // A library's name is none that the loader would look for.
  test(['libone.so'], [], { cwd: folder, env: { ...process.env, LD_LIBRARY_PATH: inner } });
  // All of node:ffi includes all libraries.
  test([pathOf('handles')], names, { flags: ['--permission', '--allow-ffi'] });
  runLimited(__filename, [], ['drop', libraryPath], { flags: ['--permission', '--allow-ffi'] });
}

const [action, ...args] = process.argv.slice(2);
if (action === 'load') {
  const [inner, ...names] = args;
  const loaded = [];
  for (const name of names) {
    const library = path.join(inner, name);
    if (process.permission.has('ffi', library)) {
      ffi.dlopen(library, {}).lib.close();
      loaded.push(name);
    } else {
      assert.throws(() => ffi.dlopen(library, {}), denied(library));
    }
  }
  console.log(loaded.join());
} else if (action === 'drop') {
  assert.strictEqual(process.permission.has('ffi'), true);
  // There is no "all but one".
  process.permission.drop('ffi', args[0]);
  assert.strictEqual(process.permission.has('ffi'), false);
  assert.throws(() => ffi.dlopen(args[0], {}), denied(''));
} else {
  testAll();
}
