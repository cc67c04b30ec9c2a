// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Node.js 26 began with `parameters` and `result` or `returns`, and has
// `arguments` and `return` now. All are good here, and mean the same.

const types = ['i32', 'i32'];
const definitions = [
  { arguments: types, return: 'i32' },
  { arguments: types, returns: 'i32' },
  { arguments: types, result: 'i32' },
  { parameters: types, return: 'i32' },
  { parameters: types, returns: 'i32' },
  { parameters: types, result: 'i32' },
  // More than one that agree, also by another name of the same type.
  { arguments: types, parameters: ['int32', 'i32'], return: 'i32' },
  { parameters: types, return: 'i32', returns: 'int32', result: 'i32' },
];
{
  using lib = new DynamicLibrary(libraryPath);
  const add = lib.getFunction('add_i32', definitions[0]);
  for (const definition of eachCase(definitions)) {
    assert.strictEqual(lib.getFunction('add_i32', definition), add);
  }
  assert.strictEqual(add(20, 22), 42);
}

// Both may be left out: no arguments, void.
{
  using lib = new DynamicLibrary(libraryPath);
  const noop = lib.getFunction('noop', {});
  assert.strictEqual(noop.length, 0);
  assert.strictEqual(noop(), undefined);
  assert.strictEqual(lib.getFunction('noop', { arguments: [] }), noop);
  assert.strictEqual(lib.getFunction('noop', { return: 'void' }), noop);
  assert.strictEqual(
    lib.getFunction('counter_get', { result: 'i32' }).length, 0);
}

// Spellings that disagree are errors that name both.
{
  using lib = new DynamicLibrary(libraryPath);
  const disagree = (a, b) => invalidValue(
    `Signature of function add_i32 has both '${a}' and '${b}', which disagree`);
  for (const [definition, a, b] of eachCase([
    [{ arguments: types, parameters: ['i32'] }, 'arguments', 'parameters'],
    [{ arguments: [], parameters: types }, 'arguments', 'parameters'],
    [{ arguments: types, parameters: ['i32', 'u32'] },
     'arguments', 'parameters'],
    [{ return: 'i32', result: 'u32' }, 'return', 'result'],
    [{ return: 'i32', returns: 'void' }, 'return', 'returns'],
    [{ result: 'i32', returns: 'i64' }, 'returns', 'result'],
    [{ return: 'i32', returns: 'i32', result: 'i8' }, 'return', 'result'],
  ])) {
    assert.throws(() => lib.getFunction('add_i32', definition), disagree(a, b));
  }
}
