// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const { truncateSync, writeFileSync } = require('node:fs');
const { dlopen, getRawPointer } = require('node:ffi');
const { crash, expectReport } = require('../common/ffi_crash');
const { copyOfLibrary, eachCase, pathOf } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// A crash in native code is reported on stderr: which function of which library,
// how it is declared, the arguments, what was accessed, where, what is likely
// wrong, and both stacks. The process ends by the same signal as without that.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

const short = tmpdir.resolve('short');
const library = pathOf('crash');

function open() {
  return dlopen(library, {
    crash_read: { arguments: ['pointer'], return: 'int' },
    crash_write: { arguments: ['pointer', 'int'] },
    crash_deep: { arguments: ['int', 'pointer', 'double'], return: 'int' },
    crash_without_frame: { arguments: ['pointer'], return: 'int64' },
    crash_jump: { arguments: ['pointer'], return: 'int' },
    crash_divide: { arguments: ['int', 'int'], return: 'int' },
    crash_trap: {},
    crash_abort: {},
    crash_raise: { arguments: ['int'], return: 'int' },
    crash_assert: { arguments: ['int'] },
    crash_free: { arguments: ['pointer'] },
    crash_unaligned: { arguments: ['pointer'] },
    crash_recursion: { arguments: ['int'], return: 'int' },
    crash_file: { arguments: ['cstring'], return: 'int' },
    crash_stack: { arguments: ['int'], return: 'int' },
  }).functions;
}

const memory = new BigUint64Array(16);
const address = () => getRawPointer(memory);

