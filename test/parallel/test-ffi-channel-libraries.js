// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { subscribe, unsubscribe } = require('node:diagnostics_channel');
const { DynamicLibrary, dlclose, dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// The channels `ffi.dlopen` and `ffi.close` tell of each library that was loaded, and
// closed, once.

const events = [];
const listen = common.mustCallAtLeast((event, name) => {
  assert.deepStrictEqual(Object.keys(event), ['path', 'library']);
  assert.ok(event.library instanceof DynamicLibrary);
  assert.strictEqual(event.path, event.library.path);
  events.push([name, event.library]);
  // It can be used, or is closed.
  if (name === 'ffi.dlopen') assert.strictEqual(typeof event.library.getSymbol('abs'), 'bigint');
  else assert.throws(() => event.library.getSymbol('abs'), { code: 'ERR_FFI_LIBRARY_CLOSED' });
});
const take = () => events.splice(0);

// Nobody is told what was before.
const before = new DynamicLibrary(null);
subscribe('ffi.dlopen', listen);
subscribe('ffi.close', listen);

const { lib } = dlopen(libraryPath, {});
assert.strictEqual(lib.path, libraryPath);
assert.deepStrictEqual(take(), [['ffi.dlopen', lib]]);
lib.close();
assert.deepStrictEqual(take(), [['ffi.close', lib]]);
lib.close();
dlclose(lib);
assert.deepStrictEqual(take(), []);
before.close();
assert.deepStrictEqual(take(), [['ffi.close', before]]);

// What can't be loaded is not told of; what lacks a function was loaded, and is closed.
assert.throws(() => dlopen('libthere_is_none.so', {}), { code: 'ERR_FFI_CALL_FAILED' });
assert.deepStrictEqual(take(), []);
assert.throws(() => dlopen(libraryPath, { there_is_none: {} }), { code: 'ERR_FFI_CALL_FAILED' });
const failed = take();
assert.deepStrictEqual(failed, [['ffi.dlopen', failed[0][1]], ['ffi.close', failed[0][1]]]);

// Of candidates, it is the one that was loaded.
{
  using lib = new DynamicLibrary(['libthere_is_none.so', libraryPath]);
  assert.deepStrictEqual(take(), [['ffi.dlopen', lib]]);
  assert.strictEqual(lib.path, libraryPath);
}
assert.strictEqual(take().length, 1);

unsubscribe('ffi.dlopen', listen);
unsubscribe('ffi.close', listen);
dlopen(null, {}).lib.close();
assert.deepStrictEqual(take(), []);

// What a subscriber throws is an uncaught exception, and not the caller's.
const fail = common.mustCall(() => { throw new Error('of the subscriber'); });
subscribe('ffi.dlopen', fail);
process.on('uncaughtException', common.mustCall((error) => {
  assert.strictEqual(error.message, 'of the subscriber');
}));
new DynamicLibrary(null).close();
