// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryClosed, libraryPath } = require('../common/ffi');

// A function that is optional is null if the library doesn't have it.

{
  using library = dlopen(libraryPath, {
    noop: { optional: true },
    no_such_function: { optional: true },
    another: { optional: true, symbol: 'no_such_symbol' },
    add_i32: { arguments: ['i32', 'i32'], return: 'i32', optional: false },
  });
  const { lib, functions } = library;
  assert.deepStrictEqual(Object.keys(functions), ['noop', 'no_such_function', 'another', 'add_i32']);
  assert.strictEqual(functions.noop(), undefined);
  assert.strictEqual(functions.no_such_function, null);
  assert.strictEqual(functions.another, null);

  // What isn't there was not looked up.
  assert.deepStrictEqual(Object.keys(lib.functions), ['noop', 'add_i32']);
  assert.deepStrictEqual(Object.keys(lib.symbols), ['noop', 'add_i32']);
  // It says nothing about the function itself.
  assert.strictEqual(lib.getFunction('noop', {}), functions.noop);
  assert.strictEqual(lib.getFunction('noop', { optional: true }), functions.noop);
  assert.strictEqual(lib.getFunction('no_such_function', { optional: true }), null);
  assert.throws(() => lib.getFunction('no_such_function', {}),
                { code: 'ERR_FFI_CALL_FAILED' });
  // Nor do other definitions of what isn't there.
  assert.strictEqual(lib.getFunction('no_such_function', { optional: true, return: 'i32' }), null);
}

// All else that is wrong still is.
{
  using lib = new DynamicLibrary(libraryPath);
  for (const optional of eachCase([undefined, null, 0, 1, 'true', {}])) {
    assert.throws(() => lib.getFunction('noop', { optional }), invalidType(
      "Signature of function noop: 'optional' must be a boolean"));
  }
  assert.throws(() => lib.getFunction('noop\0', { optional: true }),
                invalidValue('Function name must not contain null bytes'));
  assert.throws(() => lib.getFunction('no_such_function', { optional: true, return: 'nothing' }),
                { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => lib.getFunctions({ a: { optional: true }, no_such_function: {} }),
                { code: 'ERR_FFI_CALL_FAILED' });
  assert.deepStrictEqual({ ...lib.functions }, {});

  if (common.isLinux) {
    using libc = new DynamicLibrary('libc.so.6');
    assert.strictEqual(libc.getFunction('f', { symbol: 'memcpy@NO_SUCH_VERSION', optional: true }), null);
  }

  lib.close();
  assert.throws(() => lib.getFunction('no_such_function', { optional: true }), libraryClosed);
}
