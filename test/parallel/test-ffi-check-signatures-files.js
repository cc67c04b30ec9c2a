// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('only Linux has libdw');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { DynamicLibrary, checkSignatures } = require('node:ffi');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, eachCase, pathOf, skipWithoutLibdw } = require('../common/ffi');

// checkSignatures() finds debug information in the library, and in separate files; where
// there is none, it says so.

skipWithoutLibdw();
tmpdir.refresh();

function run(command, ...args) {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: tmpdir.path });
  if (error !== undefined) common.skip(`${command} is needed`);
  assert.strictEqual(status, 0, stderr);
}

function check(file) {
  using lib = new DynamicLibrary(file);
  lib.getFunctions({ floats: { arguments: ['float', 'int'], return: 'double' }, nothing: {} });
  return checkSignatures(lib).map(({ message }) => message);
}
const found = ["floats: parameter 1 (b) is `double` (float64) in C, declared as 'int32'"];

const whole = copyOfLibrary('whole', pathOf('debug_info'));
assert.deepStrictEqual(check(whole), found);
// Compressed, as distributions have it.
const compressed = copyOfLibrary('compressed', whole);
run('objcopy', '--compress-debug-sections', compressed);
assert.deepStrictEqual(check(compressed), found);

// Taken out, the library says the name of the file, which is looked for beside it.
const stripped = copyOfLibrary('stripped', whole);
const debug = `${stripped}.debug`;
run('objcopy', '--only-keep-debug', whole, debug);
run('objcopy', '--strip-debug', `--add-gnu-debuglink=${debug}`, stripped);
assert.deepStrictEqual(check(stripped), found);
fs.mkdirSync(tmpdir.resolve('.debug'));
fs.renameSync(debug, tmpdir.resolve('.debug', path.basename(debug)));
assert.deepStrictEqual(check(stripped), found);

// That of another library is none.
const missing = {
  name: 'Error',
  code: 'ERR_FFI_CALL_FAILED',
  message: /^No debug information found for .*libffi_.*\.so( \(build id [0-9a-f]+\))?; compile it with -g, or install/,
};
for (const name of eachCase(['other', 'none'])) {
  const folder = tmpdir.resolve(name);
  fs.mkdirSync(folder);
  const file = path.join(folder, path.basename(stripped));
  fs.copyFileSync(stripped, file);
  if (name === 'other') run('objcopy', '--only-keep-debug', pathOf('handles'), `${file}.debug`);
  assert.throws(() => check(file), missing);
}
// What has no function needs none.
{
  using lib = new DynamicLibrary(tmpdir.resolve('none', path.basename(stripped)));
  assert.deepStrictEqual(checkSignatures(lib), []);
}
// A library that is replaced has other debug information.
{
  const file = tmpdir.resolve('none', path.basename(stripped));
  fs.rmSync(file);
  fs.copyFileSync(whole, file);
  assert.deepStrictEqual(check(file), found);
}

// There may be some, but not of the functions.
for (const name of eachCase(['--strip-unneeded', '--strip-all'])) {
  const file = copyOfLibrary(`without${name}`, whole);
  run('objcopy', name, file);
  assert.throws(() => check(file), missing);
}

// Of what is loaded from bytes there is no file.
assert.throws(() => check(fs.readFileSync(whole)), { ...missing, message: /^No debug information found for / });

// Dwz moves what several libraries have in common to a file that they refer to.
{
  const first = copyOfLibrary('first', whole);
  const second = copyOfLibrary('second', whole);
  const third = copyOfLibrary('third', whole);
  run('dwz', '-m', tmpdir.resolve('common.debug'), first, second, third);
  assert.deepStrictEqual(check(first), found);
  // Without that file, less is known, but nothing wrong.
  fs.rmSync(tmpdir.resolve('common.debug'));
  using lib = new DynamicLibrary(copyOfLibrary('fourth', first));
  lib.getFunctions({
    floats: { arguments: ['float', 'double'], return: 'double' },
    list: { arguments: ['pointer', 'pointer'], return: 'pointer' },
    levels: { arguments: ['int'], return: 'int' },
  });
  assert.deepStrictEqual(checkSignatures(lib), []);
}
