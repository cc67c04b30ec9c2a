// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { once } = require('node:events');
const { NativeThread, dlopen, out, owned } = require('node:ffi');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { copyOfLibrary, isLoaded, libraryClosed, pathOf } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// What a call gives that is in flight is freed once, also if the library is closed, or the
// worker is terminated, before it is done.

const kMicroseconds = 20_000;
const kCalls = 8;

const load = (path, nonblocking, free = 'free_copy') => dlopen(path, {
  copy: { arguments: ['cstring', 'int32'], return: owned('cstring', free), nonblocking },
  copy_to: {
    arguments: ['cstring', out(owned('cstring', free)), 'int32'], return: 'int32', nonblocking,
  },
});
const counters = { get_copies: { return: 'int64' }, get_running: { return: 'int64' } };

async function closesLibrary(nonblocking, name) {
  const path = copyOfLibrary(name, pathOf('load'));
  const { lib: other, functions: { get_copies: getCopies } } = dlopen(path, counters);
  const { lib, functions: { copy, copy_to: copyTo } } = load(path, nonblocking);
  const first = copy('first', kMicroseconds);
  const second = copyTo('second', kMicroseconds);
  lib.close();
  assert.throws(() => copy('third', 0), libraryClosed);
  assert.strictEqual(await first, 'first');
  assert.deepStrictEqual(await second, { value: 0, out: ['second'] });
  assert.strictEqual(getCopies(), 0n);
  other.close();
  while (isLoaded(path)) await new Promise(setImmediate);
}

// That of the function which frees, if it is another one.
async function closesOtherLibrary(nonblocking, name) {
  const path = copyOfLibrary(name, pathOf('load'));
  const { lib: other, functions: { free_copy: free } } =
    dlopen(path, { free_copy: { arguments: ['pointer'] } });
  const { lib, functions: { copy } } = load(path, nonblocking, free);
  const { get_copies: getCopies } = lib.getFunctions(counters);
  const copied = copy('text', kMicroseconds);
  other.close();
  assert.throws(() => copy('text', 0), libraryClosed);
  assert.strictEqual(await copied, 'text');
  assert.strictEqual(getCopies(), 0n);
  lib.close();
}

// A function that frees may run elsewhere itself.
async function freesElsewhere(nonblocking) {
  const { lib, functions: { free_copy: free } } = dlopen(
    pathOf('load'), { free_copy: { arguments: ['pointer'], nonblocking } });
  const { functions: { copy } } = load(pathOf('load'), nonblocking, free);
  const { get_copies: getCopies } = lib.getFunctions(counters);
  assert.strictEqual(await copy('text', 0), 'text');
  while (getCopies() !== 0n) await new Promise(setImmediate);
}

// The worker's promises are never settled.
function work() {
  const { functions: { copy, copy_to: copyTo } } =
    load(pathOf('load'), workerData === 'thread' ? new NativeThread() : true);
  for (let i = 0; i < kCalls / 2; i++) {
    copy('text', kMicroseconds).then(common.mustNotCall());
    copyTo('text', kMicroseconds).then(common.mustNotCall());
  }
  parentPort.postMessage('begun');
  // Nothing that is done meanwhile is told to JavaScript.
  for (;;);
}

async function terminatesWorker(place) {
  const { functions: { get_copies: getCopies, get_running: getRunning } } =
    dlopen(pathOf('load'), counters);
  const worker = new Worker(__filename, { workerData: place });
  await once(worker, 'message');
  while (getCopies() === 0n && getRunning() === 0n) await new Promise(setImmediate);
  assert.strictEqual(await worker.terminate(), 1);
  assert.strictEqual(getRunning(), 0n);
  assert.strictEqual(getCopies(), 0n);
}

async function main() {
  tmpdir.refresh();
  const thread = new NativeThread();
  for (const [place, nonblocking] of [['pool', true], ['thread', thread]]) {
    await closesLibrary(nonblocking, `closed-${place}`);
    await closesOtherLibrary(nonblocking, `other-${place}`);
    await freesElsewhere(nonblocking);
    await terminatesWorker(place);
  }
}

if (isMainThread) main().then(common.mustCall());
else work();
