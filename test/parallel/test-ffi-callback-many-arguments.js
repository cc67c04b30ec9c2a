// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Callbacks have any number of arguments, though only so many go the fastest
// way. The C function passes more than a callback may declare, which is nothing
// that a callback sees.

const { lib, functions: { call_300 } } = dlopen(libraryPath, {
  call_300: { arguments: ['function'], return: 'i32' },
});

for (const count of eachCase([0, 1, 2, 6, 7, 63, 64, 65, 255, 256, 257, 300])) {
  const signature = { arguments: Array(count).fill('i32'), return: 'i32' };
  const callback = lib.registerCallback(signature, common.mustCall((...args) => {
    assert.deepStrictEqual(args, Array.from({ length: count }, (_, i) => 0 - i));
    return 0 - count;
  }));
  assert.strictEqual(call_300(callback), 0 - count);
  const wrong = lib.registerCallback(signature, common.mustCall(() => 2 ** 31));
  assert.throws(() => call_300(wrong), invalidValue('Callback result must be an int32'));
  const thrower = lib.registerCallback(signature, common.mustCall(() => { throw new Error('mine'); }));
  assert.throws(() => call_300(thrower), { message: 'mine' });
}
