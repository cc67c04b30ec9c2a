// Flags: --experimental-ffi --expose-gc
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen, func } = require('node:ffi');
const { Worker, workerData } = require('node:worker_threads');
const { gcUntil } = require('../common/gc');
const { eachCase, pathOf } = require('../common/ffi');

// What is called by an address that is stale ends the process with a message that names
// the function and says what became of it.

const signature = { arguments: ['int', 'int'], return: 'int' };
const type = func(signature);
const load = () => dlopen(pathOf('function_pointers'), {
  call: { arguments: [type, 'int', 'int'], return: 'int' },
  call_kept: { arguments: ['int', 'int'], return: 'int' },
  call_two: { arguments: [type, type, 'int', 'int'], return: 'int' },
  keep: { arguments: [type] },
}).functions;

const scenarios = {
  closed() {
    const { call_kept: callKept, keep } = load();
    const callback = new Callback(type, function first() {});
    keep(callback);
    callback.close();
    callKept(1, 2);
  },
  closedInside() {
    const { call } = load();
    const callback = new Callback(type, common.mustCall(function first(a) {
      callback.close();
      return a;
    }));
    const { pointer } = callback;
    assert.strictEqual(call(pointer, 1, 2), 1);
    console.log('it returned');
    call(pointer, 1, 2);
  },
  once() {
    const { call } = load();
    const { pointer } = new Callback(type, common.mustCall(function first() { return 1; }),
                                     { once: true });
    assert.strictEqual(call(pointer, 1, 2), 1);
    console.log('it returned');
    call(pointer, 1, 2);
  },
  collected() {
    const { call_kept: callKept, keep } = load();
    let weak;
    (() => {
      const callback = new Callback(type, function first() {}).unref();
      weak = new WeakRef(callback);
      keep(callback);
    })();
    gcUntil('callback', () => weak.deref() === undefined).then(() => {
      setImmediate(() => callKept(1, 2));
    });
  },
  worker() {
    const { call_kept: callKept } = load();
    new Worker(__filename, { workerData: 'keep' }).on('exit', () => callKept(1, 2));
  },
  lent() {
    const { call_kept: callKept, keep } = load();
    keep(function first() {});
    callKept(1, 2);
  },
  // Another function of the type is called, and uses another address.
  lentBefore() {
    const { call, call_kept: callKept, keep } = load();
    keep(function first() {});
    call(common.mustCall(function second() { return callKept(1, 2); }), 1, 2);
  },
  lentAndThrown() {
    const { call_kept: callKept, call_two: callTwo, keep } = load();
    keep(function first() {});
    assert.throws(() => callTwo(function first() {}, 5, 1, 2), { code: 'ERR_INVALID_ARG_VALUE' });
    callKept(1, 2);
  },
};

const ends = {
  closed: 'it was closed',
  closedInside: 'it was closed',
  once: 'it was closed',
  collected: 'its Callback, which was not referenced, was garbage-collected',
  worker: 'the thread that it was registered in ended',
  lent: 'the call that it was passed to returned',
  lentBefore: 'the call that it was passed to returned',
  lentAndThrown: 'the call that it was passed to returned',
};

if (workerData === 'keep') {
  load().keep(new Callback(type, function first() {}));
} else if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  for (const [scenario, end] of eachCase(Object.entries(ends))) {
    for (const flag of eachCase(['--no-warnings', '--jitless'])) {
      const args = [flag, '--experimental-ffi', '--expose-gc', __filename, scenario];
      const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
      assert.ok(child.signal === 'SIGABRT' || child.status === 134, `${scenario}: ${child.stderr}`);
      assert.ok(child.stderr.includes(
        "FATAL ERROR: node:ffi: callback 'first' of type int32 (int32, int32) " +
        `was called after ${end}\n`), `${scenario}: ${child.stderr}`);
      assert.strictEqual(child.stdout, ['closedInside', 'once'].includes(scenario) ?
        'it returned\n' : '');
    }
  }
}
