// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const vm = require('node:vm');
const ffi = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// Values of another realm are as good as those of this one.

const context = vm.createContext({ ffi, libraryPath });
const { lib, sum, address, buffer, error } = vm.runInContext(`
  const { lib, functions } = ffi.dlopen(libraryPath, {
    sum_bytes: { arguments: ['buffer', 'u64'], return: 'u64' },
    identity_pointer: { arguments: ['pointer'], return: 'pointer' },
  });
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  let error;
  try {
    functions.sum_bytes();
  } catch (e) {
    error = e;
  }
  ({
    lib,
    sum: functions.sum_bytes(new Uint8Array(buffer), 3n),
    address: functions.identity_pointer(buffer),
    buffer,
    error,
  });
`, context);
assert.strictEqual(sum, 6n);
assert.strictEqual(error.code, 'ERR_INVALID_ARG_VALUE');
const { identity_pointer } = lib.functions;
assert.strictEqual(identity_pointer(buffer), address);
lib.close();
