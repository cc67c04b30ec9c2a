'use strict';

// Memory that can't be accessed, or not written to, for the tests of what node:ffi does
// then.

const assert = require('node:assert');
const ffi = require('node:ffi');

const { functions: { mmap, mprotect } } = ffi.dlopen(null, {
  mmap: {
    arguments: ['pointer', 'size_t', 'int', 'int', 'int', 'off_t'],
    return: 'pointer',
  },
  mprotect: { arguments: ['pointer', 'size_t', 'int'], return: 'int' },
});

const kPage = 4096;
const kRead = 1;
const kWrite = 2;
const kPrivate = 2;
const kAnonymous = 0x20;

/**
 * Maps pages, which are writable, one after the other.
 * @param {number} count
 * @returns {bigint} Where they begin
 */
function map(count) {
  const address = mmap(null, count * kPage, kRead | kWrite, kPrivate | kAnonymous, -1, 0);
  assert.notStrictEqual(address, 2n ** 64n - 1n);
  return address;
}

// A page that can be written to, one that can only be read, and some that are as good as not
// there: where nothing is mapped, somebody else may map something. Tests write more than a
// page there, and the C library may begin with the end of it.
const kMissing = 4;
const writable = map(2 + kMissing);
const readOnly = writable + BigInt(kPage);
const missing = readOnly + BigInt(kPage);
assert.strictEqual(mprotect(readOnly, kPage, kRead), 0);
assert.strictEqual(mprotect(missing, kMissing * kPage, 0), 0);

// What can't be read, and why: below all memory, not accessible, in the kernel's half, and
// in neither half.
const unreadable = [
  16n, missing, missing + 8n, 0xffff_8000_0000_0000n, 0x8000_0000_0000n, 0x8000_0000_0000_0000n,
];

/**
 * @param {string} verb
 * @param {bigint} address
 * @param {number} length
 * @returns {object} What assert.throws() is to expect
 */
function violation(verb, address, length) {
  return {
    name: 'Error',
    code: 'ERR_FFI_ACCESS_VIOLATION',
    message: `Cannot ${verb} ${length} byte${length === 1 ? '' : 's'} at 0x${address.toString(16)}`,
    address,
    length,
  };
}

module.exports = {
  kPage,
  missing,
  mprotect,
  readOnly,
  unreadable,
  violation,
  writable,
};
