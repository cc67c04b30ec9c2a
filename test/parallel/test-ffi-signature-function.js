// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const vm = require('node:vm');
const { Callback, dlopen } = require('node:ffi');
const { eachCase, invalidType, libraryPath } = require('../common/ffi');

// A function in place of a signature is a mistake, unless it has a signature's keys, as
// a class with static fields.

const { lib } = dlopen(libraryPath);

const refused = (name) => invalidType(
  `Signature of function ${name} must be an object or a type of func(), not a function`);

for (const fn of eachCase([
  () => {}, function() {}, async () => {}, function* () {}, class {}, Math.max,
  vm.runInNewContext('() => {}'), vm.runInNewContext('(function() {})'), { method() {} }.method,
])) {
  assert.throws(() => new Callback(fn, fn), refused('<callback>'));
  assert.throws(() => dlopen(libraryPath, { identity_i32: fn }), refused('identity_i32'));
  assert.throws(() => lib.getFunction('identity_i32', fn), refused('identity_i32'));
  assert.throws(() => lib.getFunctions({ identity_i32: fn }), refused('identity_i32'));
  assert.throws(() => lib.getFunctionFromPointer(1n, fn), refused('<pointer>'));
  // A first argument that is a function is the callback.
  lib.unregisterCallback(lib.registerCallback(fn, {}));
}

// Also while it runs, when it has arguments.
function running() {
  assert.throws(() => new Callback(running, running), refused('<callback>'));
}
running(1);

class Base {
  static arguments = ['int32'];
}
class Derived extends Base {
  static get return() { return 'int32'; }
}
const onlyReturn = Object.assign(() => {}, { return: 'int32', parameters: ['int32'] });
for (const definition of eachCase([Derived, onlyReturn])) {
  const identity = lib.getFunction('identity_i32', definition);
  assert.strictEqual(identity.length, 1);
  assert.strictEqual(identity(42), 42);
}
