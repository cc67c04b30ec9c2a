// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { setImmediate } = require('node:timers/promises');
const ffi = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { pathOf } = require('../common/ffi');

// What adopt() gave is released once when the last view was collected, by the thread
// that adopted it.

const { functions } = ffi.dlopen(pathOf('releases'), {
  take: { arguments: ['size_t'], return: 'pointer' },
  give_back: { arguments: ['pointer'], return: 'int' },
  count_released: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { take, give_back, count_released, count_wrong } = functions;
const adopt = (size) => ffi.adopt(take(size), size, give_back);

async function collect(name, expected) {
  await gcUntil(name, () => count_released() >= expected);
  assert.strictEqual(count_released(), expected);
  assert.strictEqual(count_wrong(), 0);
}

async function test() {
  const before = count_released();
  (() => { for (let i = 0; i < 100; i++) adopt(8)[Symbol.dispose](); })();
  (() => { for (let i = 0; i < 100; i++) adopt(8); })();
  await collect('bytes', before + 200);

  // As long as there is a view of any kind, or what holds the bytes, there is the memory.
  const Holder = ffi.struct({ pointer: 'pointer' });
  const kept = [
    adopt(8).buffer,
    adopt(8).subarray(1),
    new Int32Array(adopt(8).buffer),
    ffi.struct({ value: 'int' }).from(adopt(8)),
    new Holder({ pointer: adopt(8) }),
  ];
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await setImmediate();
  }
  assert.strictEqual(count_released(), before + 200);
  kept.length = 0;
  await collect('views', before + 205);

  // How much it is has the collector run by itself.
  for (let i = 0; i < 200 || count_released() < before + 206; i++) {
    assert.ok(i < 10_000);
    ffi.adopt(take(8), 8 * 1024 * 1024, give_back);
    await setImmediate();
  }
  assert.strictEqual(count_wrong(), 0);
}

if (isMainThread) {
  test().then(() => {
    // One thread after the other: they share the counts.
    new Worker(__filename)
      .on('message', common.mustCall((message) => assert.strictEqual(message, 'done')))
      .on('exit', common.mustCall((code) => {
        assert.strictEqual(code, 0);
        assert.strictEqual(count_wrong(), 0);
      }));
  }).then(common.mustCall());
} else {
  test().then(() => parentPort.postMessage('done'));
}
