// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const { dlopen } = require('node:ffi');
const { crash, expectReport } = require('../common/ffi_crash');
const { eachCase, pathOf } = require('../common/ffi');

// An exception of C++ that nobody catches ends the process: its type and its text are
// reported. To ask for its text may crash as well, or take for ever: then the process ends
// by the signal that it would have ended by.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

const open = (nonblocking = false) => dlopen(pathOf('crash_exception'), {
  throw_error: { arguments: ['cstring'], nonblocking },
  throw_number: { arguments: ['int'], nonblocking },
  throw_bad: { arguments: ['int'], nonblocking },
  terminate: { nonblocking },
}).functions;

const SIGFPE = 8;
const SIGSEGV = 11;
const SIGALRM = 14;

const scenarios = {
  error: {
    run: () => open().throw_error('what it says'),
    lines: ['SIGABRT (abort)', 'void throw_error(char *)', '"what it says"',
            'nobody caught a C++ exception: fixture::Error, "what it says"\n',
            "C++ exceptions can't go through JavaScript", 'throw_error +'],
  },
  nonblocking: {
    run: () => open(true).throw_error('what it says'),
    lines: ['nobody caught a C++ exception: fixture::Error, "what it says"\n'],
  },
  number: {
    run: () => open().throw_number(7),
    lines: ['nobody caught a C++ exception: i\n'],
  },
  terminate: {
    run: () => open().terminate(),
    lines: ['std::terminate() was called'],
  },
  crashes: {
    run: () => open().throw_bad(SIGSEGV),
    lines: ['void throw_bad(int32_t)'],
  },
  crashesOtherwise: {
    run: () => open().throw_bad(SIGFPE),
    lines: ['void throw_bad(int32_t)'],
  },
  waits: {
    run: () => open().throw_bad(SIGALRM),
    lines: ['void throw_bad(int32_t)'],
  },
};

if (process.argv[2] !== undefined) {
  scenarios[process.argv[2]].run();
} else {
  for (const [name, { lines }] of eachCase(Object.entries(scenarios))) {
    expectReport(crash(__filename, name), 'SIGABRT', lines);
  }
}
