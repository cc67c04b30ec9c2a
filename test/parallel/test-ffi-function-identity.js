// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// One function for one symbol and signature, wherever it comes from.

const signature = { arguments: ['i32', 'i32'], return: 'i32' };

{
  using library = dlopen(libraryPath, { add_i32: signature });
  const { lib, functions: { add_i32 } } = library;
  assert.strictEqual(lib.getFunction('add_i32', signature), add_i32);
  assert.strictEqual(lib.getFunctions({ add_i32: signature }).add_i32, add_i32);
  assert.strictEqual(lib.getFunctions().add_i32, add_i32);
  assert.strictEqual(lib.functions.add_i32, add_i32);
  assert.strictEqual(
    lib.getFunction('add_i32',
                    { parameters: ['int32', 'i32'], result: 'int32' }),
    add_i32);

  // In the order in which they were asked for; a new object each time.
  const noop = lib.getFunction('noop', {});
  assert.deepStrictEqual(Object.keys(lib.functions), ['add_i32', 'noop']);
  assert.strictEqual(lib.functions.noop, noop);
  assert.notStrictEqual(lib.functions, lib.functions);
  assert.strictEqual(Object.getPrototypeOf(lib.functions), null);
  delete lib.functions.noop;
  assert.strictEqual(lib.functions.noop, noop);
  // getFunctions() of some gives those only.
  assert.deepStrictEqual(Object.keys(lib.getFunctions({ noop: {} })), ['noop']);
  assert.deepStrictEqual(Object.keys(lib.getFunctions({})), []);
}

// Another signature for a function that was asked for already is an error.
{
  using lib = new DynamicLibrary(libraryPath);
  const add = lib.getFunction('add_i32', signature);
  for (const other of eachCase([
    {},
    { arguments: ['i32', 'i32'] },
    { arguments: ['i32'], return: 'i32' },
    { arguments: ['i32', 'u32'], return: 'i32' },
    { arguments: ['i32', 'i32'], return: 'u32' },
  ])) {
    const error = invalidValue(
      'Function add_i32 was already requested with a different signature');
    assert.throws(() => lib.getFunction('add_i32', other), error);
    assert.throws(() => lib.getFunctions({ noop: {}, add_i32: other }), error);
  }
  assert.deepStrictEqual({ ...lib.functions }, { add_i32: add });
}

// Names that are special to JavaScript objects are not special here.
{
  using lib = new DynamicLibrary(libraryPath);
  assert.throws(
    () => lib.getFunctions({ ['__proto__']: {} }),
    { code: 'ERR_FFI_CALL_FAILED', message: /__proto__/ });
}
