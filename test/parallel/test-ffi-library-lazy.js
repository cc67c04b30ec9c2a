// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryClosed, libraryPath } = require('../common/ffi');

// With the option `lazy`, functions are looked up when they are first read.

const lazy = { lazy: true };
const i32 = { arguments: ['i32', 'i32'], return: 'i32' };

{
  const { lib, functions } = dlopen(libraryPath, {
    noop: {}, add_i32: i32, missing: {}, absent: { optional: true }, sum: { ...i32, symbol: 'add_i32' },
  }, lazy);
  assert.strictEqual(Object.getPrototypeOf(functions), null);
  assert.deepStrictEqual(Object.keys(functions), ['noop', 'add_i32', 'missing', 'absent', 'sum']);
  assert.deepStrictEqual({ ...lib.functions }, {});
  assert.deepStrictEqual({ ...lib.symbols }, {});

  const add = functions.add_i32;
  assert.strictEqual(add(20, 22), 42);
  assert.deepStrictEqual({ ...lib.functions }, { add_i32: add });
  // From then on it is like any other property.
  assert.deepStrictEqual(Object.getOwnPropertyDescriptor(functions, 'add_i32'),
                         { configurable: true, enumerable: true, writable: true, value: add });
  assert.strictEqual(functions.sum, add);
  assert.strictEqual(lib.getFunction('add_i32', i32), add);
  assert.strictEqual(lib.getFunctions({ add_i32: i32 }).add_i32, add);

  // What is missing is an error each time, and keeps nothing from being read.
  for (let i = 0; i < 2; i++) {
    assert.throws(() => functions.missing, {
      code: 'ERR_FFI_CALL_FAILED',
      message: /^dlsym failed: .*missing/,
    });
  }
  assert.strictEqual(functions.absent, null);
  assert.deepStrictEqual(Object.keys(lib.functions), ['add_i32', 'sum']);
  assert.strictEqual(functions.noop(), undefined);
  assert.throws(() => ({ ...functions }), { code: 'ERR_FFI_CALL_FAILED' });

  // A single function is there at once.
  assert.throws(() => lib.getFunction('missing', {}), { code: 'ERR_FFI_CALL_FAILED' });
  lib.close();
  assert.throws(() => functions.add_i32(1, 2), libraryClosed);
}

// Declarations in C say the same.
{
  const text = 'int32_t add_i32(int32_t, int32_t); void missing(void);';
  using library = dlopen(libraryPath, text, lazy);
  assert.strictEqual(library.functions.add_i32(20, 22), 42);
  assert.throws(() => library.functions.missing, { code: 'ERR_FFI_CALL_FAILED' });
  assert.throws(() => dlopen(libraryPath, text), { code: 'ERR_FFI_CALL_FAILED' });
  assert.throws(() => dlopen(libraryPath, 'int add_i32(;', lazy), { code: 'ERR_FFI_DECLARATION' });
}

// What definitions say is read, and looked at, at once.
for (const [definitions, error] of eachCase([
  [{ noop: { unknown: 1 } }, { code: 'ERR_INVALID_ARG_VALUE', message: /unknown key 'unknown'/ }],
  [{ missing: { return: 'integer' } }, { code: 'ERR_INVALID_ARG_VALUE', message: /Unsupported FFI type 'integer'/ }],
  [{ missing: 1 }, { code: 'ERR_INVALID_ARG_TYPE', message: 'Signature of function missing must be an object' }],
  [{ get noop() { throw new RangeError('getter'); } }, { name: 'RangeError', message: 'getter' }],
])) {
  assert.throws(() => dlopen(libraryPath, definitions, lazy), error);
}
{
  let reads = 0;
  using library = dlopen(libraryPath, { get noop() { reads++; return {}; } }, lazy);
  assert.strictEqual(library.functions.noop, library.functions.noop);
  assert.strictEqual(reads, 1);
}

// Errors that only the look-up can have.
{
  using lib = new DynamicLibrary(libraryPath, lazy);
  const functions = lib.getFunctions({ 'noop\0': {}, 'noop': {}, 'add_i32': i32 });
  assert.throws(() => functions['noop\0'], invalidValue('Function name must not contain null bytes'));
  const other = lib.getFunctions({ add_i32: { ...i32, return: 'i64' } });
  assert.strictEqual(functions.add_i32(1, 2), 3);
  const error = invalidValue('Function add_i32 was already requested with a different signature');
  assert.throws(() => other.add_i32, error);
  assert.throws(() => lib.getFunctions({ add_i32: {} }), error);
  // Its error begins at the program's line.
  assert.throws(() => other.add_i32, ({ stack }) => {
    assert.match(stack.split('\n')[1], /test-ffi-library-lazy\.js/);
    return true;
  });
  lib.close();
  assert.throws(() => functions.noop, libraryClosed);
  assert.strictEqual(functions.add_i32.name, 'add_i32');
}

// A program may put something else there.
{
  using library = dlopen(libraryPath, { noop: {}, add_i32: i32, missing: {} }, lazy);
  const { functions } = library;
  functions.missing = 1;
  assert.strictEqual(functions.missing, 1);
  const derived = { __proto__: functions, add_i32: 2 };
  derived.noop = 3;
  assert.deepStrictEqual([derived.noop, derived.add_i32], [3, 2]);
  assert.strictEqual(functions.noop(), undefined);
  assert.strictEqual({ __proto__: functions }.add_i32(1, 2), 3);

  const frozen = Object.freeze(library.lib.getFunctions({ noop: {} }));
  assert.strictEqual(frozen.noop, functions.noop);
  assert.throws(() => { frozen.noop = 1; }, TypeError);
  assert.ok(delete functions.noop);
  assert.strictEqual(functions.noop, undefined);
}
