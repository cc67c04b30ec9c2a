// Flags: --experimental-ffi --permission --allow-ffi --allow-fs-read=*
'use strict';

// --allow-ffi grants node:ffi, until the permission is dropped.

const common = require('../common');
const assert = require('assert');
const { dlopen, dlsym } = require('node:ffi');

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

process.permission.drop('ffi');
assert.strictEqual(process.permission.has('ffi'), false);
const denied = { code: 'ERR_ACCESS_DENIED', permission: 'FFI' };
assert.throws(() => dlopen(null, definitions), denied);
assert.throws(() => dlsym(lib, 'abs'), denied);
