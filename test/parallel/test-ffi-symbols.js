// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlsym } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryPath } = require('../common/ffi');

// Addresses of symbols, and the record of those that were asked for.

using lib = new DynamicLibrary(libraryPath);
assert.deepStrictEqual({ ...lib.symbols }, {});
assert.strictEqual(Object.getPrototypeOf(lib.symbols), null);

const address = lib.getSymbol('noop');
assert.strictEqual(typeof address, 'bigint');
assert.notStrictEqual(address, 0n);
assert.strictEqual(lib.getSymbol('noop'), address);
assert.strictEqual(dlsym(lib, 'noop'), address);
assert.strictEqual(typeof lib.getSymbol('exported_variable'), 'bigint');

const add = lib.getFunction('add_i32',
                            { arguments: ['i32', 'i32'], return: 'i32' });
assert.deepStrictEqual({ ...lib.symbols }, {
  noop: address,
  exported_variable: lib.getSymbol('exported_variable'),
  add_i32: add.pointer,
});
assert.deepStrictEqual(lib.getSymbols(), lib.symbols);
assert.strictEqual(lib.getSymbol('add_i32'), add.pointer);

// The record is a copy.
lib.symbols.noop = 0n;
assert.strictEqual(lib.getSymbol('noop'), address);

for (const name of eachCase([undefined, null, 1, {}, Symbol('noop')])) {
  const error = invalidType('Symbol name must be a string');
  assert.throws(() => lib.getSymbol(name), error);
  assert.throws(() => dlsym(lib, name), error);
}
assert.throws(() => lib.getSymbol('no\0op'),
              invalidValue('Symbol name must not contain null bytes'));
for (const name of eachCase(['no_such_symbol', '', 'x'.repeat(1e6), '__proto__'])) {
  const error = {
    name: 'Error',
    code: 'ERR_FFI_CALL_FAILED',
    message: /^dlsym failed: \S/,
  };
  assert.throws(() => lib.getSymbol(name), error);
  assert.throws(() => dlsym(lib, name), error);
  assert.throws(() => lib.getFunction(name, {}), error);
}
assert.throws(() => lib.getSymbol('no_such_symbol'), /no_such_symbol/);
if (common.isLinux) {
  assert.throws(() => lib.getSymbol('add_i23'),
                /^Error: dlsym failed: .*add_i23; did you mean 'add_i32'\?$/);
  // A library of C++.
  using cxx = new DynamicLibrary('libstdc++.so.6');
  assert.throws(
    () => cxx.getFunction('uncaught_exceptions', {}),
    /; the library has it as a C\+\+ function, std::uncaught_exceptions\(\), under the name '_ZSt19uncaught_exceptionsv'$/);
}
assert.ok(!('no_such_symbol' in lib.symbols));

for (const value of eachCase([undefined, null, 1, {}, { lib }])) {
  assert.throws(() => dlsym(value, 'noop'), {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_TYPE',
    message: /^The "handle" argument must be an instance of DynamicLibrary\. Received /,
  });
}
