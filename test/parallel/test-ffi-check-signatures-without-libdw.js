// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('only Linux has libdw');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const tmpdir = require('../common/tmpdir');
const { pathOf, skipWithoutLibdw } = require('../common/ffi');

// Without libdw, checkSignatures() says what to install, and --ffi-checked warns once.

skipWithoutLibdw();
tmpdir.refresh();
// The loader takes the first file that it finds.
fs.writeFileSync(tmpdir.resolve('libdw.so.1'), '');

function run(flags, source) {
  const always = ['--experimental-ffi', '--disable-warning=ExperimentalWarning'];
  return spawnSync(process.execPath, [...always, ...flags, '-e', source], {
    encoding: 'utf8',
    env: { ...process.env, LD_LIBRARY_PATH: tmpdir.path, LIBRARY: pathOf('debug_info') },
  });
}

const reason = /Debug information can't be read: .*libdw\.so\.1: file too short; install elfutils' libdw \(Debian, Ubuntu: /;
{
  const { status, stderr } = run([], `
    const { lib } = require('node:ffi').dlopen(process.env.LIBRARY, { nothing: {} });
    for (const code of ['ERR_FFI_CALL_FAILED', 'ERR_FFI_CALL_FAILED']) {
      try {
        require('node:ffi').checkSignatures(lib);
      } catch (error) {
        require('assert').strictEqual(error.code, code);
        console.error(error.message);
      }
    }`);
  assert.match(stderr, reason);
  assert.strictEqual(status, 0);
}
{
  const { status, stderr } = run(['--ffi-checked'], `
    require('node:ffi').dlopen(process.env.LIBRARY, {
      nothing: { arguments: ['int'] }, floats: { return: 'double' },
    });`);
  assert.match(stderr, /^\(node:\d+\) Warning: Signatures of functions are not checked: Debug information/);
  assert.match(stderr, reason);
  assert.strictEqual(stderr.split('Warning').length, 2);
  assert.strictEqual(status, 0);
}
