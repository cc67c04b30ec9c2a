// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// toString() with a length reads exactly so many bytes, in any encoding.

const bytes = Buffer.from('h\u00e9llo\0w\u00f6rld \u{1f600}\xff\0', 'utf8');
const pointer = ffi.getRawPointer(bytes);

for (const encoding of eachCase([undefined, 'utf8', 'UTF-8', 'latin1', 'binary', 'ascii', 'hex',
                                 'base64', 'base64url', 'utf16le', 'ucs2'])) {
  for (let length = 0; length <= bytes.length; length++) {
    const expected = bytes.toString(encoding, 0, length);
    assert.strictEqual(ffi.toString(pointer, length, encoding), expected);
    assert.strictEqual(ffi.toString(pointer, BigInt(length), encoding), expected);
  }
}
const large = Buffer.alloc(3e6, 'a\u00e9\0');
assert.strictEqual(ffi.toString(ffi.getRawPointer(large), large.length), large.toString());
// At an odd address.
assert.strictEqual(ffi.toString(pointer + 1n, 8, 'utf16le'), bytes.toString('utf16le', 1, 9));

for (const length of eachCase([0, 1, 2 ** 53 - 1])) assert.strictEqual(ffi.toString(0n, length), null);
for (const wrong of eachCase([undefined, null, 0, '0', bytes])) {
  assert.throws(() => ffi.toString(wrong, 1), invalidType('The first argument must be a bigint'));
}
for (const wrong of eachCase([-1n, 2n ** 64n])) {
  assert.throws(() => ffi.toString(wrong, 1),
                invalidValue('The first argument must be a non-negative bigint'));
}
for (const wrong of eachCase([null, '1', {}])) {
  assert.throws(() => ffi.toString(pointer, wrong),
                invalidType(/^The length must be a number or a bigint\. Received /));
}
assert.throws(() => ffi.toString(pointer, undefined, 'latin1'), { code: 'ERR_INVALID_ARG_TYPE' });
for (const wrong of eachCase([-1, -1n, 1.5, NaN, Infinity])) {
  assert.throws(() => ffi.toString(pointer, wrong),
                invalidValue('The length must be a non-negative integer'));
}
assert.throws(() => ffi.toString(pointer, 2 ** 53), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => ffi.toString(2n ** 64n - 2n, 3),
              invalidValue('The pointer and length exceed the platform address range'));
for (const wrong of eachCase([null, 1, {}, []])) {
  assert.throws(() => ffi.toString(pointer, 1, wrong), { code: 'ERR_INVALID_ARG_TYPE' });
}
for (const wrong of eachCase(['utf-32', 'x'])) {
  assert.throws(() => ffi.toString(pointer, 1, wrong), { code: 'ERR_UNKNOWN_ENCODING' });
}
// Nothing is read of what is too long for a string.
for (const encoding of eachCase(['utf8', 'latin1', 'utf16le', 'hex', 'base64'])) {
  for (const length of eachCase([2 ** 32, 2 ** 40, 2 ** 52])) {
    assert.throws(() => ffi.toString(pointer, length, encoding), { code: 'ERR_STRING_TOO_LONG' });
  }
}
// As without a length, and as in Node.js 26.
assert.strictEqual(ffi.toString(pointer, undefined, undefined), 'h\u00e9llo');
assert.strictEqual(ffi.toString.length, 0);
assert.strictEqual(ffi.toString.name, 'toString');
assert.throws(() => new ffi.toString(pointer), TypeError);
