// Flags: --experimental-ffi
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawnSync } = require('node:child_process');
const { dlopen, getCurrentEventLoop } = require('node:ffi');
const { Worker, isMainThread } = require('node:worker_threads');
const { eachCase, libraryPath } = require('../common/ffi');

// Native code that the event loop calls, here a timer of libuv's, may call back
// like anything else of the event loop.

const { lib, functions } = dlopen(libraryPath, {
  call_void: { arguments: ['function'] },
  start_timer: {
    arguments: ['pointer', 'pointer', 'pointer', 'function', 'u64'], return: 'i32',
  },
});
const uv = dlopen(null, { uv_close: { arguments: ['pointer', 'function'] } });

function onTimer(callback, signature = { arguments: ['pointer'] }) {
  const pointer = lib.registerCallback(signature, common.mustCall((timer) => {
    // A worker's event loop must have nothing left at its end.
    uv.functions.uv_close(timer, uv.lib.getSymbol('free'));
    lib.unregisterCallback(pointer);
    return callback();
  }));
  assert.strictEqual(functions.start_timer(
    uv.lib.getSymbol('uv_timer_init'), uv.lib.getSymbol('uv_timer_start'),
    getCurrentEventLoop(), pointer, 1n), 0);
}

const scenarios = {
  // Without anything else to keep the process alive but the timer itself.
  microtasks() {
    const trace = [];
    const storage = new AsyncLocalStorage();
    storage.run('the store of another time', () => onTimer(() => {
      assert.strictEqual(storage.getStore(), undefined);
      process.nextTick(() => trace.push('tick'));
      Promise.resolve().then(() => trace.push('microtask'));
      // Native code that this calls has a JavaScript caller.
      functions.call_void(lib.registerCallback(() => {
        process.nextTick(() => trace.push('inner tick'));
        trace.push('inner');
      }));
      trace.push('sync');
      setImmediate(common.mustCall(() => {
        assert.deepStrictEqual(trace, ['inner', 'sync', 'tick', 'inner tick', 'microtask']);
      }));
    }));
  },
  uncaught() {
    onTimer(() => { throw new Error('from the loop'); });
  },
  wrong() {
    onTimer(() => 'wrong', { arguments: ['pointer'], return: 'i32' });
  },
  handled() {
    const errors = [];
    process.on('uncaughtException', common.mustCall((error, origin) => {
      assert.strictEqual(origin, 'uncaughtException');
      errors.push(error);
      // Callbacks work in here too.
      functions.call_void(lib.registerCallback(common.mustCall()));
    }, 2));
    const error = new Error('from the loop');
    onTimer(() => {
      process.nextTick(common.mustCall());
      throw error;
    });
    onTimer(() => 'wrong', { arguments: ['pointer'], return: 'i32' });
    process.on('exit', () => {
      assert.ok(errors.includes(error));
      assert.ok(errors.some(({ message }) => message === 'Callback result must be an int32'));
    });
  },
  exit() {
    onTimer(() => process.exit(7));
  },
  close() {
    onTimer(() => {
      lib.close();
      setImmediate(common.mustCall());
    });
  },
};

if (!isMainThread) {
  scenarios.microtasks();
  scenarios.handled();
} else if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  const worker = new Worker(__filename);
  worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));

  for (const [scenario, status, output] of eachCase([
    ['microtasks', 0],
    ['uncaught', 1, /throw new Error\('from the loop'\)[^]*Error: from the loop[^]*at .*test-ffi-callback-event-loop/],
    ['wrong', 1, /TypeError.*: Callback result must be an int32/],
    ['handled', 0],
    ['exit', 7],
    ['close', 0],
  ])) {
    const child = spawnSync(process.execPath, ['--experimental-ffi', __filename, scenario],
                            { encoding: 'utf8' });
    assert.strictEqual(child.signal, null, `${scenario}: ${child.stderr}`);
    assert.strictEqual(child.status, status, `${scenario}: ${child.stderr}`);
    if (output) assert.match(child.stderr, output);
  }
}
