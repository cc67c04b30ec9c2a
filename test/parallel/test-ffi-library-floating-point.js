// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// What a library does to the processor's floating-point environment when it is
// loaded or unloaded does not change JavaScript's arithmetic.

const smallest = Number.MIN_VALUE * 2;
const third = Number('1') / Number('3');

function check() {
  assert.strictEqual(smallest / 2, Number.MIN_VALUE);
  assert.strictEqual(Number('1') / Number('3'), third);
}

const { lib, functions: { one } } = dlopen(pathOf('flush_to_zero'), { one: { return: 'i32' } });
check();
assert.strictEqual(one(), 1);
check();
lib.close();
check();
assert.throws(() => dlopen(pathOf('flush_to_zero'), { none: {} }), { code: 'ERR_FFI_CALL_FAILED' });
check();
new DynamicLibrary(pathOf('flush_to_zero'));
check();
