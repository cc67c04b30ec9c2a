// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, getCurrentEventLoop } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// Native code that runs the event loop before it returns from a call in which a
// callback threw: what runs meanwhile is not affected, and the exception arrives.

const { lib, functions: { call_and_run, call_void } } = dlopen(libraryPath, {
  call_and_run: { arguments: ['function', 'pointer', 'pointer', 'i32'] },
  call_void: { arguments: ['function'] },
});
const run = dlopen(null).lib.getSymbol('uv_run');
const untilNothingIsLeft = 0;

const works = lib.registerCallback(common.mustCall());
const inner = lib.registerCallback(common.mustCall(() => { throw new Error('inner'); }));
const thrower = lib.registerCallback(() => {
  setTimeout(common.mustCall(() => {
    call_void(works);
    assert.throws(() => call_void(inner), { message: 'inner' });
  }), 1);
  throw new Error('outer');
});
assert.throws(() => call_and_run(thrower, run, getCurrentEventLoop(), untilNothingIsLeft),
              { message: 'outer' });
