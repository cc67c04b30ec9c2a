// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Any thread calls a callback that is threadsafe. Nothing is lost, what one thread
// calls comes in its order, and no more calls wait than may.

const kThreads = 8;
const kCalls = 2000;
const kHighWaterMark = 64;

const { functions: { get_calls: getCalls, join, start_events: startEvents, start_turns: startTurns } } =
  dlopen(pathOf('threads'), {
    get_calls: { return: 'int32' },
    join: {},
    start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
    start_turns: { arguments: ['function', 'function', 'int32'], return: 'int32' },
  });

const next = new Array(kThreads).fill(0);
let count = 0;
const callback = new Callback(
  { arguments: ['int32', 'int32'], threadsafe: true },
  common.mustCall((thread, number) => {
    assert.strictEqual(number, next[thread]++);
    // Those that wait have not returned.
    assert.ok(getCalls() - count <= kHighWaterMark + kThreads, `${getCalls()} - ${count}`);
    if (++count < kThreads * kCalls) return;
    join();
    assert.strictEqual(getCalls(), kThreads * kCalls);
    callback.close();
    callBoth();
  }, kThreads * kCalls),
  { highWaterMark: kHighWaterMark });
assert.strictEqual(startEvents(callback, kThreads, kCalls), 0);

// That is so for all callbacks together.
function callBoth() {
  const seen = [];
  const type = { arguments: ['int32'], threadsafe: 'queue' };
  const first = new Callback(type, common.mustCall((number) => seen.push(number), 500));
  const second = new Callback(type, common.mustCall((number) => {
    if (seen.push(number) < 1000) return;
    assert.deepStrictEqual(seen, Array.from({ length: 1000 }, (_, i) => i));
    join();
    first.close();
    second.close();
  }, 500));
  assert.strictEqual(startTurns(first, second, 1000), 0);
}
