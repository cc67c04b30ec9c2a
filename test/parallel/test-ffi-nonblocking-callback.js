// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, NativeThread, dlopen, func } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// What a nonblocking call runs may call JavaScript, by callbacks that other threads can
// call: a function that is passed can be called until the call is done.

const Negate = func({ arguments: ['int'], return: 'int', threadsafe: true });

async function check(nonblocking) {
  const { functions: { gate_call } } = dlopen(pathOf('nonblocking'), {
    gate_call: { arguments: [Negate, 'int'], return: 'int', nonblocking },
  });
  assert.strictEqual(await gate_call((value) => -value, 5), -5);
  assert.strictEqual(await gate_call(async (value) => -value, 6), -6);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => gate_call((value) => value + i, 1)));
  assert.deepStrictEqual(results, Array.from({ length: 20 }, (_, i) => i + 1));
  const callback = new Callback(Negate, (value) => -value);
  assert.strictEqual(await gate_call(callback, 7), -7);
  callback.close();
}

check(true).then(() => check(new NativeThread())).then(common.mustCall());
