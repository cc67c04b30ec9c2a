// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { libraryClosed, libraryPath } = require('../common/ffi');

// `using` closes the library when its block is left, in whichever way.

let escaped;
{
  using library = dlopen(libraryPath, { noop: {} });
  escaped = library.functions.noop;
  assert.strictEqual(escaped(), undefined);
}
assert.throws(() => escaped(), libraryClosed);

assert.throws(() => {
  using lib = new DynamicLibrary(libraryPath);
  escaped = lib.getFunction('noop', {});
  throw new Error('left early');
}, /left early/);
assert.throws(() => escaped(), libraryClosed);

(async () => {
  {
    await using library = dlopen(libraryPath, { noop: {} });
    escaped = library.functions.noop;
  }
  assert.throws(() => escaped(), libraryClosed);
})().then(common.mustCall());

const library = dlopen(libraryPath);
assert.deepStrictEqual(Reflect.ownKeys(library),
                       ['lib', 'functions', Symbol.dispose, Symbol.asyncDispose]);
assert.ok(library.lib instanceof DynamicLibrary);
assert.strictEqual(Object.getPrototypeOf(library.functions), null);
library[Symbol.dispose]();
