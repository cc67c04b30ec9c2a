// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const ffi = require('node:ffi');
const { copyOfLibrary, pathOf } = require('../common/ffi');
const { missing, violation } = require('../common/ffi_pages');
const tmpdir = require('../common/tmpdir');

// Handlers of SIGSEGV that a library installs: before node:ffi is loaded, as it is loaded,
// or later. What is theirs gets to them, and what is an access of node:ffi's doesn't.

const signatures = {
  install: { arguments: ['int', 'int'] },
  install_once: {},
  install_reset: {},
  handled: { return: 'int' },
  write_late: { return: 'int' },
  can_read: { arguments: ['pointer'], return: 'int' },
};
const kNoDefer = 0x4000_0000;
const raw = () => assert.throws(() => ffi.getInt32(missing), violation('read', missing, 4));

function check(functions, handled) {
  for (let i = 0; i < 3; i++) {
    raw();
    assert.strictEqual(functions.handled(), handled);
    assert.strictEqual(functions.write_late(), 7);
    assert.strictEqual(functions.can_read(missing), 0);
    assert.strictEqual(functions.can_read(16n), 0);
    assert.strictEqual(functions.handled(), handled += 3);
  }
  raw();
  return handled;
}

// Memory that WebAssembly doesn't have is V8's business. There is none with --jitless.
function wasm() {
  if (typeof WebAssembly === 'undefined') return;
  const outOfBounds = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1,
    102, 0, 0, 10, 12, 1, 10, 0, 65, 240, 255, 255, 7, 40, 2, 0, 11,
  ]))).exports.f;
  assert.throws(outOfBounds, WebAssembly.RuntimeError);
}

// Installed by a constructor, which does not call what was there before.
function whileLoaded() {
  wasm();
  raw();
  const { functions } = ffi.dlopen(pathOf('faults'), signatures);
  check(functions, 0);
}

// It is first when it is installed by a call, until something else is loaded.
function later() {
  const { functions } = ffi.dlopen(pathOf('faults'), signatures);
  const handled = check(functions, 0);
  functions.install(1, 0);
  wasm();
  raw();
  assert(functions.handled() > handled);
  const other = ffi.dlopen(copyOfLibrary('later', pathOf('faults')), signatures);
  other.functions.install(1, 0);
  check(functions, functions.handled());
  ffi.dlopen(null);
  check(functions, functions.handled());
  check(other.functions, other.functions.handled());
  wasm();
}

// It calls what was there before, which is node:ffi's, and so on.
function chained() {
  process.env.FFI_TEST_NO_HANDLER = '1';
  const { functions } = ffi.dlopen(pathOf('faults'), signatures);
  for (const flags of [0, kNoDefer]) {
    functions.install(1, flags);
    wasm();
    raw();
    ffi.dlopen(null);
    const handled = check(functions, functions.handled());
    wasm();
    assert.strictEqual(functions.handled(), handled + 1);
  }
}

// A library that is closed leaves its handler behind, whether a constructor installed that
// or, since, a call.
function closed() {
  process.env.FFI_TEST_NO_HANDLER = '1';
  closeAfter('called', (functions) => functions.install(1, 0));
  delete process.env.FFI_TEST_NO_HANDLER;
  closeAfter('closed', (functions) => check(functions, 0));
}

// Of a signal that was sent, a handler that restores the default says nothing.
function reset() {
  process.env.FFI_TEST_NO_HANDLER = '1';
  const { functions } = ffi.dlopen(pathOf('faults'), signatures);
  functions.install_reset();
  ffi.dlopen(null);
  raw();
  process.kill(process.pid, 'SIGSEGV');
  while (functions.handled() === 0);
  ffi.dlopen(null);
  raw();
}

function closeAfter(name, use) {
  const path = copyOfLibrary(name, pathOf('faults'));
  const { functions, lib } = ffi.dlopen(path, signatures);
  use(functions);
  lib.close();
  assert(!fs.readFileSync('/proc/self/maps', 'utf8').includes(path));
  raw();
  wasm();
}

const scenarios = { whileLoaded, later, chained, closed, reset };

// What nobody handles ends the process in the same way as ever.
const ends = {
  unhandled: [() => ffi.dlopen(null, {
    strlen: { arguments: ['pointer'], return: 'size_t' },
  }).functions.strlen(8n), 'SIGSEGV'],
  raised: [() => ffi.dlopen(null, {
    raise: { arguments: ['int'], return: 'int' },
  }).functions.raise(11), 'SIGSEGV'],
  aborted: [() => ffi.dlopen(null, { abort: {} }).functions.abort(), 'SIGABRT'],
  sent: [() => {
    process.kill(process.pid, 'SIGBUS');
    setTimeout(() => {}, 100_000);
  }, 'SIGBUS'],
  // A handler that gives up.
  left: [() => {
    const { functions } = ffi.dlopen(pathOf('faults'), signatures);
    ffi.dlopen(null, { strlen: { arguments: ['pointer'], return: 'size_t' } }).functions.strlen(8n);
    functions.handled();
  }, 42],
  once: [() => {
    process.env.FFI_TEST_NO_HANDLER = '1';
    const { functions } = ffi.dlopen(pathOf('faults'), signatures);
    functions.install_once();
    raw();
    const { strlen } = ffi.dlopen(null, {
      strlen: { arguments: ['pointer'], return: 'size_t' },
    }).functions;
    raw();
    strlen(8n);
  }, 'SIGSEGV'],
};

const [, , name] = process.argv;
if (name !== undefined) {
  (scenarios[name] ?? ends[name][0])();
} else {
  tmpdir.refresh();
  const run = (name) => spawnSync(process.execPath, ['--experimental-ffi', __filename, name],
                                  { encoding: 'utf8' });
  for (const name of Object.keys(scenarios)) {
    const { status, signal, stderr } = run(name);
    assert.deepStrictEqual([status, signal], [0, null], `${name}: ${stderr}`);
  }
  for (const [name, [, expected]] of Object.entries(ends)) {
    const { status, signal, stderr } = run(name);
    assert.strictEqual(status ?? signal, expected, `${name}: ${stderr}`);
  }
}
