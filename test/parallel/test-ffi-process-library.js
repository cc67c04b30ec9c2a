// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');

// The path null means the process itself, with the libraries it has loaded.

using library = dlopen(null, {
  strlen: { arguments: ['string'], return: 'u64' },
});
assert.strictEqual(library.functions.strlen('hello'), 5n);
assert.strictEqual(library.lib.path, '');
