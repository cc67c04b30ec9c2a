// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, getRawPointer } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// A result's memory would have to live on after the callback, and nothing keeps
// that of a string or a buffer. The program has to, and gives the address.

const { lib, functions: { call_pointer, call_void } } = dlopen(libraryPath, {
  call_pointer: { arguments: ['function', 'pointer'], return: 'pointer' },
  call_void: { arguments: ['function'] },
});

function result(type, value) {
  return call_pointer(lib.registerCallback(
    { arguments: ['pointer'], return: type }, common.mustCall(() => value)), 0n);
}

const kept = Buffer.from('kept');
for (const type of eachCase(['pointer', 'string', 'buffer', 'arraybuffer', 'function'])) {
  assert.strictEqual(result(type, getRawPointer(kept)), getRawPointer(kept));
  assert.strictEqual(result(type, 2n ** 64n - 1n), 2n ** 64n - 1n);
  for (const value of eachCase(['text', kept, kept.buffer, new DataView(kept.buffer), 0, 1.5, true, {},
                                () => {}, Symbol(), [1n], new SharedArrayBuffer(8), Object(1n)])) {
    assert.throws(() => result(type, value), invalidValue(
      'Callback result must be a bigint, null or undefined: ' +
      'nothing would keep the memory of a string or a buffer'));
  }
  for (const value of eachCase([-1n, 2n ** 64n])) {
    assert.throws(() => result(type, value),
                  invalidValue('Callback result must be a non-negative pointer bigint'));
  }
}

// Nothing waits for a promise, not even where there is no result.
const promise = invalidValue('Callback result must not be a promise');
assert.throws(() => result('pointer', Promise.resolve(1n)), promise);
assert.throws(() => call_void(lib.registerCallback(common.mustCall(async () => {}))), promise);
