// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux || process.arch !== 'x64') common.skip('callbacks have no generated code here');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { dlopen } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// The code of callbacks is never writable and executable at once; with
// --jitless there is none; and where the system has no memory for it, callbacks
// work without, as long as libffi can make them.

const { lib, functions: { call_i32, call_times, call_void } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  call_times: { arguments: ['function', 'i32'], return: 'i32' },
  call_void: { arguments: ['function'] },
});
const signature = { arguments: ['i32'], return: 'i32' };

function check() {
  const callback = lib.registerCallback(signature, common.mustCall((x) => x + 1));
  assert.strictEqual(call_i32(callback, 41), 42);
  const thrower = lib.registerCallback(() => { throw new Error('mine'); });
  assert.throws(() => call_void(thrower), { message: 'mine' });
  lib.unregisterCallback(thrower);
  return callback;
}

function permissions() {
  const maps = fs.readFileSync('/proc/self/maps', 'utf8').split('\n');
  return maps.filter((line) => line.includes('memfd:node-ffi')).map((line) => line.split(' ')[1]);
}

if (process.argv[2] === 'jitless') {
  check();
  assert.deepStrictEqual(permissions(), []);
} else if (process.argv[2] === 'stale') {
  const callback = check();
  lib.unregisterCallback(callback);
  call_times(callback, 1);
} else if (process.argv[2] === 'forbidden') {
  const limits = new BigUint64Array(2);
  const { functions: { getrlimit, setrlimit } } = dlopen(null, {
    getrlimit: { arguments: ['i32', 'buffer'], return: 'i32' },
    setrlimit: { arguments: ['i32', 'buffer'], return: 'i32' },
  });
  const RLIMIT_NOFILE = 7;
  assert.strictEqual(getrlimit(RLIMIT_NOFILE, limits), 0);
  const { 0: before } = limits;
  // From here on, no file can be opened: also none in memory.
  limits[0] = 3n;
  assert.strictEqual(setrlimit(RLIMIT_NOFILE, limits), 0);
  assert.throws(() => fs.openSync(__filename), { code: 'EMFILE' });
  check();
  limits[0] = before;
  assert.strictEqual(setrlimit(RLIMIT_NOFILE, limits), 0);
  assert.deepStrictEqual(permissions(), []);
} else {
  for (const [mode, ...flags] of eachCase([['jitless', '--jitless'], ['forbidden']])) {
    const { status, stderr } = spawnSync(
      process.execPath, ['--experimental-ffi', ...flags, __filename, mode], { encoding: 'utf8' });
    assert.strictEqual(status, 0, stderr);
  }
  for (const flags of eachCase([[], ['--jitless']])) {
    const { signal, stderr } = spawnSync(
      process.execPath, ['--experimental-ffi', ...flags, __filename, 'stale'], { encoding: 'utf8' });
    assert.strictEqual(signal, 'SIGABRT', stderr);
    assert.match(stderr, /callback .* of type int32 \(int32\) was called after it was unregistered/);
    // The stack shows what called it.
    assert.match(stderr, /\d+: 0x[0-9a-f]+ call_times \[/);
  }

  check();
  const mapped = permissions();
  // After --jitless as a flag of this process, there is none here either.
  assert.strictEqual(mapped.length > 0, typeof WebAssembly !== 'undefined');
  assert.deepStrictEqual(new Set(mapped).difference(new Set(['---s', 'r-xs'])), new Set());
  // More callbacks than one chunk of stubs has.
  for (let i = 0; i < 10_000; i++) {
    lib.unregisterCallback(lib.registerCallback(signature, Math.abs));
  }
  check();
  assert.deepStrictEqual(new Set(permissions()).difference(new Set(['---s', 'r-xs'])), new Set());
}
