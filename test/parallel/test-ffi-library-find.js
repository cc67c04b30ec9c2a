// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { DynamicLibrary, dlopen, findLibrary, suffix } = require('node:ffi');
const tmpdir = require('../common/tmpdir');
const { eachCase, invalidType, invalidValue, isLoaded, pathOf } = require('../common/ffi');

// A library is found by its short name, where the system's loader finds it.

for (const name of eachCase([undefined, null, 1, {}, ['m'], Symbol('m'), Buffer.from('m'), new URL('file:///m')])) {
  assert.throws(() => findLibrary(name), invalidType('Library name must be a string'));
}
assert.throws(() => findLibrary(''), invalidValue('Library name must not be empty'));
assert.throws(() => findLibrary('m\0'), invalidValue('Library name must not contain null bytes'));
for (const name of eachCase(['/', './m', '/lib/libm.so.6', '../m'])) {
  assert.throws(() => findLibrary(name), invalidValue('Library name must not be a path'));
}

if (process.report.getReport().header.glibcVersionRuntime === undefined) {
  // Only a guess.
  const prefix = common.isWindows ? '' : 'lib';
  assert.strictEqual(findLibrary('name'), `${prefix}name.${suffix}`);
  assert.strictEqual(findLibrary('libname'), `libname.${suffix}`);
  assert.strictEqual(findLibrary(`other.${suffix}`), `other.${suffix}`);
  return;
}

// The file that the loader takes.
for (const [names, soname, symbol] of eachCase([
  [['m', 'libm', 'libm.so', 'libm.so.6'], 'libm.so.6', 'cos'],
  [['c', 'libc', 'libc.so.6'], 'libc.so.6', 'malloc'],
  [['stdc++'], 'libstdc++.so.6', '__cxa_throw'],
])) {
  for (const name of eachCase(names)) {
    const found = findLibrary(name);
    using lib = new DynamicLibrary(soname);
    const address = lib.getSymbol(symbol);
    assert.ok(isLoaded(fs.realpathSync(found)), found);
    using same = new DynamicLibrary(found);
    assert.strictEqual(same.getSymbol(symbol), address);
  }
}
for (const name of eachCase(['no_such_library', 'libno_such_library', 'libm.so.5', 'libno_such_library.so', 'M',
                             '.so', '.', '*', 'x'.repeat(1e6), 'libm.so.6.6', 'libno\ud800'])) {
  assert.strictEqual(findLibrary(name), undefined);
  // Which is no library, least of all the process itself.
  assert.throws(() => dlopen(findLibrary(name)), invalidType('Library path must be a string or null'));
}

// What is in folders of LD_LIBRARY_PATH.
tmpdir.refresh();
const folders = ['first', 'second', 'missing', 'third'].map((name) => tmpdir.resolve(name));
const [first, second, missing, third] = folders;
const bytes = fs.readFileSync(pathOf('bare'));
function put(folder, ...names) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of names) fs.writeFileSync(path.join(folder, name), bytes);
}
put(first, 'libffi_one.so.1', 'libffi_one.so.2', 'libffi_one.so.10', 'libffi_one.so.10.3', 'libffi_one.so.9.9',
    'libffi_oneself.so.20', 'libffi_one.so.11-gdb.py', 'libffi_two.so', 'libffi_two.so.3', 'libffi_letters.so.0d');
put(second, 'libffi_one.so.99', 'libffi_three.so.1', 'libffi_four.so.2', 'ffi_module.so', 'liblibffi_five.so.1');
put(third, 'libffi_three.so', 'libffi_four.so.1', 'libffi_six.so.1', 'libffi_seven.so.1');
// What is no library for this process: a linker's script, another architecture's, a
// folder, a link to nothing, and a pipe, which nobody writes to.
fs.writeFileSync(path.join(second, 'libffi_four.so.3'), '/* GNU ld script */\n');
const other = Buffer.from(bytes);
other.writeUInt16LE(0xBEEF, 18);
fs.writeFileSync(path.join(second, 'libffi_four.so.4'), other);
fs.mkdirSync(path.join(second, 'libffi_six.so'));
fs.symlinkSync('nothing', path.join(second, 'libffi_six.so.2'));
assert.strictEqual(spawnSync('mkfifo', [path.join(second, 'libffi_seven.so.2')]).status, 0);

function findAll(names, env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--experimental-ffi', '--no-warnings', '-e',
    `const { findLibrary } = require('node:ffi');
     process.env.LD_LIBRARY_PATH = ${JSON.stringify(third)};
     console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => findLibrary(name))));`,
  ], { encoding: 'utf8', cwd: first, env: { ...process.env, ...env } });
  assert.strictEqual(status, 0, stderr);
  return JSON.parse(stdout);
}

const expected = {
  'ffi_one': path.join(first, 'libffi_one.so.10'),
  'libffi_one': path.join(first, 'libffi_one.so.10'),
  'libffi_one.so': path.join(first, 'libffi_one.so.10'),
  'libffi_one.so.9': path.join(first, 'libffi_one.so.9.9'),
  'libffi_one.so.99': path.join(second, 'libffi_one.so.99'),
  'ffi_two': path.join(first, 'libffi_two.so'),
  'libffi_two.so.3': path.join(first, 'libffi_two.so.3'),
  'ffi_letters': path.join(first, 'libffi_letters.so.0d'),
  // In the first place that has any; but by the name of a file, that file.
  'ffi_three': path.join(second, 'libffi_three.so.1'),
  'libffi_three.so': path.join(third, 'libffi_three.so'),
  'ffi_four': path.join(second, 'libffi_four.so.2'),
  'libffi_five': path.join(second, 'liblibffi_five.so.1'),
  'ffi_six': path.join(third, 'libffi_six.so.1'),
  'ffi_seven': path.join(third, 'libffi_seven.so.1'),
  'ffi_module.so': path.join(second, 'ffi_module.so'),
  'ffi_module': null,
  'ffi_missing': null,
};
assert.deepStrictEqual(
  findAll(Object.keys(expected), { LD_LIBRARY_PATH: folders.join(':') }), Object.values(expected));
assert.ok(!fs.existsSync(missing));
// A relative folder, from the working directory.
assert.deepStrictEqual(findAll(['ffi_one'], { LD_LIBRARY_PATH: '.' }), ['./libffi_one.so.10']);
// The loader doesn't look at what a program sets later.
assert.deepStrictEqual(findAll(['ffi_one', 'm'], { LD_LIBRARY_PATH: '' }), [null, findLibrary('m')]);
