// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { Callback, NativeThread, dlopen, func } = require('node:ffi');
const { invalidValue, pathOf } = require('../common/ffi');

// Which values `nonblocking` may have, and that only functions have it that JavaScript
// calls. A JavaScript function can't be called on the thread that such a function runs on.

const define = (nonblocking) => dlopen(pathOf('nonblocking'), {
  gate_number: { arguments: ['int'], return: 'int', nonblocking },
});
for (const value of [1, 'true', null, undefined, {}, NativeThread, { __proto__: NativeThread.prototype }]) {
  assert.throws(() => define(value), invalidValue(
    "Signature of function gate_number: 'nonblocking' must be true, false or a NativeThread"));
}
assert.strictEqual(typeof define(false).functions.gate_number, 'function');

assert.throws(() => new Callback({ nonblocking: true }, () => {}), invalidValue(
  "Signature of function <callback>: 'nonblocking' is for functions that JavaScript calls"));
const { functions } = dlopen(pathOf('nonblocking'), {
  gate_negate: { arguments: ['int'], return: 'int' },
  gate_call: {
    arguments: [func({ arguments: ['int'], return: 'int' }), 'int'],
    return: 'int',
    nonblocking: true,
  },
  gate_call_nonblocking: {
    symbol: 'gate_call',
    arguments: [func({ arguments: ['int'], return: 'int', nonblocking: true }), 'int'],
    return: 'int',
  },
});
assert.throws(() => functions.gate_call((n) => -n, 1), invalidValue(
  'Argument 0 must be a native function, a Callback, a bigint or null: a JavaScript function ' +
  'is not called on another thread, where nonblocking calls run, unless its type says ' +
  "'threadsafe'"));
assert.throws(() => functions.gate_call_nonblocking((n) => -n, 1), invalidValue(
  'Argument 0 must be a native function, a Callback, a bigint or null: a JavaScript function ' +
  "can't be called with 'nonblocking'"));
functions.gate_call(functions.gate_negate, 5).then((result) => {
  assert.strictEqual(result, -5);
});
