// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread } = require('node:worker_threads');
const { libraryPath, pathOf } = require('../common/ffi');

// An addon that uses V8's own API may change objects without being noticed, on
// top of a fast call too: from when a thread loads one on, it makes none. Where
// a function returns to tells how it was called.

const open = () => dlopen(pathOf('return_address'), { get_return_address: { return: 'pointer' } }).functions;
const { get_return_address } = open();

const ordinary = new Set();
const { get_return_address: other } = open();
const collect = () => ordinary.add(other());
eval('%NeverOptimizeFunction(collect)');
for (let i = 0; i < 300; i++) collect();

// Whether it is called fast once V8 had the time to optimise.
function isFast() {
  for (let i = 0; i < 1e6; i++) {
    if (!ordinary.has(get_return_address())) return true;
  }
  return false;
}

assert.strictEqual(isFast(), true);
if (isMainThread) {
  new Worker(__filename, { execArgv: ['--experimental-ffi'] }).on('exit', common.mustCall((code) => {
    assert.strictEqual(code, 0);
    // That of the worker was the worker's.
    assert.strictEqual(isFast(), true);
  }));
} else {
  // No addon, but that is found out later. It doesn't say that it uses Node-API.
  assert.throws(() => process.dlopen({ exports: {} }, libraryPath), { code: 'ERR_DLOPEN_FAILED' });
  assert.strictEqual(isFast(), false);
}
