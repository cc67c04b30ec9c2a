// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { getCurrentEventLoop } = require('node:ffi');
const { Worker } = require('node:worker_threads');

// The address of the thread's event loop.

const loop = getCurrentEventLoop();
assert.strictEqual(typeof loop, 'bigint');
assert.notStrictEqual(loop, 0n);
assert.strictEqual(getCurrentEventLoop(), loop);

new Worker(`
  const { getCurrentEventLoop } = require('node:ffi');
  require('node:worker_threads').parentPort.postMessage(getCurrentEventLoop());
`, { eval: true }).on('message', common.mustCall((other) => {
  assert.strictEqual(typeof other, 'bigint');
  assert.notStrictEqual(other, loop);
}));
