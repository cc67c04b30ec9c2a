// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { invalidValue, libraryPath } = require('../common/ffi');

// Exactly as many arguments as declared; the count is checked before values.

using library = dlopen(libraryPath, {
  noop: {},
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
});
const { noop, add_i32 } = library.functions;

assert.strictEqual(add_i32(20, 22), 42);
assert.strictEqual(noop(), undefined);
assert.strictEqual(Reflect.apply(add_i32, { some: 'receiver' }, [1, 2]), 3);

assert.throws(() => add_i32(),
              invalidValue('Invalid argument count: expected 2, got 0'));
assert.throws(() => add_i32(1),
              invalidValue('Invalid argument count: expected 2, got 1'));
assert.throws(() => add_i32(1, 2, 3),
              invalidValue('Invalid argument count: expected 2, got 3'));
assert.throws(() => add_i32('x'),
              invalidValue('Invalid argument count: expected 2, got 1'));
assert.throws(() => noop(undefined),
              invalidValue('Invalid argument count: expected 0, got 1'));
