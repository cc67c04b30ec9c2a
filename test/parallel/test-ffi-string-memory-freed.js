// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const os = require('node:os');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// The copy of one very long string argument does not outlive the call.

const kSize = 200 * 1024 * 1024;
if (os.freemem() < 4 * kSize) common.skip('needs memory');

using library = dlopen(libraryPath, {
  is_null: { arguments: ['string'], return: 'bool' },
});
const { is_null } = library.functions;

assert.strictEqual(is_null('short'), 0);
globalThis.gc();
const before = process.memoryUsage.rss();
assert.strictEqual(is_null('x'.repeat(kSize)), 0);
globalThis.gc();
globalThis.gc();
const growth = process.memoryUsage.rss() - before;
assert.ok(growth < kSize / 2, `${growth} bytes more than before`);
