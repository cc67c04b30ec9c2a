// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const { dlopen, getRawPointer, struct } = require('node:ffi');
const { crash, expectReport } = require('../common/ffi_crash');
const { eachCase, optimize, pathOf } = require('../common/ffi');

// A crash in a call of optimised code is reported as any other: which function it is, is
// found by the code that made the call. Optimised code keeps no arguments; registers may
// have them.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

const memory = new Float64Array(16);
const right = getRawPointer(memory);
const Pair = struct({ first: 'double', second: 'int64' });

function open() {
  return dlopen(pathOf('crash'), {
    crash_read: { arguments: ['pointer'], return: 'int' },
    crash_write: { arguments: ['pointer', 'int'] },
    crash_deep: { arguments: ['int', 'pointer', 'double'], return: 'int' },
    crash_divide: { arguments: ['int', 'int'], return: 'int' },
    crash_jump: { arguments: ['pointer'], return: 'int' },
    crash_pair: { arguments: [Pair, 'pointer'], return: 'double' },
  }).functions;
}

const scenarios = {
  read: {
    run() {
      const { crash_read: read } = open();
      const fn = optimize(function readFrom(from) { return read(from); }, right);
      fn(8n);
    },
    signal: 'SIGSEGV',
    lines: ['int32_t crash_read(void *)', 'arguments: not kept by optimised code; those that ' +
            'registers have now:\n             0: void * 0x8 (not mapped)\n',
            'a read of 0x8 (NULL + 8)', 'argument 0 points there',
            /Native stack:\n {2}#0 .* crash_read \+ \d+ \(libffi_crash\.so\)\n\n/,
            'JavaScript stack:\n  at readFrom ('],
  },
  // Which of those that a loop calls.
  several: {
    run() {
      const { crash_read: read, crash_write: write } = open();
      const fn = optimize((count, last) => {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += read(right);
          write(i === 9 ? last : right, 1);
          sum += read(right);
        }
        return sum;
      }, 10, right);
      fn(10, 4n);
    },
    signal: 'SIGSEGV',
    lines: ['void crash_write(void *, int32_t)', '0: void * 0x4', '1: int32_t 1', 'a write to 0x4'],
  },
  deep: {
    run() {
      const { crash_deep: deep } = open();
      const fn = optimize((from) => deep(1, from, 0.5), right);
      fn(4n);
    },
    signal: 'SIGSEGV',
    lines: ['int32_t crash_deep(int32_t, void *, double)', 'arguments: not kept by optimised code\n',
            /#0 .* inner/, /#1 .* middle/, /#2 .* crash_deep.*\n\n/],
  },
  divide: {
    run() {
      const { crash_divide: divide } = open();
      const fn = optimize((a, b) => divide(a, b), 1, 1);
      fn(7, 0);
    },
    signal: 'SIGFPE',
    lines: ['int32_t crash_divide(int32_t, int32_t)'],
  },
  jump: {
    run() {
      const { crash_jump: jump } = open();
      const { getpid } = dlopen(null, { getpid: { return: 'int' } }).functions;
      const fn = optimize((to) => jump(to), getpid.pointer);
      fn(0n);
    },
    signal: 'SIGSEGV',
    lines: ['int32_t crash_jump(void *)', 'a jump to 0x0 (NULL)', /#1 .* crash_jump/],
  },
  // What has aggregates has a thunk with a frame.
  aggregate: {
    run() {
      const { crash_pair: pair } = open();
      const value = new Pair({ first: 1, second: 2n });
      const fn = optimize((from) => pair(value, from), right);
      fn(8n);
    },
    signal: 'SIGSEGV',
    lines: ['double crash_pair(struct of 16 bytes, void *)', 'arguments: not kept', 'a read of 0x8',
            /#0 .* crash_pair/],
  },
};

if (process.argv[2] !== undefined) {
  scenarios[process.argv[2]].run();
} else {
  for (const [name, { signal, lines }] of eachCase(Object.entries(scenarios))) {
    expectReport(crash(__filename, name), signal, lines);
  }
}
