// Eight native threads queue a million calls each: nothing is lost, each thread's come in
// order, and memory stays bounded, though JavaScript is slower than the threads.
import assert from 'node:assert';
import { Callback } from 'node:ffi';
import { inThousands, maxRss, mebibytes, open, scaled } from './common.mjs';

const kThreads = 8;
const kHighWaterMark = 1024;
// What V8 may take for its young generation, and the threads for their stacks.
const kGrowth = 96 * 2 ** 20;

const each = scaled(1e6);
const { get_calls: getCalls, join, start_events: startEvents } = open('threads', {
  get_calls: { return: 'int32' },
  join: {},
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
});

const next = new Array(kThreads).fill(0);
let count = 0;
let mostWaiting = 0;
let misplaced = 0;
let resolve;
const all = new Promise((given) => { resolve = given; });
const callback = new Callback(
  { arguments: ['int32', 'int32'], threadsafe: 'queue' },
  (thread, number) => {
    if (number !== next[thread]) misplaced++;
    next[thread] = number + 1;
    if (count % 64 === 0) mostWaiting = Math.max(mostWaiting, getCalls() - count);
    if (++count === kThreads * each) resolve();
  },
  { highWaterMark: kHighWaterMark });

const before = maxRss();
const begin = performance.now();
assert.strictEqual(startEvents(callback, kThreads, each), 0);
await all;
const seconds = (performance.now() - begin) / 1000;
join();
callback.close();
// Whatever comes too often comes now.
await new Promise(setImmediate);

const growth = maxRss() - before;
console.log(`${inThousands(count)} calls of ${kThreads} threads in ${seconds.toFixed(1)} s, ` +
  `${inThousands(count / seconds)} a second; at most ${mostWaiting} waiting; ` +
  `max RSS ${mebibytes(maxRss())}, ${mebibytes(growth)} more than before; ` +
  `${kThreads * each - count} lost, ${misplaced} out of order`);
assert.strictEqual(count, kThreads * each);
assert.strictEqual(getCalls(), count);
assert.strictEqual(misplaced, 0);
assert.deepStrictEqual(next, new Array(kThreads).fill(each));
// Those that wait for room have not returned.
assert.ok(mostWaiting <= kHighWaterMark + kThreads, `${mostWaiting}`);
assert.ok(growth < kGrowth, `${growth} bytes`);
