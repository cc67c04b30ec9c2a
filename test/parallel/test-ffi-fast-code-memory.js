// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
if (!common.isLinux || !['x64', 'arm64'].includes(process.arch)) common.skip('there are no thunks here');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, libraryPath, optimize } = require('../common/ffi');

// Thunks are never writable and executable at once, nor writable at all but while
// they are written; with --jitless there are none; and where the system has no
// memory for them, everything works without.

const signature = { arguments: ['i32', 'i32'], return: 'i32' };

function check(expected) {
  const lib = new DynamicLibrary(libraryPath);
  const add = lib.getFunction('add_i32', signature);
  assert.strictEqual(optimize(() => add(1, 2))(), 3);
  const maps = fs.readFileSync('/proc/self/maps', 'utf8').split('\n');
  const thunks = maps.filter((line) => line.includes('memfd:node-ffi')).map((line) => line.split(' ')[1]);
  assert.deepStrictEqual(thunks.sort(), expected);
}

if (process.argv[2] === 'jitless') {
  check([]);
} else if (process.argv[2] === 'fast') {
  check(['---s', 'r-xs']);
} else if (process.argv[2] === 'forbidden') {
  // From here on, no file can be opened: also none in memory.
  const lib = new DynamicLibrary(libraryPath);
  const { status } = spawnSync('prlimit', ['--pid', process.pid, '--nofile=3:']);
  if (status !== 0) process.exit(42);
  assert.throws(() => fs.openSync(__filename), { code: 'EMFILE' });
  const add = lib.getFunction('add_i32', signature);
  assert.strictEqual(optimize(() => add(1, 2))(), 3);
  assert.deepStrictEqual(Reflect.ownKeys(add), ['length', 'name', 'pointer']);
  assert.throws(() => add(1), { code: 'ERR_INVALID_ARG_VALUE' });
  lib.close();
  assert.throws(() => add(1, 2), { code: 'ERR_FFI_LIBRARY_CLOSED' });
  // A sanitizer opens files when the process ends, and never gives up.
  const { functions: { setrlimit } } = dlopen(null, {
    setrlimit: { arguments: ['i32', 'buffer'], return: 'i32' },
  });
  const RLIMIT_NOFILE = 7;
  assert.strictEqual(setrlimit(RLIMIT_NOFILE, new BigUint64Array([64n, 64n])), 0);
} else {
  for (const [mode, ...flags] of eachCase([['fast'], ['jitless', '--jitless'], ['forbidden']])) {
    const { status, stderr } = spawnSync(
      process.execPath, ['--experimental-ffi', '--allow-natives-syntax', ...flags, __filename, mode],
      { encoding: 'utf8' });
    assert(status === 0 || (status === 42 && mode === 'forbidden'), stderr);
  }
}
