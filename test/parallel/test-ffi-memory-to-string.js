// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// toString() reads UTF-8 up to its NUL.

for (const text of eachCase(['', 'a', 'h\u00e9llo', '\u{1f600} \u65e5\u672c', 'x'.repeat(1e6)])) {
  const bytes = Buffer.from(`${text}\0rest`);
  assert.strictEqual(ffi.toString(ffi.getRawPointer(bytes)), text);
}
// What is no UTF-8 is replaced, as by Buffer.
const invalid = Buffer.from([0x61, 0xff, 0xc3, 0]);
assert.strictEqual(ffi.toString(ffi.getRawPointer(invalid)), 'a\ufffd\ufffd');

assert.strictEqual(ffi.toString(0n), null);

for (const wrong of eachCase([undefined, null, 0, '0', Object(0n), invalid])) {
  assert.throws(() => ffi.toString(wrong),
                invalidType('The first argument must be a bigint'));
}
for (const wrong of eachCase([-1n, 2n ** 64n])) {
  assert.throws(() => ffi.toString(wrong),
                invalidValue('The first argument must be a non-negative bigint'));
}
