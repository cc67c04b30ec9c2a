// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// The key `threadsafe` of signatures, and the options that go with it.

const { lib } = dlopen(libraryPath);
const prefix = 'Signature of function <callback>: ';

for (const [signature, message] of eachCase([
  [{ threadsafe: 'yes' }, "'threadsafe' must be true, false, 'queue' or 'block'"],
  [{ threadsafe: 1 }, "'threadsafe' must be true, false, 'queue' or 'block'"],
  [{ return: 'int', threadsafe: 'queue' },
   "'threadsafe' must not be 'queue', as the result is int32, which nobody would wait for; use 'block'"],
])) {
  assert.throws(() => new Callback(signature, () => 0), invalidValue(prefix + message));
  assert.throws(() => lib.registerCallback(signature, () => 0), invalidValue(prefix + message));
}
assert.throws(() => func({ threadsafe: null }), invalidValue(
  "Signature of function func(): 'threadsafe' must be true, false, 'queue' or 'block'"));

// It is for what native code calls.
assert.throws(() => lib.getFunction('call_void', { threadsafe: true }), invalidValue(
  "Signature of function call_void: 'threadsafe' is for functions that native code calls"));
assert.throws(() => lib.getFunctionFromPointer(1n, { threadsafe: true }), invalidValue(
  "Signature of function <pointer>: 'threadsafe' is for functions that native code calls"));

// Options.
for (const threadsafe of eachCase([undefined, false])) {
  const signature = threadsafe === undefined ? {} : { threadsafe };
  for (const name of ['highWaterMark', 'deadlockTimeout']) {
    assert.throws(() => new Callback(signature, () => {}, { [name]: 1 }), invalidValue(
      `Option ${name} is for callbacks whose signature has 'threadsafe'`));
  }
}
for (const [options, code] of eachCase([
  [{ highWaterMark: 0 }, 'ERR_OUT_OF_RANGE'],
  [{ highWaterMark: 1.5 }, 'ERR_OUT_OF_RANGE'],
  [{ highWaterMark: '1' }, 'ERR_INVALID_ARG_TYPE'],
  [{ deadlockTimeout: 0 }, 'ERR_OUT_OF_RANGE'],
  [{ deadlockTimeout: NaN }, 'ERR_OUT_OF_RANGE'],
  [{ deadlockTimeout: 1n }, 'ERR_INVALID_ARG_TYPE'],
])) {
  assert.throws(() => new Callback({ threadsafe: true }, () => {}, options), { code });
}
for (const options of eachCase([
  {}, { highWaterMark: 1 }, { highWaterMark: Infinity }, { deadlockTimeout: Infinity },
  { deadlockTimeout: 0.5 + 1, highWaterMark: 2 ** 53 - 1 },
])) {
  new Callback({ threadsafe: true }, () => {}, options).close();
}
