// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const vm = require('node:vm');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Anything that can be called may be a callback.

const signature = { arguments: ['i32'], return: 'i32' };
const { lib, functions: { call_i32, identity_i32 } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  identity_i32: signature,
});
const call = (fn, value) => call_i32(lib.registerCallback(signature, fn), value);

assert.strictEqual(call(function(x) { return x + 1; }, 41), 42);
// eslint-disable-next-line strict
assert.strictEqual(call(function(x) { 'use strict'; return this === undefined ? x : 0; }, 42), 42);
assert.strictEqual(call(Function('return this === globalThis ? 42 : 0'), 0), 42);
assert.strictEqual(call({ method(x) { return x; } }.method, 42), 42);
assert.strictEqual(call(Math.max.bind(null, 42), 41), 42);
assert.strictEqual(call(function(x) { return this.base + x; }.bind({ base: 40 }), 2), 42);
assert.strictEqual(call(new Proxy((x) => x + 1, {}), 41), 42);
assert.strictEqual(call(new Proxy(() => 0, {
  apply: common.mustCall((target, receiver, args) => args[0]),
}), 42), 42);
assert.strictEqual(call(Math.abs, -42), 42);
assert.strictEqual(call(identity_i32, 42), 42);
assert.strictEqual(call(identity_i32.bind(null), 42), 42);
assert.strictEqual(call(vm.runInNewContext('(x) => x + 1'), 41), 42);
assert.strictEqual(call((...args) => args.length, 0), 1);
assert.strictEqual(call(() => 42, 0), 42);

assert.throws(() => call(class Named {}, 0), {
  name: 'TypeError', message: /Named cannot be invoked without 'new'/,
});
assert.throws(() => call(function* () { yield 1; }, 0),
              invalidValue('Callback result must be an int32'));
assert.throws(() => call(async () => 1, 0),
              invalidValue('Callback result must not be a promise'));
{
  const { proxy, revoke } = Proxy.revocable(() => 1, {});
  const callback = lib.registerCallback(signature, proxy);
  assert.strictEqual(call_i32(callback, 0), 1);
  revoke();
  assert.throws(() => call_i32(callback, 0), TypeError);
}

// Names that messages could not show.
for (const name of eachCase(['', 'x'.repeat(100_000), 5, null, '\u{1f600}\0', { toString() { throw new Error(); } }])) {
  for (const fn of eachCase([(x) => x, function(x) { return x; }])) {
    Object.defineProperty(fn, 'name', { value: name });
    assert.strictEqual(call(fn, 42), 42);
  }
}
