// Flags: --experimental-ffi --permission --allow-ffi --allow-fs-read=*
'use strict';

// --allow-ffi grants node:ffi, until the permission is dropped. Then nothing
// gives access to anything, and what a program has it can still use and close.

const common = require('../common');
const assert = require('assert');
const { dlclose, dlopen, dlsym } = require('node:ffi');

process.on('warning', common.mustCallAtLeast(({ code, message }) => {
  if (code !== 'PERM0003') return;
  assert.strictEqual(message, 'The flag --allow-ffi must be used with extreme caution. ' +
                              'It could invalidate the permission model.');
}));

assert.strictEqual(process.permission.has('ffi'), true);
assert.strictEqual(process.permission.has('ffi', '/some/library.so'), true);
assert.strictEqual(process.permission.has('addon'), false);

const definitions = { abs: { arguments: ['int32'], return: 'int32' } };
const { lib, functions } = dlopen(null, definitions);
assert.strictEqual(functions.abs(-42), 42);
const labs = lib.getSymbol('labs');
const callback = lib.registerCallback(() => {});
const other = dlopen(null, definitions);
const third = dlopen(null, definitions);

process.permission.drop('ffi');
assert.strictEqual(process.permission.has('ffi'), false);
const denied = { code: 'ERR_ACCESS_DENIED', permission: 'FFI' };
assert.throws(() => dlopen(null, definitions), denied);
for (const more of [
  () => lib.getSymbol('system'),
  () => dlsym(lib, 'system'),
  () => lib.getFunction('system', { arguments: ['string'], return: 'i32' }),
  () => lib.getFunctions({ ...definitions, system: {} }),
  // To know an address is not to have a function.
  () => lib.getFunction('labs', { arguments: ['i64'], return: 'i64' }),
  () => lib.getFunctionFromPointer(labs, { arguments: ['i64'], return: 'i64' }),
  () => lib.registerCallback(() => {}),
  () => dlsym({}, 'abs'),
  () => dlclose({}),
]) {
  assert.throws(more, denied);
}

assert.strictEqual(functions.abs(-42), 42);
assert.strictEqual(lib.functions.abs, functions.abs);
assert.strictEqual(lib.getFunctions().abs, functions.abs);
assert.deepStrictEqual(Object.keys(lib.symbols).sort(), ['abs', 'labs']);
assert.strictEqual(lib.getSymbols().labs, labs);
lib.unrefCallback(callback);
lib.refCallback(callback);
lib.unregisterCallback(callback);
lib.close();
dlclose(other.lib);
third[Symbol.dispose]();
for (const { abs } of [functions, other.functions, third.functions]) {
  assert.throws(() => abs(1), { code: 'ERR_FFI_LIBRARY_CLOSED' });
}
