// Flags: --experimental-ffi --expose-gc
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, pathOf } = require('../common/ffi');

// A threadsafe callback that is referenced keeps the process running, until it is
// closed and all is delivered that was queued.

const load = () => dlopen(pathOf('threads'), {
  join: {},
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});
const type = { arguments: ['int32', 'int32'], threadsafe: true };

const scenarios = {
  __proto__: null,
  waits() {
    const callback = new Callback(type, common.mustCall(() => callback.close()));
    setTimeout(() => load().functions.start_events(callback, 1, 1), 50).unref();
  },
  registered() {
    const { lib, functions } = load();
    const callback = lib.registerCallback(type, common.mustCall(() => {
      lib.unregisterCallback(callback);
    }));
    setTimeout(() => functions.start_events(callback, 1, 1), 50).unref();
  },
  unreferenced() {
    new Callback(type, () => {}).unref();
    const { lib } = load();
    lib.unrefCallback(lib.registerCallback(type, () => {}));
  },
  referencedAgain() {
    const callback = new Callback(type, common.mustCall(() => callback.close())).unref().ref();
    setTimeout(() => load().functions.start_events(callback, 1, 1), 50).unref();
  },
  closed() {
    const { functions } = load();
    const callback = new Callback(type, common.mustCall(() => {}, 10));
    assert.strictEqual(functions.start_events(callback, 1, 10), 0);
    functions.join();
    callback.close();
  },
  unregistered() {
    const { lib, functions } = load();
    const callback = lib.registerCallback(type, common.mustCall(() => {}, 10));
    assert.strictEqual(functions.start_events(callback, 1, 10), 0);
    functions.join();
    lib.unregisterCallback(callback);
    globalThis.gc();
  },
  ordinary() {
    new Callback({ arguments: ['int32', 'int32'] }, () => {});
  },
};

if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  for (const scenario of eachCase(Object.keys(scenarios))) {
    const args = ['--experimental-ffi', '--expose-gc', __filename, scenario];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    assert.strictEqual(child.status, 0, `${scenario}: ${child.signal} ${child.stderr}`);
  }

  // What is not referenced can be collected.
  const weak = new WeakRef(new Callback(type, common.mustNotCall()).unref());
  gcUntil('callback', () => weak.deref() === undefined).then(common.mustCall());
}
