// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary } = require('node:ffi');
const { invalidType, invalidValue, libraryClosed, libraryPath } = require('../common/ffi');

// A function of an address, such as one that native code gave.

const lib = new DynamicLibrary(libraryPath);
const pointer = lib.getSymbol('add_i32');
const signature = { arguments: ['i32', 'i32'], return: 'i32' };

const add = lib.getFunctionFromPointer(pointer, signature);
assert.strictEqual(add(1, 2), 3);
assert.deepStrictEqual(Reflect.ownKeys(add).sort(), ['length', 'name', 'pointer']);
assert.strictEqual(add.name, '');
assert.strictEqual(add.length, 2);
assert.strictEqual(add.pointer, pointer);
// It has no name to be found by.
assert.deepStrictEqual(Object.keys(lib.functions), []);
// Any signature is as good as another.
assert.strictEqual(lib.getFunctionFromPointer(pointer, {
  arguments: ['u32', 'u32'], return: 'u32',
})(1, 2), 3);

for (const wrong of [undefined, null, 1, '1', {}]) {
  assert.throws(() => lib.getFunctionFromPointer(wrong, signature),
                invalidType('The first argument must be a bigint'));
}
for (const wrong of [-1n, 2n ** 64n]) {
  assert.throws(() => lib.getFunctionFromPointer(wrong, signature),
                invalidValue('The first argument must be a non-negative bigint'));
}
assert.throws(() => lib.getFunctionFromPointer(0n, signature), {
  code: 'ERR_FFI_INVALID_POINTER',
  message: 'Cannot create a function from a null pointer',
});
assert.throws(() => lib.getFunctionFromPointer(pointer),
              invalidType('Function signature must be an object'));

lib.close();
assert.throws(() => add(1, 2), libraryClosed);
assert.throws(() => lib.getFunctionFromPointer(pointer, signature), libraryClosed);
