// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread } = require('node:worker_threads');
const { libraryPath } = require('../common/ffi');

// C and JavaScript may call each other a thousand levels deep; then the end of
// the stack is an error as any other, from which the program goes on.

const { lib, functions: { call_i32, string_length } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  string_length: { arguments: ['string'], return: 'u64' },
});
let level = 0;
function descend(limit) {
  level++;
  // Strings of all levels are there at once, more than there is room for.
  assert.strictEqual(string_length('x'.repeat(level % 500)), BigInt(level % 500));
  return level === limit ? level : call_i32(callback, limit);
}
const callback = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, descend);
assert.strictEqual(call_i32(callback, 1000), 1000);
for (let i = 0; i < 3; i++) {
  level = 0;
  assert.throws(() => call_i32(callback, -1), RangeError);
  assert.ok(level > 1000, `${level} levels`);
}
level = 0;
assert.strictEqual(call_i32(callback, 1000), 1000);

if (isMainThread) {
  new Worker(__filename).on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
}
