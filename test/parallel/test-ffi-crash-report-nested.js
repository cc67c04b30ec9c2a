// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
/* eslint-disable node-core/must-call-assert -- a scenario that did not run would show in its process's end */
const common = require('../common');
const assert = require('node:assert');
const { dlopen, getRawPointer } = require('node:ffi');
const { crash, expectReport } = require('../common/ffi_crash');
const { eachCase, libraryPath, optimize, pathOf } = require('../common/ffi');

// Calls nest, by callbacks: the innermost one is reported. What is no crash of native code
// is not reported, although native code may be further down on the stack.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

const { lib, functions } = dlopen(pathOf('crash'), {
  crash_callback: { arguments: ['function', 'int'], return: 'int' },
  crash_read: { arguments: ['pointer'], return: 'int' },
  crash_deep: { arguments: ['int', 'pointer', 'double'], return: 'int' },
});
const { crash_callback: call, crash_deep: deep, crash_read: read } = functions;
const register = (fn) => lib.registerCallback({ arguments: ['int'], return: 'int' }, fn);
const right = getRawPointer(new Int32Array(4));
const fast = (from) => read(from);

const innermost = ['int32_t crash_read(void *)', 'a read of 0x8', /#0 .* crash_read \+ \d+ \(.*\)\n\n/,
                   'JavaScript stack:'];

const scenarios = {
  inside: {
    run: () => call(register(() => read(8n)), 1),
    signal: 'SIGSEGV',
    lines: innermost,
  },
  fastInside: {
    run() {
      optimize(fast, right);
      call(register(() => fast(8n)), 1);
    },
    signal: 'SIGSEGV',
    lines: innermost,
  },
  insideOfFast: {
    run() {
      let from = right;
      const callback = register(() => read(from));
      const outer = optimize((value) => call(callback, value), 1);
      from = 8n;
      outer(1);
    },
    signal: 'SIGSEGV',
    lines: innermost,
  },
  afterwards: {
    run() {
      call(register(() => read(right)), 1);
      deep(1, 8n, 1);
    },
    signal: 'SIGSEGV',
    lines: ['int32_t crash_deep(int32_t, void *, double)'],
  },
  afterAnError: {
    run() {
      assert.throws(() => call(register(() => { throw new Error('thrown'); }), 1), /thrown/);
      assert.throws(() => read('text', 1), { code: 'ERR_INVALID_ARG_VALUE' });
      deep(1, 8n, 1);
    },
    signal: 'SIGSEGV',
    lines: ['int32_t crash_deep(int32_t, void *, double)'],
  },
  // Node.js says what it is by itself; what follows says where.
  stale: {
    run() {
      const callback = register(() => 1);
      lib.unregisterCallback(callback);
      call(callback, 1);
    },
    signal: 'SIGABRT',
    lines: ['was called after it was unregistered', 'int32_t crash_callback(void *, int32_t)',
            'Node.js itself has ended the process', "a callback's entry, of node:ffi",
            /crash_callback \+ \d+ \(libffi_crash\.so\)\n\n/],
  },
  abortInside: {
    run: () => call(register(() => process.abort()), 1),
    signal: 'SIGABRT',
  },
  abort: {
    run() {
      call(register(() => 1), 1);
      process.abort();
    },
    signal: 'SIGABRT',
  },
  kill: {
    run() {
      dlopen(libraryPath);
      process.kill(process.pid, 'SIGSEGV');
      setInterval(() => {}, 1000);
    },
    signal: 'SIGSEGV',
  },
};

if (process.argv[2] !== undefined) {
  scenarios[process.argv[2]].run();
} else {
  for (const [name, { signal, lines }] of eachCase(Object.entries(scenarios))) {
    const result = crash(__filename, name);
    if (lines !== undefined) {
      expectReport(result, signal, lines);
    } else {
      assert.strictEqual(result.signal, signal);
      assert.doesNotMatch(result.stderr, /node:ffi/);
    }
  }
}
