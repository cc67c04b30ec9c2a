// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// When several threads crash at about the same time, one of them is reported. The process
// may end without a report if they do in the very same moment, which is rare.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

if (process.argv[2] === 'child') {
  const { crash_write: write } = dlopen(pathOf('crash'), {
    crash_write: { arguments: ['pointer', 'int'], nonblocking: true },
  }).functions;
  for (let i = 0; i < 4; i++) write(8n, i);
} else {
  const rounds = 10;
  let count = 0;
  for (let i = 0; i < rounds; i++) {
    const { signal, stderr } = spawnSync(
      process.execPath, ['--experimental-ffi', '--no-warnings', __filename, 'child'], { encoding: 'utf8' });
    assert.strictEqual(signal, 'SIGSEGV');
    const reports = stderr.match(/^node:ffi: SIGSEGV .*\n {2}function: {2}void crash_write\(/gm) ?? [];
    assert(reports.length <= 1, stderr);
    count += reports.length;
  }
  assert(count >= rounds - 2, `${count} of ${rounds}`);
}
