// Flags: --experimental-ffi --permission --allow-ffi --allow-fs-read=*
'use strict';
require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Without the permission, a program gets nothing new, but what it has it can use.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const { lib, functions: { call, find } } = dlopen(pathOf('function_pointers'), {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
  find: { arguments: ['char'], return: binary },
});
const plus = '+'.charCodeAt(0);
const add = find(plus);
const callback = new Callback(binary, (a, b) => a + b);
const { pointer } = callback;

process.permission.drop('ffi');
const denied = { code: 'ERR_ACCESS_DENIED', permission: 'FFI' };
assert.throws(() => new Callback(binary, () => 0), denied);
assert.throws(() => new Callback(), denied);
assert.throws(() => binary.at(pointer), denied);
assert.throws(() => binary.at(add.pointer), denied);

// Calls pass functions, and give them.
assert.strictEqual(call(callback, 40, 2), 42);
assert.strictEqual(call((a, b) => a * b, 6, 7), 42);
assert.strictEqual(find(plus), add);
assert.strictEqual(find('-'.charCodeAt(0))(44, 2), 42);
assert.strictEqual(add(40, 2), 42);
assert.strictEqual(callback.pointer, pointer);
callback.ref().unref().close();
lib.close();
