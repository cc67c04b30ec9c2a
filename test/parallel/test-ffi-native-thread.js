// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { readdirSync, readFileSync } = require('node:fs');
const { NativeThread, dlopen } = require('node:ffi');
const { invalidType, invalidValue, pathOf } = require('../common/ffi');

// Calls on a NativeThread run one after the other, in their order, and on one thread,
// which has a name, and ends when it is disposed of.

const open = (nonblocking) => dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'], nonblocking },
  nap: { arguments: ['int'], return: 'int', nonblocking },
  thread_self: { return: 'uint64', nonblocking },
  thread_name: { arguments: ['buffer', 'size_t'], nonblocking },
}).functions;

// What ps and debuggers show.
function countThreads(name) {
  let count = 0;
  for (const id of readdirSync('/proc/self/task')) {
    if (readFileSync(`/proc/self/task/${id}/comm`, 'latin1') === `${name}\n`) count++;
  }
  return count;
}

function checkOptions() {
  assert.throws(() => NativeThread(), TypeError);
  for (const options of [null, 'name', []]) {
    assert.throws(() => new NativeThread(options), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  assert.throws(() => new NativeThread({ nam: 'a' }),
                invalidValue("NativeThread has no option 'nam'; did you mean 'name'?"));
  assert.throws(() => new NativeThread({ name: 1 }), invalidType(
    "The option 'name' of NativeThread must be a string. Received type number (1)"));
  assert.throws(() => new NativeThread({ name: '' }),
                invalidValue("The option 'name' of NativeThread must not be empty"));
  assert.throws(() => new NativeThread({ name: 'a\0b' }),
                invalidValue("The option 'name' of NativeThread must not contain null bytes"));
  assert.throws(() => new NativeThread({ name: 'ä'.repeat(8) }), invalidValue(
    "The option 'name' of NativeThread must have at most 15 bytes in UTF-8, but has 16"));
}

async function checkThread() {
  const thread = new NativeThread({ name: 'exactly-15-char' });
  const { nap, thread_self, thread_name } = open(thread);
  const name = Buffer.alloc(16);
  await thread_name(name, 16);
  assert.strictEqual(name.toString(), 'exactly-15-char\0');
  assert.strictEqual(countThreads('exactly-15-char'), 1);

  const order = [];
  await Promise.all(Array.from({ length: 20 }, async (_, i) => {
    await nap(i % 2 === 0 ? 1000 : 0);
    order.push(i);
  }));
  assert.deepStrictEqual(order, Array.from({ length: 20 }, (_, i) => i));

  const self = await thread_self();
  assert.strictEqual(await thread_self(), self);
  const other = new NativeThread();
  // Another signature, for another thread.
  const { thread_self: other_self } = open(other);
  assert.notStrictEqual(other_self, thread_self);
  assert.notStrictEqual(await other_self(), self);

  // What is queued is run. Afterwards, nothing is.
  const last = [nap(1000), nap(1000)];
  assert.strictEqual(thread[Symbol.dispose](), undefined);
  assert.throws(() => nap(0), {
    code: 'ERR_INVALID_STATE', message: 'Invalid state: The NativeThread is disposed',
  });
  let isDone = false;
  Promise.all(last).then(() => { isDone = true; });
  assert.strictEqual(await thread[Symbol.asyncDispose](), undefined);
  assert.ok(isDone);
  assert.strictEqual(countThreads('exactly-15-char'), 0);
  thread[Symbol.dispose]();
  await thread[Symbol.asyncDispose]();
  // Without a call.
  await other[Symbol.asyncDispose]();
  assert.throws(() => other_self(), { code: 'ERR_INVALID_STATE' });
  new NativeThread({ name: 'unused' })[Symbol.dispose]();
  assert.strictEqual(countThreads('unused'), 0);
}

// A thread that nothing refers to ends, but not while it has calls.
async function checkCollected() {
  let promise;
  (() => {
    const { nap } = open(new NativeThread({ name: 'collected' }));
    promise = nap(20_000);
  })();
  globalThis.gc();
  assert.strictEqual(countThreads('collected'), 1);
  await promise;
  while (countThreads('collected') !== 0) {
    await new Promise(setImmediate);
    globalThis.gc();
  }
}

checkOptions();
// Idle at the end, it does not keep the process.
const idle = new NativeThread();
checkThread().then(checkCollected).then(() => open(idle).nap(0)).then(common.mustCall());
