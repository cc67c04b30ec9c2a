// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { libraryPath } = require('../common/ffi');

// worker.terminate() while the worker is inside a callback ends the worker only.

if (!isMainThread) {
  const { lib, functions } = dlopen(libraryPath, {
    apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
  });
  const callback = lib.registerCallback({ arguments: ['i32', 'i32'], return: 'i32' }, () => {
    parentPort.postMessage('inside');
    for (;;);
  });
  functions.apply(callback, 1, 2);
  return;
}
if (process.argv[2] === 'child') {
  const worker = new Worker(__filename);
  worker.on('message', common.mustCall(() => {
    worker.terminate().then(common.mustCall((code) => {
      assert.strictEqual(code, 1);
      console.log('terminated');
    }));
  }));
  return;
}

const args = ['--experimental-ffi', __filename, 'child'];
const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
assert.strictEqual(child.signal, null, child.stderr);
assert.strictEqual(child.status, 0, child.stderr);
assert.strictEqual(child.stdout.trim(), 'terminated');
