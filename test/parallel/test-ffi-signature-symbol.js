// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryPath, pathOf } = require('../common/ffi');

// A definition may say which symbol is meant, and of which version.

const add = { arguments: ['i32', 'i32'], return: 'i32' };

// The key is the program's name, and the function has the name of the symbol.
{
  using library = dlopen(libraryPath, {
    plus: { ...add, symbol: 'add_i32' },
    add_u32: { arguments: ['u32', 'u32'], return: 'u32', symbol: 'add_i32' },
  });
  const { lib, functions } = library;
  assert.deepStrictEqual(Object.keys(functions), ['plus', 'add_u32']);
  assert.strictEqual(functions.plus(40, 2), 42);
  assert.strictEqual(functions.add_u32(2 ** 31, 2), 2 ** 31 + 2);
  assert.strictEqual(functions.plus.name, 'add_i32');
  assert.deepStrictEqual({ ...lib.symbols }, { add_i32: functions.plus.pointer });
  assert.deepStrictEqual({ ...lib.functions }, { ...functions });

  // One function for one symbol and signature, under any name.
  assert.strictEqual(lib.getFunction('add_i32', add), functions.plus);
  assert.strictEqual(lib.getFunction('sum', { ...add, symbol: 'add_i32' }), functions.plus);
  assert.strictEqual(lib.getFunction('plus', { ...add, symbol: 'add_i32' }), functions.plus);
  assert.notStrictEqual(functions.add_u32, functions.plus);
  assert.deepStrictEqual(Object.keys(lib.functions), ['plus', 'add_u32', 'add_i32', 'sum']);

  // One name, however, means one thing.
  assert.throws(() => lib.getFunction('plus', { symbol: 'add_i32' }), invalidValue(
    'Function plus was already requested with a different signature'));
  for (const other of eachCase([add, { ...add, symbol: 'noop' }])) {
    assert.throws(() => lib.getFunction('plus', other), invalidValue(
      "Function plus was already requested with the symbol 'add_i32'"));
    assert.throws(() => lib.getFunctions({ plus: other }), invalidValue(
      "Function plus was already requested with the symbol 'add_i32'"));
  }
}

// The same in the other order.
{
  using lib = new DynamicLibrary(libraryPath);
  const fn = lib.getFunction('add_i32', add);
  assert.strictEqual(lib.getFunction('plus', { ...add, symbol: 'add_i32' }), fn);
  assert.strictEqual(lib.getFunction('add_i32', { ...add, symbol: 'add_i32' }), fn);
  // A name of which the symbol is another is not taken for that symbol.
  const noop = lib.getFunction('identity_i32', { ...add, symbol: 'noop' });
  assert.strictEqual(noop.pointer, lib.getSymbol('noop'));
  const difference = lib.getFunction('difference', { ...add, symbol: 'identity_i32' });
  assert.strictEqual(difference.pointer, lib.getSymbol('identity_i32'));
}

// What is wrong with it.
{
  using lib = new DynamicLibrary(libraryPath);
  for (const symbol of eachCase([undefined, null, 1, {}, ['noop'], Symbol('noop')])) {
    assert.throws(() => lib.getFunction('f', { symbol }), invalidType(
      "Signature of function f: 'symbol' must be a string"));
    assert.throws(() => lib.getFunctions({ f: { symbol } }), invalidType(
      "Signature of function f: 'symbol' must be a string"));
  }
  assert.throws(() => lib.getFunction('f', { symbol: 'no\0op' }), invalidValue(
    "Signature of function f: 'symbol' must not contain null bytes"));
  assert.throws(() => lib.getFunction('noop', { symbol: 'no_such_symbol' }), {
    code: 'ERR_FFI_CALL_FAILED',
    message: /^dlsym failed: .*no_such_symbol/,
  });
  // Where nothing is looked up, it says nothing.
  const message = (name, key) => invalidValue(
    `Signature of function ${name}: '${key}' is for functions that are looked up by their names`);
  const address = lib.getSymbol('noop');
  for (const [key, value] of eachCase([['symbol', 'noop'], ['optional', true]])) {
    const definition = { [key]: value };
    assert.throws(() => lib.getFunctionFromPointer(address, definition), message('<pointer>', key));
    assert.throws(() => lib.registerCallback(definition, common.mustNotCall()), message('<callback>', key));
  }
  // It is read once.
  const get = common.mustCall(() => 'add_i32', 1);
  const fn = lib.getFunction('once', { ...add, get symbol() { return get(); } });
  assert.strictEqual(fn(1, 2), 3);
  assert.deepStrictEqual(Object.keys(lib.functions), ['once']);
}

// Versions, which the C library of Linux has of its symbols.
if (common.isLinux) {
  using lib = new DynamicLibrary(pathOf('versioned'));
  const answer = { return: 'i32' };
  const { latest, first, second, third } = lib.getFunctions({
    latest: { ...answer, symbol: 'answer' },
    first: { ...answer, symbol: 'answer@VERSION_1' },
    second: { ...answer, symbol: 'answer@VERSION_2' },
    // As tools show it.
    third: { ...answer, symbol: 'answer@@VERSION_2' },
  });
  assert.deepStrictEqual([latest(), first(), second(), third()], [2, 1, 2, 2]);
  assert.strictEqual(first.name, 'answer@VERSION_1');
  assert.notStrictEqual(first.pointer, second.pointer);
  assert.strictEqual(lib.getFunction('answer@VERSION_1', answer), first);
  assert.strictEqual(lib.getSymbol('answer@VERSION_1'), first.pointer);

  const failed = (message) => ({ name: 'Error', code: 'ERR_FFI_CALL_FAILED', message });
  assert.throws(
    () => lib.getFunction('answer', { ...answer, symbol: 'answer@VERSION_3' }),
    failed(/^dlsym failed: .* answer, version VERSION_3; the library has 'answer@VERSION_1', 'answer@@VERSION_2'$/));
  assert.throws(
    () => lib.getSymbol('answre@VERSION_1'),
    failed(/^dlsym failed: .* answre, version VERSION_1; did you mean 'answer'\?$/));
  for (const symbol of eachCase(['answer@', '@VERSION_1', '@', 'answer@@@VERSION_2', `answer@${'x'.repeat(1e6)}`])) {
    assert.throws(() => lib.getSymbol(symbol), failed(/^dlsym failed: \S/));
  }

  // The loader would take any version for right here.
  using bare = new DynamicLibrary(pathOf('bare'));
  assert.strictEqual(bare.getFunction('answer', answer)(), 4);
  assert.throws(
    () => bare.getSymbol('answer@VERSION_1'),
    failed('dlsym failed: no version VERSION_1 of symbol answer, as its library has no versions; ' +
           "the library has 'answer'"));
}
