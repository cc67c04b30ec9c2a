// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');
const {
  kPage,
  missing,
  mprotect,
  readOnly,
  unreadable,
  violation,
  writable,
} = require('../common/ffi_pages');

// Text at an address that can't be read, or that does not end before the memory does, is an
// error, whoever names the address: the program, or native code.

process.env.FFI_TEST_NO_HANDLER = '1';
const { functions } = ffi.dlopen(pathOf('faults'), {
  cstring: { symbol: 'same', arguments: ['pointer'], return: 'cstring' },
  string16: { symbol: 'same', arguments: ['pointer'], return: 'string16' },
  string32: { symbol: 'same', arguments: ['pointer'], return: 'string32' },
  call_with: {
    arguments: [ffi.func({ arguments: ['cstring'], return: 'int' }), 'pointer'],
    return: 'int',
  },
  call_with16: {
    symbol: 'call_with',
    arguments: [ffi.func({ arguments: ['string16'], return: 'int' }), 'pointer'],
    return: 'int',
  },
});

// toString()
for (const address of eachCase(unreadable)) {
  assert.throws(() => ffi.toString(address), violation('read', address, 1));
  for (const encoding of eachCase(['utf8', 'latin1', 'ascii', 'utf16le', 'hex', 'base64'])) {
    assert.throws(() => ffi.toString(address, 6, encoding), violation('read', address, 6));
  }
}
ffi.fill(writable, 0x61, kPage);
assert.throws(() => ffi.toString(missing - 10n, 12), violation('read', missing - 10n, 12));
// Zeros end it.
assert.strictEqual(ffi.toString(readOnly - 10n), 'a'.repeat(10));
assert.strictEqual(ffi.toString(missing - 1n), '');

// Results.
assert.strictEqual(mprotect(readOnly, kPage, 3), 0);
ffi.fill(readOnly, 0x61, kPage);
const types = { cstring: 1, string16: 2, string32: 4 };
for (const [type, width] of eachCase(Object.entries(types))) {
  const read = (address) => functions[type](address);
  const check = () => {
    for (const address of eachCase(unreadable)) {
      assert.throws(() => read(address), violation('read', address, width));
    }
    for (const units of eachCase([1, 2, 3, 8, 16, 17, 33])) {
      const start = missing - BigInt(units * width);
      assert.throws(() => read(start), violation('read', missing, width));
    }
    assert.strictEqual(read(null), null);
  };
  check();
  ffi.fill(writable, 0, 64);
  optimize(read, writable);
  check();
}
assert.throws(() => ffi.toString(missing - 20n), violation('read', missing, 1));

// Fields.
const Names = ffi.struct({ utf8: 'cstring', utf16: 'string16', utf32: 'string32' });
for (const address of eachCase(unreadable)) {
  const names = new Names({ utf8: address, utf16: address, utf32: address });
  assert.throws(() => names.utf8, violation('read', address, 1));
  assert.throws(() => names.utf16, violation('read', address, 2));
  assert.throws(() => names.utf32, violation('read', address, 4));
  assert.throws(() => names.toObject(), violation('read', address, 1));
}

// Arguments of callbacks.
for (const address of eachCase(unreadable)) {
  assert.throws(() => functions.call_with(common.mustNotCall(), address), violation('read', address, 1));
  assert.throws(() => functions.call_with16(common.mustNotCall(), address), violation('read', address, 2));
}

// The same on a thread of native code's.
const { functions: { pthread_create: start } } = ffi.dlopen(null, {
  pthread_create: { arguments: ['pointer', 'pointer', 'pointer', 'pointer'], return: 'int' },
});
const callback = new ffi.Callback(
  { arguments: ['cstring'], return: 'pointer', threadsafe: 'block' }, common.mustNotCall());
const timer = setInterval(() => {}, 1000);
process.once('uncaughtException', common.mustCall((error) => {
  assert.strictEqual(error.code, 'ERR_FFI_ACCESS_VIOLATION');
  assert.strictEqual(error.address, missing);
  assert.strictEqual(ffi.getInt64(writable), 0n);
  callback.close();
  clearInterval(timer);
}));
assert.strictEqual(start(Buffer.alloc(8), null, callback.pointer, missing), 0);
