// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const { NativeThread, dlopen } = require('node:ffi');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { crash, expectReport } = require('../common/ffi_crash');
const { eachCase, pathOf } = require('../common/ffi');

// Crashes on other threads are reported too: of calls that don't block, on libuv's pool
// or on a NativeThread; in a worker; and on a thread that a library has started, where
// there is no call that could be named.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

const path = pathOf('crash');
const open = (nonblocking = false) => dlopen(path, {
  crash_write: { arguments: ['pointer', 'int'], nonblocking },
  crash_abort: { nonblocking },
  crash_recursion: { arguments: ['int'], nonblocking },
  crash_thread: { arguments: ['pointer'], return: 'int', nonblocking },
}).functions;

const scenarios = {
  pool: {
    run: () => open(true).crash_write(8n, 42),
    signal: 'SIGSEGV',
    lines: ['in a call of native code', 'void crash_write(void *, int32_t)',
            'arguments: 0: void * 0x8 (not mapped)\n             1: int32_t 42\n',
            "thread:    'ffi-pool', for a nonblocking call",
            /#0 .* crash_write \+ \d+ \(libffi_crash\.so\)\n\n/],
  },
  abort: {
    run: () => open(true).crash_abort(),
    signal: 'SIGABRT',
    lines: ['void crash_abort(void)', 'for a nonblocking call'],
  },
  native: {
    run: () => open(new NativeThread({ name: 'of its own' })).crash_write(8n, 42),
    signal: 'SIGSEGV',
    lines: ['void crash_write(void *, int32_t)', "thread:    'of its own', for a nonblocking call"],
  },
  // Its stack and the heap of the other are so close that numbers on it may look as if
  // they led there.
  workerBeside: {
    run() {
      open();
      new Worker(__filename, { workerData: 'crash' });
    },
    signal: 'SIGSEGV',
    lines: ['arguments: 0: void * 0x8 (not mapped)\n             1: int32_t 1\n', 'thread:    worker 1\n'],
  },
  recursion: {
    run: () => open(new NativeThread()).crash_recursion(0),
    signal: 'SIGSEGV',
    lines: ['the stack is full', 'crash_recursion() calls itself without an end'],
  },
  worker: {
    run: () => new Worker(__filename, { workerData: 'crash' }),
    signal: 'SIGSEGV',
    lines: ['void crash_write(void *, int32_t)', 'thread:    worker 1\n', 'JavaScript stack:\n  at crashInWorker ('],
  },
  ofLibrary: {
    run: () => open().crash_thread(8n),
    signal: 'SIGSEGV',
    lines: ['node:ffi: SIGSEGV (segmentation fault) in native code\n  failed:    a write to 0x8',
            `which ${path} has started`, /#0 .* run \+ \d+ \(libffi_crash\.so\)/],
  },
  ofLibraryMeanwhile: {
    run() {
      open(true).crash_thread(8n);
      setInterval(() => {}, 1000);
    },
    signal: 'SIGSEGV',
    lines: ['in native code\n', `which ${path} has started`],
  },
};

function crashInWorker() {
  open().crash_write(8n, 1);
}

if (!isMainThread && workerData === 'crash') {
  crashInWorker();
} else if (process.argv[2] !== undefined) {
  scenarios[process.argv[2]].run();
} else {
  for (const [name, { signal, lines }] of eachCase(Object.entries(scenarios))) {
    expectReport(crash(__filename, name), signal, lines);
  }
}
