// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { eachCase, libraryPath } = require('../common/ffi');

// Native code that goes on calling while its environment ends gets zeros: no
// JavaScript runs, and nothing crashes.

const { lib, functions: { call_times, call_void } } = dlopen(libraryPath, {
  call_times: { arguments: ['function', 'i32'], return: 'i32' },
  call_void: { arguments: ['function'] },
});
const signature = { arguments: ['i32'], return: 'i32' };

const scenarios = {
  exit() {
    call_times(lib.registerCallback(signature, common.mustCall((index) => {
      if (index === 3) process.exit(0);
      return 1;
    }, 4)), 1e6);
    assert.fail('This is not reached');
  },
  exitNested() {
    const inner = lib.registerCallback(() => process.exit(0));
    const outer = lib.registerCallback(signature, common.mustCall(() => {
      try {
        call_void(inner);
      } finally {
        call_void(inner);
      }
    }));
    call_times(outer, 1e6);
    assert.fail('This is not reached');
  },
  // Only worker.terminate() ends these.
  busy() {
    call_times(lib.registerCallback(signature, () => {
      parentPort.postMessage('inside');
      for (;;);
    }), 1e6);
  },
  calling() {
    const callback = lib.registerCallback(signature, () => 1);
    parentPort.postMessage('inside');
    for (;;) call_times(callback, 1e5);
  },
  waiting() {
    call_times(lib.registerCallback(signature, () => {
      parentPort.postMessage('inside');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      return 1;
    }), 1e6);
  },
};

if (!isMainThread) {
  scenarios[workerData]();
} else if (process.argv[2] === 'worker') {
  const scenario = process.argv[3];
  const worker = new Worker(__filename, { workerData: scenario });
  worker.once('message', () => worker.terminate());
  worker.on('exit', common.mustCall((code) => {
    assert.strictEqual(code, scenario.startsWith('exit') ? 0 : 1);
  }));
} else if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  for (const args of eachCase([['exit'], ['exitNested'], ['worker', 'exit'], ['worker', 'exitNested'],
                               ['worker', 'busy'], ['worker', 'calling'], ['worker', 'waiting']])) {
    const child = spawnSync(process.execPath, ['--experimental-ffi', __filename, ...args],
                            { encoding: 'utf8' });
    assert.strictEqual(child.signal, null, `${args}: ${child.stderr}`);
    assert.strictEqual(child.status, 0, `${args}: ${child.stderr}`);
  }
}
