// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// Calls of other threads that take long let timers and I/O have their turns.

const { functions } = dlopen(pathOf('threads'), {
  join: {},
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});

const threads = 2;
const calls = 100;

(async () => {
  for (const threadsafe of eachCase(['queue', 'block'])) {
    const { promise, resolve } = Promise.withResolvers();
    let seen = 0;
    const callback = new Callback(
      { arguments: ['int32', 'int32'], threadsafe },
      common.mustCall(() => {
        const end = performance.now() + 4;
        while (performance.now() < end);
        if (++seen === threads * calls) resolve();
      }, threads * calls));
    let turns = 0;
    const timer = setInterval(() => { turns++; }, 1);
    assert.strictEqual(functions.start_events(callback, threads, calls), 0);
    await promise;
    clearInterval(timer);
    // A turn takes about 10 ms, which are three calls.
    assert(turns > threads * calls / 10, `${turns} turns`);
    functions.join();
    callback.close();
  }
})().then(common.mustCall());
