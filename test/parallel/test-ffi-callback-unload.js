// Flags: --experimental-ffi --expose-gc
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen, getCurrentEventLoop } = require('node:ffi');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, eachCase, isLoaded, libraryClosed, libraryPath } = require('../common/ffi');

// A library is not unloaded while its code may be on the stack; and what it
// runs when it is unloaded may call back.

if (!common.isLinux) common.skip('looks at /proc/self/maps');

if (isMainThread && process.argv.length === 2) tmpdir.refresh();
const copy = copyOfLibrary();
const call_void = { arguments: ['function'] };

const scenarios = {
  // While the library's own function calls back, at any depth.
  closedInside() {
    const { lib, functions } = dlopen(copy, { call_void });
    const other = dlopen(libraryPath, { call_void });
    const inner = other.lib.registerCallback(common.mustCall(() => {
      lib.close();
      assert.throws(() => functions.call_void(inner), libraryClosed);
      assert.throws(() => lib.getSymbol('noop'), libraryClosed);
      assert.ok(isLoaded(copy));
    }));
    const outer = other.lib.registerCallback(() => other.functions.call_void(inner));
    functions.call_void(outer);
    // As soon as the outermost call has returned.
    assert.ok(!isLoaded(copy));
  },
  // The library's other callbacks go on until its function has returned.
  otherCallbacks() {
    const { lib, functions } = dlopen(copy, {
      call_both: { arguments: ['function', 'function'] },
    });
    functions.call_both(lib.registerCallback(common.mustCall(() => lib.close())),
                        lib.registerCallback(common.mustCall(() => assert.ok(isLoaded(copy)))));
    assert.ok(!isLoaded(copy));
  },
  thrown() {
    const { lib, functions } = dlopen(copy, { call_void });
    assert.throws(() => functions.call_void(lib.registerCallback(() => {
      lib.close();
      throw new Error('thrown');
    })), { message: 'thrown' });
    setImmediate(common.mustCall(() => assert.ok(!isLoaded(copy))));
  },
  // Native code runs the event loop, and that closes the library.
  nestedLoop() {
    const { lib, functions } = dlopen(copy, {
      call_and_run: { arguments: ['function', 'pointer', 'pointer', 'i32'] },
    });
    const run = dlopen(null).lib.getSymbol('uv_run');
    const start = lib.registerCallback(common.mustCall(() => {
      setTimeout(common.mustCall(() => {
        lib.close();
        globalThis.gc();
        // Closed, but not unloaded, until the loop has nothing left to do.
        setTimeout(common.mustCall(() => assert.ok(isLoaded(copy))), 1);
      }), 1);
    }));
    functions.call_and_run(start, run, getCurrentEventLoop(), 0);
    assert.ok(!isLoaded(copy));
  },
  // A destructor of the library's calls back as it is closed.
  destructor() {
    const { lib, functions } = dlopen(copy, { keep_for_unload: { arguments: ['function'] } });
    functions.keep_for_unload(lib.registerCallback(common.mustCall(() => {
      assert.throws(() => functions.keep_for_unload(0n), libraryClosed);
      lib.close();
    })));
    lib.close();
    assert.ok(!isLoaded(copy));
  },
  destructorThrows() {
    const { lib, functions } = dlopen(copy, { keep_for_unload: { arguments: ['function'] } });
    functions.keep_for_unload(lib.registerCallback(() => { throw new Error('unloading'); }));
    assert.throws(() => lib.close(), { message: 'unloading' });
    assert.ok(!isLoaded(copy));
  },
  // As the process ends, when no JavaScript can run any more.
  destructorAtEnd() {
    const { lib, functions } = dlopen(copy, { keep_for_unload: { arguments: ['function'] } });
    functions.keep_for_unload(lib.registerCallback(common.mustNotCall()));
  },
  destructorAtExit() {
    const { lib, functions } = dlopen(copy, { keep_for_unload: { arguments: ['function'] } });
    functions.keep_for_unload(lib.registerCallback(common.mustNotCall()));
    setImmediate(() => process.exit());
  },
  handlerAtExit() {
    const { lib, functions } = dlopen(copy, { keep_for_exit: { arguments: ['function'] } });
    functions.keep_for_exit(lib.registerCallback(common.mustNotCall()));
  },
};

if (!isMainThread) {
  scenarios[workerData]();
} else if (process.argv[2] === 'worker') {
  const worker = new Worker(__filename, { workerData: process.argv[3] });
  worker.on('exit', common.mustCall((code) => {
    assert.strictEqual(code, 0);
  }));
} else if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  const names = Object.keys(scenarios);
  for (const where of eachCase(names.flatMap((name) => [[name], ['worker', name]]))) {
    const args = ['--experimental-ffi', '--expose-gc', __filename, ...where];
    const { signal, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.strictEqual(signal, null, stderr);
    assert.strictEqual(status, 0, stderr);
  }
}
