// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Strings go to C as NUL-terminated UTF-8, for the time of one call.

using library = dlopen(libraryPath, {
  string_length: { arguments: ['string'], return: 'i64' },
  string_equal: { arguments: ['string', 'string'], return: 'i32' },
  string_byte: { arguments: ['string', 'u64'], return: 'u8' },
  string_upper_first: { arguments: ['string'], return: 'i32' },
  string_constant: { return: 'string' },
});
const {
  string_length, string_equal, string_byte, string_upper_first,
  string_constant,
} = library.functions;

assert.strictEqual(string_length(''), 0n);
assert.strictEqual(string_length('hello'), 5n);
assert.strictEqual(string_length(null), -1n);
assert.strictEqual(string_equal('same', 'same'), 1);
assert.strictEqual(string_equal('same', 'other'), 0);

function bytes(text, length) {
  return Array.from({ length }, (_, i) => string_byte(text, i));
}
for (const text of eachCase(['plain', 'é', 'naïve', '€', '日本語', '😀', 'ÿ', '\x7f'])) {
  const expected = [...Buffer.from(`${text}\0`)];
  assert.deepStrictEqual(bytes(text, expected.length), expected);
}
// A lone surrogate has no UTF-8 form: it becomes U+FFFD, as in Buffer.from().
assert.deepStrictEqual(bytes('\ud800', 4), [0xef, 0xbf, 0xbd, 0]);

// Of any length, around the sizes where memory comes from elsewhere, of one
// and of two bytes a character, flat and not.
for (const length of eachCase([
  339, 340, 341, 342, 510, 511, 512, 1022, 1023, 1024, 1025, 1e5, 5e6,
])) {
  assert.strictEqual(string_length('x'.repeat(length)), BigInt(length));
  assert.strictEqual(string_length('é'.repeat(length)), BigInt(2 * length));
  assert.strictEqual(string_length('€'.repeat(length)), BigInt(3 * length));
  const half = 'x'.repeat(length / 2);
  assert.strictEqual(string_length(`${half}${half}`),
                     BigInt(2 * half.length));
}

// Several in one call don't share their memory.
for (const length of eachCase([0, 1, 100, 300, 400, 700, 2000])) {
  const text = 'ab'.repeat(length);
  assert.strictEqual(string_equal(text, text), 1);
  assert.strictEqual(string_equal(text, `${text}c`), 0);
  assert.strictEqual(string_equal(`${text}c`, text), 0);
}

// C may write to its copy; JavaScript's string and later copies don't change.
const text = 'mutable';
assert.strictEqual(string_upper_first(text), 'M'.charCodeAt(0));
assert.strictEqual(text, 'mutable');
assert.strictEqual(string_byte(text, 0), 'm'.charCodeAt(0));

// A NUL inside would cut the text short: refused, wherever it is.
for (const text of eachCase(['\0', 'a\0b', 'a\0', '\0a', `${'x'.repeat(5000)}\0`,
                             `é\0`, `€${'x'.repeat(2000)}\0y`])) {
  assert.throws(() => string_length(text),
                invalidValue('Argument 0 must not contain null bytes'));
}
assert.throws(() => string_equal('a', 'b\0'),
              invalidValue('Argument 1 must not contain null bytes'));

// A string result is an address.
const address = string_constant();
assert.strictEqual(typeof address, 'bigint');
assert.strictEqual(string_equal(address, 'a constant'), 1);
