// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { DynamicLibrary } = require('node:ffi');
const { eachCase, libraryClosed, libraryPath } = require('../common/ffi');

// What a program sees that looks at a library as an object.

const lib = new DynamicLibrary(libraryPath);

assert.deepStrictEqual(Reflect.ownKeys(lib), ['path', 'symbols']);
for (const key of eachCase(['path', 'symbols'])) {
  const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(lib, key);
  assert.strictEqual(typeof get, 'function');
  assert.strictEqual(set, undefined);
  assert.strictEqual(enumerable, true);
  assert.strictEqual(configurable, false);
  assert.throws(() => get.call({}), TypeError);
}
assert.strictEqual(inspect(lib), 'DynamicLibrary { path: [Getter], symbols: [Getter] }');
assert.strictEqual({ ...lib }.path, libraryPath);

const enumerable = [];
for (const key in lib) enumerable.push(key);
assert.deepStrictEqual(enumerable.sort(), [
  'close', 'functions', 'getFunction', 'getFunctionFromPointer', 'getFunctions', 'getSymbol', 'getSymbols',
  'getVariable', 'path', 'refCallback', 'registerCallback', 'symbols', 'unrefCallback',
  'unregisterCallback',
]);
assert.strictEqual(lib[Symbol.dispose], lib.close);
assert.strictEqual(Object.keys(DynamicLibrary.prototype).includes('constructor'), false);

const { get: functionsOf } = Object.getOwnPropertyDescriptor(DynamicLibrary.prototype, 'functions');
assert.throws(() => functionsOf.call({}), TypeError);
assert.throws(() => lib.close.call({}), TypeError);

lib.close();
assert.strictEqual(lib.path, libraryPath);
assert.throws(() => lib.symbols, libraryClosed);
