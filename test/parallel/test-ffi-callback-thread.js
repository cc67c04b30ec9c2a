// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { eachCase, libraryPath } = require('../common/ffi');

// A callback is called on the thread that registered it. Any other thread ends
// the process, with a message that names the callback.

const { lib, functions } = dlopen(libraryPath, {
  call_on_thread: { arguments: ['function'], return: 'i32' },
  call_void: { arguments: ['function'] },
});

if (!isMainThread) {
  // A worker has the address of one of the main thread's.
  functions.call_void(workerData);
} else if (process.argv[2] === 'native') {
  functions.call_on_thread(lib.registerCallback(
    { arguments: ['u8', 'ptr'], return: 'double' }, function onProgress() {}));
} else if (process.argv[2] === 'worker') {
  const workerData = lib.registerCallback({ arguments: ['i32'] }, () => {});
  new Worker(__filename, { workerData });
} else {
  for (const [how, message] of eachCase([
    ['native', "callback 'onProgress' of type float64 (uint8, pointer) was called "],
    ['worker', 'callback (anonymous) of type void (int32) was called '],
  ])) {
    const child = spawnSync(process.execPath, ['--experimental-ffi', __filename, how],
                            { encoding: 'utf8' });
    assert.ok(child.signal === 'SIGABRT' || child.status === 134, child.stderr);
    assert.ok(child.stderr.includes(
      `FATAL ERROR: node:ffi: ${message}on a thread other than that which registered it. Callbacks can only be invoked on ` +
      "the system thread they were created on, unless their signature has 'threadsafe: true'"),
              child.stderr);
  }
}
