// Flags: --experimental-ffi --permission --allow-fs-read=*
'use strict';

// Under --permission the module loads, and none of its functions can be used.

require('../common');
const assert = require('assert');
const ffi = require('node:ffi');

assert.strictEqual(process.permission.has('ffi'), false);

const denied = {
  name: 'Error',
  code: 'ERR_ACCESS_DENIED',
  message: 'Access to this API has been restricted. Use --allow-ffi to manage permissions.',
  permission: 'FFI',
  resource: '',
};
for (const [name, value] of Object.entries(ffi)) {
  if (typeof value !== 'function') continue;
  // Denied before anything else is looked at.
  const isClass = ['Arena', 'Callback', 'DynamicLibrary', 'NativeThread'].includes(name);
  const call = isClass ? () => new value(null) : () => value();
  assert.throws(call, denied, name);
}
