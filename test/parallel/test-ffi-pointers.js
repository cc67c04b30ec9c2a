// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Addresses in and out, under each of the pointer-like types.

const kMax = 2n ** BigInt(process.arch.endsWith('64') ? 64 : 32) - 1n;

for (const type of eachCase(['pointer', 'string', 'buffer', 'arraybuffer', 'function'])) {
  using library = dlopen(libraryPath, {
    identity_pointer: { arguments: [type], return: type },
    is_null: { arguments: [type], return: 'bool' },
  });
  const { identity_pointer, is_null } = library.functions;

  for (const address of eachCase([0n, 1n, 0xdeadbeefn, kMax])) {
    assert.strictEqual(identity_pointer(address), address);
  }
  assert.strictEqual(identity_pointer(null), 0n);
  assert.strictEqual(identity_pointer(undefined), 0n);
  assert.strictEqual(is_null(null), 1);
  assert.strictEqual(is_null(undefined), 1);
  assert.strictEqual(is_null(0n), 1);
  assert.strictEqual(is_null(1n), 0);
  assert.strictEqual(is_null(''), 0);

  for (const address of eachCase([-1n, kMax + 1n, -kMax, 2n ** 200n])) {
    assert.throws(
      () => identity_pointer(address),
      invalidValue('Argument 0 must be a non-negative pointer bigint'));
  }
  for (const value of eachCase([
    0, 1, -1, NaN, true, false, {}, [], () => {}, Symbol('x'), Object(1n),
    Object('text'), new Date(0), new Proxy(Buffer.alloc(1), {}),
    { buffer: new ArrayBuffer(1) },
  ])) {
    assert.throws(
      () => identity_pointer(value),
      invalidValue('Argument 0 must be a buffer, an ArrayBuffer, a string, ' +
                   'or a bigint'));
  }
}
