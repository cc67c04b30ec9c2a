// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// As many calls wait as the option `highWaterMark` says, 1,024 if there is none. Then
// their callers wait.

const { functions } = dlopen(pathOf('threads'), {
  get_calls: { return: 'int32' },
  join: {},
  sleep_for: { arguments: ['int32'] },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});

function block(milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) functions.sleep_for(1);
}

(async () => {
  for (const highWaterMark of eachCase([1, 10, undefined, 5000, Infinity])) {
    const count = 6000;
    const { promise, resolve } = Promise.withResolvers();
    const before = functions.get_calls();
    let seen = 0;
    const callback = new Callback(
      { arguments: ['int32', 'int32'], threadsafe: true },
      common.mustCall(() => {
        if (++seen === count) resolve();
      }, count), { highWaterMark });
    assert.strictEqual(functions.start_events(callback, 1, count), 0);
    const expected = Math.min(highWaterMark ?? 1024, count);
    while (functions.get_calls() - before < expected) functions.sleep_for(1);
    block(100);
    assert.strictEqual(functions.get_calls() - before, expected);
    await promise;
    functions.join();
    callback.close();
  }
})().then(common.mustCall());
