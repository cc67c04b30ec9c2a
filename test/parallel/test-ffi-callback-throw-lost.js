// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, getCurrentEventLoop } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// Native code that runs the event loop before it returns from a call in which
// a callback threw: the exception can't be kept, but the call fails.

const { lib, functions: { call_and_run, call_void } } = dlopen(libraryPath, {
  call_and_run: { arguments: ['function', 'pointer', 'pointer', 'i32'] },
  call_void: { arguments: ['function'] },
});
const run = dlopen(null).lib.getSymbol('uv_run');
const untilNothingIsLeft = 0;

const works = lib.registerCallback(common.mustCall());
const thrower = lib.registerCallback(() => {
  setTimeout(common.mustCall(() => call_void(works)), 1);
  throw new Error('lost');
});
assert.throws(() => call_and_run(thrower, run, getCurrentEventLoop(), untilNothingIsLeft), {
  code: 'ERR_FFI_CALL_FAILED',
  message: 'What a callback threw was lost, because native code ran the event loop before it returned',
});
