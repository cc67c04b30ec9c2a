// Flags: --experimental-ffi --expose-gc
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { Worker, workerData } = require('node:worker_threads');
const { gcUntil } = require('../common/gc');
const { eachCase, libraryPath } = require('../common/ffi');

// The address of a callback that is gone ends the process when it is called,
// with a message that names the callback and says what became of it. It is
// never that of another callback.

const load = () => dlopen(libraryPath, {
  call_kept: {},
  call_void: { arguments: ['function'] },
  keep: { arguments: ['function'] },
  keep_for_exit: { arguments: ['function'], return: 'i32' },
});

const scenarios = {
  unregistered() {
    const { lib, functions } = load();
    const callback = lib.registerCallback(function first() {});
    lib.unregisterCallback(callback);
    functions.call_void(callback);
  },
  unregisteredInside() {
    const { lib, functions } = load();
    const callback = lib.registerCallback(common.mustCall(function first() {
      lib.unregisterCallback(callback);
      functions.call_void(lib.registerCallback(common.mustCall()));
    }));
    functions.call_void(callback);
    console.log('it returned');
    functions.call_void(callback);
  },
  closed() {
    const { lib } = load();
    const callback = lib.registerCallback(function first() {});
    lib.close();
    load().functions.call_void(callback);
  },
  closedInside() {
    const { lib, functions } = load();
    const other = load();
    const callback = lib.registerCallback(common.mustCall(function first() { lib.close(); }));
    functions.call_void(callback);
    console.log('it returned');
    other.functions.call_void(callback);
  },
  collected() {
    const { functions } = load();
    let weak;
    const callback = (() => {
      const { lib } = load();
      weak = new WeakRef(lib);
      const callback = lib.registerCallback(function first() {});
      lib.unrefCallback(callback);
      return callback;
    })();
    gcUntil('library', () => weak.deref() === undefined).then(() => {
      setImmediate(() => functions.call_void(callback));
    });
  },
  worker() {
    // The main thread has it loaded too, so that it stays.
    const { functions } = load();
    new Worker(__filename, { workerData: 'keep' }).on('exit', () => functions.call_kept());
  },
  reused() {
    const { lib, functions } = load();
    const stale = new Set();
    for (let i = 0; i < 500; i++) {
      const callback = lib.registerCallback(() => {});
      assert.ok(!stale.has(callback));
      stale.add(callback);
      lib.unregisterCallback(callback);
    }
    const callback = lib.registerCallback(function first() {});
    lib.unregisterCallback(callback);
    for (let i = 0; i < 500; i++) lib.registerCallback(common.mustNotCall());
    functions.call_void(callback);
  },
};

const ends = {
  unregistered: 'it was unregistered',
  unregisteredInside: 'it was unregistered',
  closed: 'the library that it was registered with was closed',
  closedInside: 'the library that it was registered with was closed',
  collected: 'the library that it was registered with was garbage-collected',
  worker: 'the thread that it was registered in ended',
  reused: 'it was unregistered',
};

if (workerData === 'keep') {
  const { lib, functions } = load();
  functions.keep(lib.registerCallback(function first() {}));
} else if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  for (const [scenario, end] of eachCase(Object.entries(ends))) {
    const args = ['--experimental-ffi', '--expose-gc', __filename, scenario];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.ok(child.signal === 'SIGABRT' || child.status === 134, `${scenario}: ${child.stderr}`);
    assert.ok(child.stderr.includes(
      `FATAL ERROR: node:ffi: callback 'first' of type void () was called after ${end}\n`),
              `${scenario}: ${child.stderr}`);
    if (scenario.endsWith('Inside')) assert.strictEqual(child.stdout, 'it returned\n');
  }
}
