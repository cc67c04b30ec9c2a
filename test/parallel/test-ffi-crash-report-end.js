// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { readFileSync, readdirSync, statSync } = require('node:fs');
const { dlopen } = require('node:ffi');
const { crash, expectReport } = require('../common/ffi_crash');
const { eachCase, pathOf } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// After the report, what would have happened without it does: the process leaves a core
// file, of where the crash was; and with --report-on-fatalerror, there is a diagnostic
// report that has a section on node:ffi.

if (process.platform !== 'linux' || process.arch !== 'x64') {
  common.skip('there are reports on x86-64 Linux only');
}

const path = pathOf('crash');

function open() {
  return dlopen(path, {
    crash_deep: { arguments: ['int', 'pointer', 'double'], return: 'int' },
    crash_abort: {},
    crash_thread: { arguments: ['pointer'], return: 'int' },
  });
}

const scenarios = {
  segmentation() {
    const { functions, lib } = open();
    lib.registerCallback(function compare() {});
    functions.crash_deep(-5, 8n, 2.5);
  },
  abort: () => open().functions.crash_abort(),
  thread: () => open().functions.crash_thread(8n),
};

function readReport(name, signal) {
  tmpdir.refresh();
  expectReport(crash(__filename, name, {
    cwd: tmpdir.path,
    flags: ['--report-on-fatalerror', '--report-filename=report.json'],
  }), signal, ['in:']);
  return JSON.parse(readFileSync(tmpdir.resolve('report.json'), 'utf8'));
}

function testReports() {
  const segmentation = readReport('segmentation', 'SIGSEGV');
  assert.strictEqual(segmentation.header.event, 'SIGSEGV (segmentation fault)');
  assert.strictEqual(segmentation.header.trigger, 'FatalError');
  assert.deepStrictEqual(segmentation.ffi, {
    crash: {
      signal: 'SIGSEGV (segmentation fault)',
      fault: 'a read of 0x8 (NULL + 8), which is not mapped',
      function: 'int32_t crash_deep(int32_t, void *, double)',
      library: path,
      arguments: ['int32_t -5', 'void * 0x8 (not mapped)', 'double 2.5'],
    },
    libraries: [{ path, isOpen: true, functions: 3 }],
    callbacks: ["callback 'compare' of type void ()"],
  });

  const abort = readReport('abort', 'SIGABRT');
  assert.strictEqual(abort.ffi.crash.function, 'void crash_abort(void)');
  assert.deepStrictEqual(abort.ffi.crash.arguments, []);

  // A thread of a library's own has no environment.
  const thread = readReport('thread', 'SIGSEGV');
  assert.deepStrictEqual(thread.ffi, {
    crash: {
      signal: 'SIGSEGV (segmentation fault)',
      fault: 'a write to 0x8 (NULL + 8), which is not mapped',
    },
    libraries: [],
    callbacks: [],
  });
}

// Where the system leaves core files in the working directory.
function testCoreFiles() {
  if (readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim() !== 'core') return;
  for (const [name, signal] of eachCase([['segmentation', 'SIGSEGV'], ['abort', 'SIGABRT']])) {
    tmpdir.refresh();
    expectReport(crash(__filename, name, { core: true, cwd: tmpdir.path }), signal, ['in:']);
    const files = readdirSync(tmpdir.path).filter((file) => file.startsWith('core'));
    // The hard limit may forbid it.
    if (files.length === 0) return common.printSkipMessage('no core files');
    assert.strictEqual(files.length, 1);
    assert.ok(statSync(tmpdir.resolve(files[0])).size > 0);
  }
}

if (process.argv[2] !== undefined) {
  scenarios[process.argv[2]]();
} else {
  testReports();
  testCoreFiles();
}

// A report that a program asks for has the section too, once node:ffi is used.
if (process.argv[2] === undefined) {
  const { lib } = open();
  const { ffi } = process.report.getReport();
  assert.deepStrictEqual(ffi.libraries, [{ path, isOpen: true, functions: 3 }]);
  lib.close();
  assert.deepStrictEqual(process.report.getReport().ffi.libraries,
                         [{ path: null, isOpen: false, functions: 0 }]);
}
