// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { once } = require('node:events');
const { Callback, dlopen } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// Why the promise of a threadsafe callback is rejected is an uncaught exception, whether or
// not a thread waits for it.

const { functions } = dlopen(pathOf('threads'), {
  emit_here: { arguments: ['function', 'int32'] },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});
process.on('unhandledRejection', common.mustNotCall());

const cases = [
  [{ arguments: ['int32', 'int32'] }, (callback) => functions.start_events(callback, 1, 1)],
  [{ arguments: ['int32', 'int32'] }, (callback) => functions.emit_here(callback, 1)],
  [{ arguments: ['int32'], return: 'int32' }, (callback) => functions.start_asked(callback, 1)],
  [{ arguments: ['int32'], threadsafe: 'block' },
   (callback) => functions.start_asked(callback, 1)],
];

async function test() {
  for (const { 0: type, 1: start } of eachCase(cases)) {
    const error = new Error('mine');
    const callback = new Callback({ threadsafe: true, ...type }, common.mustCall(async () => {
      await null;
      throw error;
    }));
    start(callback);
    const { 0: thrown, 1: origin } = await once(process, 'uncaughtException');
    assert.strictEqual(thrown, error);
    assert.strictEqual(origin, 'uncaughtException');
    functions.join();
    callback.close();
  }
  // What is fulfilled is nobody's affair.
  const callback = new Callback({ arguments: ['int32', 'int32'], threadsafe: true },
                                common.mustCall(async () => 1));
  functions.start_events(callback, 1, 1);
  functions.join();
  callback.close();
}

test().then(common.mustCall());
