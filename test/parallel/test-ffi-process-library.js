// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// The path null means the process itself, with the libraries it has loaded.

using library = dlopen(null, {
  strlen: { arguments: ['string'], return: 'u64' },
});
assert.strictEqual(library.functions.strlen('hello'), 5n);
assert.strictEqual(library.lib.path, '');

// What is loaded later is not among them, and is not suggested under the name that was
// asked for.
using bare = dlopen(pathOf('undefined'), { answer: { return: 'int' } });
assert.strictEqual(typeof bare.functions.answer, 'function');
assert.throws(() => dlopen(null, { answer: { return: 'int' } }), {
  code: 'ERR_FFI_CALL_FAILED',
  message: /^dlsym failed: .*undefined symbol: answer; a library that was loaded has it: look it up in that$/,
});
