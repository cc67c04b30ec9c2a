// Flags: --experimental-ffi --expose-internals
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { gate } = require('internal/ffi/fast');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread } = require('node:worker_threads');
const { libraryPath } = require('../common/ffi');

// A C function of an addon can run JavaScript by Node-API, on top of which there
// can't be a fast call: from when a thread loads an addon on, it has none.

const { functions: { add_i32 } } = dlopen(libraryPath, { add_i32: { arguments: ['i32', 'i32'], return: 'i32' } });
assert.strictEqual(add_i32(1, 2), 3);
assert.strictEqual(gate.isOpen, true);

if (isMainThread) {
  new Worker(__filename, { execArgv: process.execArgv }).on('exit', common.mustCall((code) => {
    assert.strictEqual(code, 0);
    // That of the worker was the worker's.
    assert.strictEqual(gate.isOpen, true);
  }));
} else {
  // No addon, but that is found out later.
  assert.throws(() => process.dlopen({ exports: {} }, libraryPath), { code: 'ERR_DLOPEN_FAILED' });
  assert.strictEqual(gate.isOpen, false);
  assert.strictEqual(add_i32(1, 2), 3);
}
