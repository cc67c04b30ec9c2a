// Flags: --experimental-ffi --permission --allow-ffi --allow-fs-read=*
'use strict';
require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// Whatever names a library, to load it needs the permission; and so does the first read
// of a function that is looked up then.

const definitions = { noop: {}, add_i32: { arguments: ['i32', 'i32'], return: 'i32' } };
const { lib, functions } = dlopen(libraryPath, definitions, { lazy: true });
assert.strictEqual(functions.add_i32(20, 22), 42);

process.permission.drop('ffi');
const denied = { code: 'ERR_ACCESS_DENIED', permission: 'FFI' };
for (const path of eachCase([
  pathToFileURL(libraryPath), fs.readFileSync(libraryPath), [libraryPath], [null],
  // Before anything is looked at.
  [], undefined, new URL('http://example.org/'), new Uint8Array(),
  new Proxy([], { get() { throw new Error('read'); } }),
])) {
  assert.throws(() => dlopen(path), denied);
  assert.throws(() => new DynamicLibrary(path), denied);
}
assert.throws(() => functions.noop, denied);
assert.strictEqual(functions.add_i32(20, 22), 42);
lib.close();
