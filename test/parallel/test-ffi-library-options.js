// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { DynamicLibrary, dlopen } = require('node:ffi');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, eachCase, invalidType, invalidValue, isLoaded, libraryPath, pathOf } =
  require('../common/ffi');

// Options say how the loader treats a library.

const kOptions = ['lazy', 'global', 'nodelete', 'deepbind', 'supportsExceptions'];

// What changes nothing for a library that needs nothing.
for (const options of eachCase([
  undefined, {}, { __proto__: null }, ...kOptions.map((key) => ({ [key]: false })),
  { lazy: true }, { global: true }, { supportsExceptions: true }, { lazy: undefined, global: undefined },
  { __proto__: { lazy: 1, unknown: 1 } },
])) {
  using library = dlopen(libraryPath, { noop: {} }, options);
  assert.strictEqual(library.functions.noop(), undefined);
  using lib = new DynamicLibrary(libraryPath, options);
  assert.strictEqual(lib.getFunction('noop', {})(), undefined);
}

function refused(options, error) {
  for (const path of [libraryPath, null, 'libmissing.so', [libraryPath], fs.readFileSync(libraryPath)]) {
    assert.throws(() => dlopen(path, {}, options), error);
    assert.throws(() => new DynamicLibrary(path, options), error);
  }
}
for (const options of eachCase([null, 1, 'lazy', true, [], ['lazy'], () => {}])) {
  refused(options, { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE',
                     message: /^The options of DynamicLibrary must be an object\. Received / });
}
for (const key of eachCase(kOptions)) {
  for (const value of eachCase([null, 0, 1, 'true', {}])) {
    refused({ [key]: value }, { code: 'ERR_INVALID_ARG_TYPE',
                                message: new RegExp(`^The "options\\.${key}" property must be of type boolean\\.`) });
  }
}
refused({ lasy: true }, invalidValue("DynamicLibrary has no option 'lasy'; did you mean 'lazy'?"));
refused({ Global: true }, invalidValue("DynamicLibrary has no option 'Global'; did you mean 'global'?"));
refused({ now: true }, { code: 'ERR_INVALID_ARG_VALUE', message: /^DynamicLibrary has no option 'now'/ });
refused({ get lazy() { throw new RangeError('getter'); } }, { name: 'RangeError', message: 'getter' });
assert.throws(() => dlopen(1, {}, { lasy: true }), invalidType('Library path must be a string or null'));

if (!common.isLinux) return;

// A library that refers to what nothing defines.
{
  const undefinedPath = pathOf('undefined');
  using library = dlopen(undefinedPath, { answer: { return: 'int' } });
  assert.strictEqual(library.functions.answer(), 42);
  library.lib.close();
  using lazy = dlopen(undefinedPath, { answer: { return: 'int' } }, { lazy: true });
  assert.strictEqual(lazy.functions.answer(), 42);
  lazy.lib.close();
  assert.throws(() => dlopen(undefinedPath, {}, { lazy: false }), {
    code: 'ERR_FFI_CALL_FAILED',
    message: /^dlopen failed: .*undefined symbol: ffi_fixture_global_number/,
  });
  // Until a library that is loaded for all others to see does.
  using provider = new DynamicLibrary(pathOf('global'));
  assert.throws(() => dlopen(undefinedPath, {}, { lazy: false }), { code: 'ERR_FFI_CALL_FAILED' });
  provider.close();
  using visible = new DynamicLibrary(pathOf('global'), { global: true });
  using bound = dlopen(undefinedPath, { call_global: { return: 'int' } }, { lazy: false });
  assert.strictEqual(bound.functions.call_global(), 1);
  assert.ok(visible.getSymbol('ffi_fixture_global_number'));

  // A library's own definition comes after those that all see, or before.
  using own = dlopen(pathOf('own'), { call_global: { return: 'int' } });
  assert.strictEqual(own.functions.call_global(), 1);
  own.lib.close();
  assert.ok(!isLoaded(pathOf('own')));
  // Of the sanitizers, which mind, none is there.
  using deep = dlopen(pathOf('own'), { call_global: { return: 'int' } }, { deepbind: true });
  assert.strictEqual(deep.functions.call_global(), 2);
}

// It stays loaded, but is closed for the program.
tmpdir.refresh();
{
  const copy = copyOfLibrary();
  const { lib } = dlopen(copy, {}, { nodelete: true });
  lib.close();
  assert.ok(isLoaded(copy));
  assert.throws(() => lib.getSymbol('noop'), { code: 'ERR_FFI_LIBRARY_CLOSED' });
}
