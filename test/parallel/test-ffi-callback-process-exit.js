// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { eachCase, libraryPath } = require('../common/ffi');

// process.exit() inside a callback ends the process, or the worker, as anywhere.

function exitInside(code) {
  const { lib, functions } = dlopen(libraryPath, {
    apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
  });
  const callback = lib.registerCallback({ arguments: ['i32', 'i32'], return: 'i32' }, () => process.exit(code));
  functions.apply(callback, 1, 2);
  assert.fail('This is not reached');
}

if (!isMainThread) return exitInside(workerData);
if (process.argv[2] === 'main') return exitInside(3);
if (process.argv[2] === 'worker') {
  const worker = new Worker(__filename, { workerData: 5 });
  worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 5)));
  return;
}

for (const [where, status] of eachCase([['main', 3], ['worker', 0]])) {
  const args = ['--experimental-ffi', __filename, where];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.strictEqual(child.signal, null, `${where}: ${child.stderr}`);
  assert.strictEqual(child.status, status, `${where}: ${child.stderr}`);
}
