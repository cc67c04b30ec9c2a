// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, NativeThread, dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// process.getActiveResourcesInfo() has what keeps the event loop alive: calls in flight, and
// callbacks that other threads may call, as long as these are referenced. A report shows
// the handles, with whether they are.

const thread = new NativeThread();
const open = (nonblocking) => dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_number: { arguments: ['int'], return: 'int', nonblocking },
}).functions;
const { gate_set: setGate, gate_number: onPool } = open(true);
const { gate_number: onThread } = open(thread);

const count = (name) =>
  process.getActiveResourcesInfo().filter((resource) => resource === name).length;
const counts = () => [count('FFICALL'), count('FFICALLBACK')];
const countReferenced = () => process.report.getReport().libuv.filter(
  ({ type, is_referenced: isReferenced }) => type === 'async' && isReferenced).length;

async function main() {
  assert.deepStrictEqual(counts(), [0, 0]);
  const before = countReferenced();
  setGate(0);
  const calls = [onPool(1), onPool(2), onThread(3)];
  assert.deepStrictEqual(counts(), [3, 0]);
  // That of the thread; none of libuv's pool has one.
  assert.strictEqual(countReferenced(), before + 1);
  setGate(1);
  assert.deepStrictEqual(await Promise.all(calls), [1, 2, 3]);
  await new Promise(setImmediate);
  assert.deepStrictEqual(counts(), [0, 0]);
  assert.strictEqual(countReferenced(), before);

  const first = new Callback({ threadsafe: true }, common.mustNotCall());
  const second = new Callback({ threadsafe: true }, common.mustNotCall());
  // One that only its own thread may call does not keep the loop.
  const other = new Callback({}, common.mustNotCall());
  assert.deepStrictEqual(counts(), [0, 2]);
  assert.strictEqual(countReferenced(), before + 1);
  first.unref();
  assert.deepStrictEqual(counts(), [0, 1]);
  first.ref();
  assert.deepStrictEqual(counts(), [0, 2]);
  first.close();
  second.close();
  other.close();
  assert.deepStrictEqual(counts(), [0, 0]);
  assert.strictEqual(countReferenced(), before);
}
main().then(common.mustCall());
