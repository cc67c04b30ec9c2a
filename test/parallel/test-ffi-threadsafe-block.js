// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');
const { Callback, dlopen, enumeration, struct } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// A thread waits for a callback's result: also for a promise, and for what is of a type
// that only JavaScript knows. If the function throws, or the promise is rejected, that
// is an uncaught exception, and the thread gets the error result.

const Pair = struct({ a: 'int32', b: 'double' });
const Color = enumeration({ red: 1, green: 2 }, { as: 'name' });
const { functions } = dlopen(pathOf('threads'), {
  get_done: { return: 'int32' },
  get_given: { return: Pair },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
  start_pair: { arguments: ['function'], return: 'int32' },
});

// Runs a thread that calls `fn`, and gives what it got.
async function ask(fn, count, result = 'int32', options) {
  const callback = new Callback(
    { arguments: ['int32'], return: result, threadsafe: true },
    common.mustCall(fn, count), options);
  const done = functions.get_done();
  assert.strictEqual(functions.start_asked(callback, count), 0);
  while (functions.get_done() === done) await sleep(1);
  functions.join();
  callback.close();
  return Array.from({ length: count }, (_, i) => functions.get_result(i));
}

async function askPair(fn) {
  const callback = new Callback(
    { arguments: ['int32'], return: Pair, threadsafe: 'block' }, common.mustCall(fn));
  const done = functions.get_done();
  assert.strictEqual(functions.start_pair(callback), 0);
  while (functions.get_done() === done) await sleep(1);
  functions.join();
  callback.close();
  return functions.get_given().toObject();
}

const errors = [];
process.on('uncaughtException', common.mustCall((error) => errors.push(error.message), 6));

(async () => {
  assert.deepStrictEqual(await ask((i) => i * 2, 5), [0, 2, 4, 6, 8]);
  assert.deepStrictEqual(await ask(async (i) => { await sleep(i); return -i; }, 3), [0, -1, -2]);
  assert.deepStrictEqual(await ask(() => 'green', 1, Color), [2]);
  assert.deepStrictEqual(await ask(async () => 'red', 1, Color), [1]);
  assert.deepStrictEqual(await askPair((a) => ({ a, b: 0.5 })), { a: 21, b: 0.5 });
  assert.deepStrictEqual(await askPair(async (a) => new Pair({ a, b: a / 2 })), { a: 21, b: 10.5 });
  assert.deepStrictEqual(errors, []);

  const options = { errorResult: -1 };
  const fail = (i) => { throw new Error(`thrown ${i}`); };
  assert.deepStrictEqual(await ask(fail, 2, 'int32', options), [-1, -1]);
  assert.deepStrictEqual(await ask(fail, 1), [0]);
  assert.deepStrictEqual(await ask(async (i) => fail(i), 1, 'int32', options), [-1]);
  assert.deepStrictEqual(await ask(() => 'no number', 1, 'int32', options), [-1]);
  assert.deepStrictEqual(await ask(async () => 0.5, 1, 'int32', options), [-1]);
  assert.deepStrictEqual(errors, [
    'thrown 0', 'thrown 1', 'thrown 0', 'thrown 0',
    'Callback result must be an int32', 'Callback result must be an int32',
  ]);
})().then(common.mustCall());
