// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { once } = require('node:events');
const { spawnSync } = require('node:child_process');
const { setImmediate } = require('node:timers/promises');

// The handler is there once node:ffi is loaded, and process.on('SIGSEGV') is what it was.

function isCaught(signal) {
  const [, mask] = /^SigCgt:\s*(\w+)$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return (BigInt(`0x${mask}`) >> BigInt(signal - 1) & 1n) === 1n;
}

if (process.argv[2] === 'child') {
  for (const signal of [6, 7, 8, 4]) assert.strictEqual(isCaught(signal), false);
  require('node:ffi');
  for (const signal of [4, 6, 7, 8, 11]) assert.strictEqual(isCaught(signal), true);
  return;
}
const { status, stderr } = spawnSync(
  process.execPath, ['--experimental-ffi', __filename, 'child'], { encoding: 'utf8' });
assert.strictEqual(status, 0, stderr);

const ffi = require('node:ffi');
const { missing, violation } = require('../common/ffi_pages');
const raw = () => assert.throws(() => ffi.getInt32(missing), violation('read', missing, 4));

async function main() {
  raw();
  for (const signal of ['SIGSEGV', 'SIGBUS']) {
    for (let i = 0; i < 3; i++) {
      const listener = common.mustCall();
      process.on(signal, listener);
      raw();
      const emitted = once(process, signal);
      process.kill(process.pid, signal);
      await emitted;
      raw();
      process.off(signal, listener);
      await setImmediate();
      raw();
    }
  }
}
// A listener does not keep the process.
const timer = setInterval(() => {}, 1000);
main().then(common.mustCall(() => clearInterval(timer)));
