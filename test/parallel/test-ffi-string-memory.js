// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// The copy of a string argument is freed when the call returns.

using library = dlopen(libraryPath, {
  string_length: { arguments: ['string'], return: 'i64' },
});

const kSize = 64 * 1024 * 1024;
const text = 'x'.repeat(kSize);
assert.strictEqual(library.functions.string_length(text), BigInt(kSize));
const before = process.memoryUsage.rss();
for (let i = 0; i < 10; i++) {
  assert.strictEqual(library.functions.string_length(text), BigInt(kSize));
}
const growth = process.memoryUsage.rss() - before;
assert.ok(growth < kSize, `${growth} bytes more than before`);
