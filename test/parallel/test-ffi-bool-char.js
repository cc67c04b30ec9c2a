// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// A bool is an integer, 0 or 1; a char has the platform's signedness.

using library = dlopen(libraryPath, {
  identity_bool: { arguments: ['bool'], return: 'bool' },
  logical_not: { arguments: ['bool'], return: 'bool' },
  identity_char: { arguments: ['char'], return: 'char' },
});
const { identity_bool, logical_not, identity_char } = library.functions;

assert.strictEqual(identity_bool(0), 0);
assert.strictEqual(identity_bool(1), 1);
assert.strictEqual(logical_not(0), 1);
assert.strictEqual(logical_not(1), 0);
for (const value of eachCase([true, false, -1, 256, '1', 1n, null, undefined])) {
  assert.throws(() => identity_bool(value),
                invalidValue('Argument 0 must be a uint8'));
}

// C on x86 and on macOS has a signed char, C on other ARM systems has not.
const signed = ['ia32', 'x64'].includes(process.arch) ||
               process.platform === 'darwin' || process.platform === 'win32';
const [expected, min, max] =
  signed ? ['an int8', -128, 127] : ['a uint8', 0, 255];
for (const value of eachCase([0, 65, min, max])) {
  assert.strictEqual(identity_char(value), value);
}
for (const value of eachCase([min - 1, max + 1, 'A', true])) {
  assert.throws(() => identity_char(value),
                invalidValue(`Argument 0 must be ${expected}`));
}
