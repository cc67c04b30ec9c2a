// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { setTimeout: sleep } = require('node:timers/promises');
const { pathOf } = require('../common/ffi');

// A thread that is cancelled while it waits for a callback ends when that has returned.

const { functions } = dlopen(pathOf('threads'), {
  ask_and_cancel: { arguments: ['function'], return: 'int32', nonblocking: true },
  get_result: { arguments: ['int32'], return: 'int32' },
});

async function test() {
  const callback = new Callback(
    { arguments: ['int32'], return: 'int32', threadsafe: true },
    common.mustCall(() => sleep(200, 42)));
  assert.strictEqual(await functions.ask_and_cancel(callback), 1);
  assert.strictEqual(functions.get_result(0), 42);
  callback.close();
}

test().then(common.mustCall());
