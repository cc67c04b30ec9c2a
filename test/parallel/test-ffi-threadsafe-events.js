// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen } = require('node:ffi');
const { inspect } = require('node:util');
const { setTimeout: sleep } = require('node:timers/promises');
const { invalidValue, pathOf } = require('../common/ffi');

// Callback.events() gives the calls of other threads as an async iterable.

const { functions } = dlopen(pathOf('threads'), {
  emit_here: { arguments: ['function', 'int32'] },
  get_calls: { return: 'int32' },
  join: {},
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});
const type = { arguments: ['int32', 'int32'] };

async function testAll() {
  const events = Callback.events(type, { highWaterMark: 10 });
  assert.match(inspect(events), /^CallbackEvents \{ pointer: \d+n \}$/);
  assert.throws(() => structuredClone(events), { name: 'DataCloneError' });
  assert.strictEqual(functions.start_events(events, 1, 100), 0);
  const before = functions.get_calls();
  let next = 0;
  for await (const call of events) {
    assert.deepStrictEqual(call, [0, next++]);
    // However slow the loop is, no more calls wait.
    if (next % 10 === 0) await sleep(5);
    assert.ok(functions.get_calls() - before - next <= 10);
    if (next === 100) events.close();
  }
  functions.join();
  assert.throws(() => events.pointer, { code: 'ERR_INVALID_STATE' });
  assert.strictEqual(inspect(events), 'CallbackEvents { closed: true }');
}

// What was called before close() comes before the end, also from who waited for room.
async function testClose() {
  const events = Callback.events(type, { highWaterMark: 2 });
  const before = functions.get_calls();
  assert.strictEqual(functions.start_events(events, 1, 3), 0);
  while (functions.get_calls() - before < 2) await sleep(1);
  await sleep(50);
  events.close();
  functions.join();
  const seen = [];
  for await (const { 1: number } of events) seen.push(number);
  assert.deepStrictEqual(seen, [0, 1, 2]);
  assert.deepStrictEqual(await events[Symbol.asyncIterator]().next(),
                         { done: true, value: undefined });
}

// Who leaves the loop waits for nothing, and nobody waits for room any more.
async function testLeave() {
  const events = Callback.events(type, { highWaterMark: 2 });
  const before = functions.get_calls();
  assert.strictEqual(functions.start_events(events, 1, 3), 0);
  for await (const call of events) {
    assert.deepStrictEqual(call, [0, 0]);
    while (functions.get_calls() - before < 2) await sleep(1);
    await sleep(50);
    break;
  }
  functions.join();
  assert.throws(() => events.pointer, { code: 'ERR_INVALID_STATE' });
}

// Several may wait, and get calls in the order in which they asked.
async function testWaiting() {
  const events = Callback.events({ ...type, threadsafe: 'queue' });
  const iterator = events[Symbol.asyncIterator]();
  const results = [iterator.next(), iterator.next(), iterator.next()];
  functions.emit_here(events, 1);
  functions.emit_here(events, 2);
  events.close();
  assert.deepStrictEqual(await Promise.all(results), [
    { done: false, value: [1, 1] }, { done: false, value: [2, 2] }, { done: true, value: undefined },
  ]);
}

function testInvalid() {
  const prefix = 'Signature of function <callback>: ';
  assert.throws(() => Callback.events({ return: 'int32' }), invalidValue(
    `${prefix}the return value of events must be void, not int32`));
  assert.throws(() => Callback.events({ threadsafe: 'block' }), invalidValue(
    `${prefix}'threadsafe' of events must be 'queue' or true`));
  assert.throws(() => Callback.events(type, { once: true }), invalidValue(
    "Callback.events() has no option 'once'"));
  assert.throws(() => Callback.events(type, { highWaterMark: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => Callback.events(1), { code: 'ERR_INVALID_ARG_TYPE' });
  // It has a class, which is no one else's, and is no Callback.
  const events = Callback.events(type);
  assert.throws(() => new events.constructor(type), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
  for (const name of ['close', 'ref', 'unref']) {
    assert.throws(() => Callback.prototype[name].call(events), { code: 'ERR_INVALID_THIS' });
  }
  for (const value of [undefined, 1, {}, { __proto__: new Callback(type, () => {}) }]) {
    assert.throws(() => Callback.prototype.close.call(value), { code: 'ERR_INVALID_THIS' });
  }
  assert.strictEqual(typeof events.pointer, 'bigint');
  events.close();
}

// Only who waits keeps the process running.
const scenarios = {
  __proto__: null,
  nobody() {
    Callback.events(type);
  },
  async waits() {
    const events = Callback.events(type);
    setTimeout(() => functions.start_events(events, 1, 1), 50).unref();
    for await (const call of events) {
      console.log(call);
      break;
    }
  },
  async unreferenced() {
    const events = Callback.events(type).unref();
    setTimeout(() => functions.start_events(events, 1, 1), 2000).unref();
    process.on('exit', () => { process.exitCode = 0; });
    for await (const call of events) console.log(call);
  },
};
const output = { __proto__: null, nobody: '', waits: '[ 0, 0 ]\n', unreferenced: '' };

if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  testInvalid();
  for (const scenario of Object.keys(scenarios)) {
    const child = spawnSync(process.execPath, ['--experimental-ffi', __filename, scenario],
                            { encoding: 'utf8', timeout: 60_000 });
    assert.strictEqual(child.status, 0, `${scenario}: ${child.stderr}`);
    assert.strictEqual(child.stdout, output[scenario]);
  }
  testAll().then(testClose).then(testLeave).then(testWaiting).then(common.mustCall());
}
