// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const ffi = require('node:ffi');
const { pathOf } = require('../common/ffi');
const { violation } = require('../common/ffi_pages');

// Each thread has its own accesses that fail, at the same time as the others, and each that
// runs native code a stack for signals.

process.env.FFI_TEST_NO_HANDLER = '1';
const { functions: { has_alternate_stack: hasStack, later } } = ffi.dlopen(pathOf('faults'), {
  has_alternate_stack: { return: 'int' },
  later: { symbol: 'has_alternate_stack', return: 'int', nonblocking: true },
});
assert.strictEqual(hasStack(), 1);

function fail(id) {
  for (let i = 0; i < 2000; i++) {
    const address = BigInt(id * 100_000 + i * 8 + 16) % 60_000n;
    assert.throws(() => ffi.getInt64(address), violation('read', address, 8));
    assert.throws(() => ffi.toBuffer(address, 100), violation('read', address, 100));
    assert.throws(() => ffi.fill(address, 0, 64), violation('write', address, 64));
  }
}

if (isMainThread) {
  for (let id = 1; id <= 3; id++) {
    new Worker(__filename, { workerData: id }).on('exit', common.mustCall((code) => {
      assert.strictEqual(code, 0);
    }));
  }
  fail(0);
  later().then(common.mustCall((has) => assert.strictEqual(has, 1)));
} else {
  fail(workerData);
}
