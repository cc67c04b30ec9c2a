// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// Functions have a length, a name and a pointer, and are not constructors.

using library = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  noop: {},
});
const { add_i32, noop } = library.functions;

assert.deepStrictEqual(Reflect.ownKeys(add_i32), ['length', 'name', 'pointer']);
assert.deepStrictEqual(Object.getOwnPropertyDescriptors(add_i32), {
  length: { value: 2, writable: false, enumerable: false, configurable: true },
  name: {
    value: 'add_i32', writable: false, enumerable: false, configurable: true,
  },
  pointer: {
    value: library.lib.getSymbol('add_i32'),
    writable: true, enumerable: true, configurable: true,
  },
});
assert.strictEqual(noop.length, 0);
assert.strictEqual(noop.name, 'noop');

assert.strictEqual(Object.getPrototypeOf(add_i32), Function.prototype);
assert.ok(!('prototype' in add_i32));
assert.throws(() => new add_i32(1, 2), TypeError);
assert.throws(() => Reflect.construct(Object, [], add_i32), TypeError);
assert.throws(() => class extends add_i32 {}, TypeError);

// What is done to `pointer` doesn't change what is called.
add_i32.pointer = noop.pointer;
assert.strictEqual(add_i32(20, 22), 42);
delete add_i32.pointer;
assert.strictEqual(add_i32(20, 22), 42);
assert.deepStrictEqual(Reflect.ownKeys(add_i32), ['length', 'name']);

assert.deepStrictEqual(Object.getOwnPropertyDescriptor(
  library.functions, 'noop'), {
  value: noop, writable: true, enumerable: true, configurable: true,
});