const scenarios = {
  null: {
    run: () => open().crash_read(null),
    signal: 'SIGSEGV',
    lines: [
      'node:ffi: SIGSEGV (segmentation fault) in a call of native code\n',
      'function:  int32_t crash_read(void *)\n',
      `library:   ${library}\n`,
      'arguments: 0: void * 0x0 (NULL)\n',
      'failed:    a read of 0x0 (NULL), which is not mapped\n',
      /in: {8}crash_read \+ \d+ of .*libffi_crash/,
      'thread:    the main thread\n',
      'Likely causes:\n  argument 0 is NULL\n',
      /Native stack:\n {2}#0 {2}0x[0-9a-f]+ crash_read \+ \d+ \(libffi_crash\.so\)\n\nReg/,
      /Registers:\n {2}rip 0x[0-9a-f]{16} /,
      /JavaScript stack:\n {2}at run \(.*test-ffi-crash-report\.js:\d+:\d+\)\n/,
    ],
  },
  small: {
    run: () => open().crash_read(8n),
    signal: 'SIGSEGV',
    lines: ['a read of 0x8 (NULL + 8), which is not mapped',
            'argument 0 points there: it was freed, or never was an address'],
  },
  write: {
    run: () => open().crash_write(16n, -7),
    signal: 'SIGSEGV',
    lines: ['void crash_write(void *, int32_t)',
            '0: void * 0x10 (not mapped)', '1: int32_t -7', 'a write to 0x10 (NULL + 16)'],
  },
  readOnly: {
    // What the function's own code is in.
    run() {
      const { crash_write: write } = open();
      write(write.pointer, 1);
    },
    signal: 'SIGSEGV',
    lines: ['read-only, in libffi_crash.so', 'a write to 0x', ', which is read-only, in libffi_crash.so',
            "its memory ends before, or can't be written to"],
  },
  half: {
    run: () => open().crash_read(0x12345678n),
    signal: 'SIGSEGV',
    lines: ['a read of 0x12345678, which is not mapped'],
  },
  notAnAddress: {
    run: () => open().crash_read(0x6F77206F6C6C6548n),
    signal: 'SIGSEGV',
    lines: ['access to what is no address, probably 0x6f77206f6c6c6548', 'that is text, "Hello wo"'],
  },
  unaligned: {
    run: () => open().crash_unaligned(address() + 1n),
    signal: 'SIGSEGV',
    lines: ['an instruction that takes aligned memory only got other',
            'not aligned as its type has to be'],
  },
  deep: {
    run: () => open().crash_deep(-5, 4n, 2.5),
    signal: 'SIGSEGV',
    lines: ['arguments: 0: int32_t -5\n', '1: void * 0x4 (not mapped)\n', '2: double 2.5\n',
            /#0 {2}0x[0-9a-f]+ inner \+/, /#1 {2}0x[0-9a-f]+ middle \+/,
            /#2 {2}0x[0-9a-f]+ crash_deep \+ \d+ \(libffi_crash\.so\)\n\n/],
  },
  // After 200 calls, generated code makes them.
  invoker: {
    run() {
      const { crash_deep: deep } = open();
      memory[0] = 4n;
      for (let i = 0; i < 300; i++) deep(i, address(), 1);
      deep(1, 4n, 1);
    },
    signal: 'SIGSEGV',
    lines: ['0: int32_t 1\n', /#2 {2}0x[0-9a-f]+ crash_deep \+ \d+ \(libffi_crash\.so\)\n\n/],
  },
  withoutFrame: {
    run: () => open().crash_without_frame(4n),
    signal: 'SIGSEGV',
    lines: ['0: void * 0x4', '#0  0x'],
  },
  jump: {
    run: () => open().crash_jump(0n),
    signal: 'SIGSEGV',
    lines: ['a jump to 0x0 (NULL), which is not mapped', 'a function pointer that is wrong',
            /#0 {2}0x0 \?\n {2}#1 {2}0x[0-9a-f]+ crash_jump \+ \d+/],
  },
  noCode: {
    run: () => open().crash_jump(address()),
    signal: 'SIGSEGV',
    lines: ['a jump to 0x', ', and no code', /#1 {2}0x[0-9a-f]+ crash_jump \+ \d+/],
  },
  noFunction: {
    run: () => dlopen(null).lib.getFunctionFromPointer(16n, {})(),
    signal: 'SIGSEGV',
    lines: ['none at 0x10', 'the function was made of an address where there is none'],
  },
  divide: {
    run: () => open().crash_divide(1, 0),
    signal: 'SIGFPE',
    lines: ['int32_t crash_divide(int32_t, int32_t)', '1: int32_t 0', 'an integer division by zero',
            'is zero where it must not be'],
  },
  trap: {
    run: () => open().crash_trap(),
    signal: 'SIGILL',
    lines: ['void crash_trap(void)', '__builtin_trap()'],
  },
  abort: {
    run: () => open().crash_abort(),
    signal: 'SIGABRT',
    lines: ['SIGABRT (abort)', 'void crash_abort(void)', 'abort() was called', /crash_abort \+ \d+/],
  },
  raise: {
    run: () => open().crash_raise(11),
    signal: 'SIGSEGV',
    lines: ['the signal was sent', /crash_raise/],
  },
  // Nothing has failed then, whatever the signal is usually for.
  raiseDivide: {
    run: () => open().crash_raise(8),
    signal: 'SIGFPE',
    lines: ['failed:    the signal was sent\n', 'raise() or pthread_kill()'],
  },
  raiseInstruction: {
    run: () => open().crash_raise(4),
    signal: 'SIGILL',
    lines: ['failed:    the signal was sent\n', 'raise() or pthread_kill()'],
  },
  raiseAbort: {
    run: () => open().crash_raise(6),
    signal: 'SIGABRT',
    lines: ['failed:    the signal was sent\n', 'raise() or pthread_kill()'],
  },
  assert: {
    run: () => open().crash_assert(-1),
    signal: 'SIGABRT',
    lines: ['0: int32_t -1', /the C library says: .*value > 0/],
  },
  free: {
    run: () => open().crash_free(address() + 8n),
    signal: 'SIGABRT',
    lines: ['void crash_free(void *)', 'the C library says: ', 'was never allocated by malloc()',
            'JavaScript stack:'],
  },
  recursion: {
    run: () => open().crash_recursion(0),
    signal: 'SIGSEGV',
    lines: ['the stack is full', 'crash_recursion() calls itself without an end',
            /#23 .* crash_recursion/, / {2}\.\.\. \d+ more\n/, / crash_recursion \+ \d+ \(libffi_crash\.so\)\n\n/],
  },
  file: {
    run() {
      tmpdir.refresh();
      writeFileSync(short, 'short');
      truncateSync(short, 100);
      open().crash_file(short);
    },
    signal: 'SIGBUS',
    lines: ['SIGBUS (bus error)', `char * 0x`, `"${short}"`, `in a part of ${short} that is not there`],
  },
  // Nothing is left of the stack but what is above.
  stack: {
    run: () => open().crash_stack(8),
    signal: 'SIGSEGV',
    lines: ['int32_t crash_stack(int32_t)', '0: int32_t 8', '0x4141414141414141',
            'JavaScript stack:'],
  },
  closed: {
    run() {
      // Loaded before: it must not be where the other one was.
      const { crash_jump: jump } = open();
      const path = copyOfLibrary('gone', library);
      const { lib, functions } = dlopen(path, { crash_trap: {} });
      const { pointer } = functions.crash_trap;
      lib.close();
      jump(pointer);
    },
    signal: 'SIGSEGV',
    lines: ['a jump to 0x', /that was code of .*libffi_gone\.so, which was closed/],
  },
};

if (process.argv[2] !== undefined) {
  scenarios[process.argv[2]].run();
} else {
  tmpdir.refresh();
  for (const [name, { signal, lines }] of eachCase(Object.entries(scenarios))) {
    expectReport(crash(__filename, name), signal, lines);
  }
}
