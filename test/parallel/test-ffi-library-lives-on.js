// Flags: --experimental-ffi --expose-gc
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { gcUntil } = require('../common/gc');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, isLoaded, libraryPath, pathOf } = require('../common/ffi');

// Only to close a library unloads it. What may still run its code, a thread, the
// threads of OpenMP, thread-specific data, a signal handler, has it until the
// process ends, in whichever way a program or a worker ends.

if (!common.isLinux) common.skip('looks at /proc/self/maps');

// More of them by hand: ROUNDS=100 node test/parallel/test-ffi-library-lives-on.js
const rounds = Number(process.env.ROUNDS ?? 1);

const libraries = {
  thread() {
    const { functions } = dlopen(pathOf('lives_on'), {
      start_thread: { return: 'i32' }, count_turns: { return: 'i32' },
    });
    assert.strictEqual(functions.start_thread(), 0);
    while (functions.count_turns() < 2);
  },
  openmp() {
    const { functions } = dlopen(pathOf('openmp'), { parallel_sum: { arguments: ['i64'], return: 'i64' } });
    assert.strictEqual(functions.parallel_sum(1000), 499500n);
  },
  threadSpecificData() {
    const { functions } = dlopen(pathOf('lives_on'), { keep_for_thread: { return: 'i32' } });
    assert.strictEqual(functions.keep_for_thread(), 0);
  },
};

const ends = {
  natural() {},
  exit() { process.exit(); },
  exitLater() { setTimeout(() => process.exit(), 2); },
  uncaught() {
    process.on('uncaughtException', () => process.exit());
    throw new Error('uncaught');
  },
  insideCallback() {
    const { lib, functions } = dlopen(libraryPath, { call_void: { arguments: ['function'] } });
    functions.call_void(lib.registerCallback(() => process.exit()));
  },
  // C code ends the process.
  endedByC() {
    if (!isMainThread) return;
    dlopen(pathOf('lives_on'), { end_process: { arguments: ['i32'] } }).functions.end_process(0);
    assert.fail('This is not reached');
  },
  // What is collected, if a collection is what it takes.
  collected() {
    globalThis.gc();
    setImmediate(() => globalThis.gc());
    setTimeout(() => {}, 5);
  },
  // Only worker.terminate() ends this.
  terminated() {
    if (isMainThread) return;
    for (;;);
  },
};

async function checkLoaded() {
  tmpdir.refresh();
  const copy = copyOfLibrary();
  let address;
  const weak = (() => {
    const lib = new DynamicLibrary(copy);
    address = lib.getSymbol('add_i32');
    return new WeakRef(lib);
  })();
  await gcUntil('library', () => weak.deref() === undefined);
  await new Promise(setImmediate);
  assert.ok(isLoaded(copy));
  // An address that outlives its library can be called.
  const { functions: { call_i32 } } = dlopen(libraryPath, {
    call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  });
  call_i32(address, 1);

  // A signal handler of a worker that ended.
  const worker = new Worker(`
    const { dlopen } = require('node:ffi');
    const { SIGUSR2 } = require('node:os').constants.signals;
    const { functions } = dlopen(process.argv[2], { handle_signal: { arguments: ['i32'], return: 'i32' } });
    if (functions.handle_signal(SIGUSR2) !== 0) throw new Error('no handler');
  `, { eval: true, argv: [pathOf('lives_on')] });
  await new Promise((resolve) => worker.on('exit', resolve));
  process.kill(process.pid, 'SIGUSR2');

  // It is loaded as often as it was opened, and closed as often as it was closed.
  const other = copyOfLibrary('other');
  const first = new DynamicLibrary(other);
  const second = new DynamicLibrary(other);
  first.close();
  assert.ok(isLoaded(other));
  second.close();
  assert.ok(!isLoaded(other));
}

if (!isMainThread) {
  libraries[workerData[0]]();
  ends[workerData[1]]();
} else if (process.argv[2] === 'worker') {
  const worker = new Worker(__filename, { workerData: process.argv.slice(3) });
  if (process.argv[4] === 'terminated') worker.on('online', () => setTimeout(() => worker.terminate(), 5));
} else if (process.argv[2]) {
  libraries[process.argv[2]]();
  ends[process.argv[3]]();
} else {
  for (const library of Object.keys(libraries)) {
    for (const end of Object.keys(ends)) {
      for (const where of [[library, end], ['worker', library, end]]) {
        for (let round = 0; round < rounds; round++) {
          const child = spawnSync(process.execPath,
                                  ['--experimental-ffi', '--expose-gc', __filename, ...where],
                                  { encoding: 'utf8' });
          assert.strictEqual(child.signal, null, `${where}: ${child.stderr}`);
          assert.strictEqual(child.status, 0, `${where}: ${child.stderr}`);
        }
      }
    }
  }
  checkLoaded().then(common.mustCall());
}
