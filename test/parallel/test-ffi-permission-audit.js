// Flags: --experimental-ffi --permission-audit --allow-fs-read=*
'use strict';

// In audit mode, a use of node:ffi that would be denied is published and goes on.

const common = require('../common');
const assert = require('assert');
const { subscribe } = require('diagnostics_channel');
const { dlopen, getInt32, getRawPointer } = require('node:ffi');

const messages = [];
subscribe('node:permission-model:ffi', common.mustCallAtLeast((message) => {
  messages.push(message);
}));

const { functions } = dlopen(null, { abs: { arguments: ['int32'], return: 'int32' } });
assert.strictEqual(functions.abs(-42), 42);
assert.ok(messages.length > 0);
for (const message of messages) {
  assert.deepStrictEqual({ ...message },
                         { permission: 'FFI', resource: '', drop: undefined });
}

// Each use, also from optimised code.
const memory = new Int32Array([7]);
const pointer = getRawPointer(memory);
messages.length = 0;
for (let i = 0; i < 2e4; i++) assert.strictEqual(getInt32(pointer), memory[0]);
assert.strictEqual(messages.length, 2e4);

messages.length = 0;
process.permission.drop('ffi');
assert.deepStrictEqual({ ...messages.at(-1) },
                       { permission: 'FFI', resource: '', drop: true });
