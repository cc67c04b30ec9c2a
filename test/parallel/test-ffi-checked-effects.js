// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// With --ffi-checked, what native functions change beyond what they are called for is
// told when the process ends, and not before.

const tasks = {
  quiet({ getpid, set_errno_asked }) {
    getpid();
    set_errno_asked(5);
  },
  errno({ set_errno }) {
    for (let i = 1; i < 4; i++) set_errno(i);
    process.exit(7);
  },
  mask({ block_signal }) {
    block_signal(10);
    block_signal(10);
    block_signal(12);
  },
  locale({ setlocale }) {
    setlocale(0, 'C.UTF-8');
  },
};

const kHead = 'node:ffi: what native functions changed (--ffi-checked):\n';
const expected = {
  quiet: '',
  errno: `${kHead}  errno, which is not asked of them: set_errno (3 calls)\n`,
  mask: `${kHead}  the signal mask of a thread: block_signal (2 calls)\n`,
  locale: /the locale: setlocale made it LC_CTYPE=C[.]UTF-8;/,
};

if (process.argv[2] === undefined) {
  for (const name of Object.keys(tasks)) {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--experimental-ffi', '--no-warnings', '--ffi-checked', __filename, name],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    assert.strictEqual(status, name === 'errno' ? 7 : 0, stderr);
    if (typeof expected[name] === 'string') assert.strictEqual(stderr, expected[name]);
    else assert.match(stderr, expected[name]);
  }
} else {
  const { block_signal, set_errno } = dlopen(pathOf('checked'), {
    block_signal: { arguments: ['int'], return: 'int' },
    set_errno: { arguments: ['int'], return: 'int' },
  }).functions;
  const { getpid, setlocale } = dlopen(null, {
    getpid: { return: 'int' },
    setlocale: { arguments: ['int', 'string'], return: 'cstring' },
  }).functions;
  const { set_errno: set_errno_asked } = dlopen(pathOf('checked'), {
    set_errno: { arguments: ['int'], return: 'int', errno: true },
  }).functions;
  tasks[process.argv[2]]({ block_signal, getpid, set_errno, set_errno_asked, setlocale });
}
