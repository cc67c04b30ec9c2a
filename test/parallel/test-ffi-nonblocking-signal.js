// Flags: --experimental-ffi
'use strict';
const common = require('../common');
// One call after the other.
process.env.UV_THREADPOOL_SIZE = 1;
const assert = require('node:assert');
const { getEventListeners } = require('node:events');
const { NativeThread, consumes, dlopen, handle } = require('node:ffi');
const { invalidValue, pathOf } = require('../common/ffi');

// A signal cancels calls that have not started, and no others. Nothing of a call that is
// cancelled is left.

const thread = new NativeThread();
const { functions: { gate_set, gate_count_waiting, gate_count_calls } } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_count_waiting: { return: 'int' },
  gate_count_calls: { return: 'int' },
});

function checkSignal(gate_number) {
  assert.throws(() => gate_number.signal(), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => gate_number.signal({}), { code: 'ERR_INVALID_ARG_TYPE' });
  const { signal } = new AbortController();
  assert.throws(() => gate_number.signal.call(() => {}, signal), { code: 'ERR_INVALID_THIS' });
  assert.throws(() => gate_number.signal.call(gate_count_calls, signal), { code: 'ERR_INVALID_THIS' });
  const signalled = gate_number.signal(signal);
  assert.deepStrictEqual(Reflect.ownKeys(signalled), ['length', 'name', 'pointer']);
  assert.strictEqual(signalled.pointer, gate_number.pointer);
  assert.strictEqual(signalled.signal, gate_number.signal);
}

async function checkAborted(gate_number) {
  const reason = new Error('the reason');
  const aborted = gate_number.signal(AbortSignal.abort(reason));
  // What is wrong is so still.
  assert.throws(() => aborted('1'), invalidValue('Argument 0 must be an int32'));
  assert.throws(() => aborted(), invalidValue('Invalid argument count: expected 1, got 0'));
  const before = gate_count_calls();
  await assert.rejects(aborted(1), (error) => {
    assert.match(error.stack, /^AbortError: [^\n]*\n +at checkAborted /);
    assert.strictEqual(error.code, 'ABORT_ERR');
    assert.strictEqual(error.cause, reason);
    return true;
  });
  assert.strictEqual(gate_count_calls(), before);
}

async function checkQueued(gate_number) {
  gate_set(0);
  const controller = new AbortController();
  const { signal } = controller;
  const before = gate_count_calls();
  const first = gate_number.signal(signal)(1);
  while (gate_count_waiting() < 1) await null;
  const second = gate_number.signal(signal)(2);
  const third = gate_number(3);
  assert.strictEqual(getEventListeners(signal, 'abort').length, 2);
  const reason = new Error('the reason');
  controller.abort(reason);
  await assert.rejects(second, { name: 'AbortError', cause: reason });
  gate_set(1);
  assert.strictEqual(await first, 1);
  assert.strictEqual(await third, 3);
  assert.strictEqual(gate_count_calls(), before + 2);
  assert.strictEqual(getEventListeners(signal, 'abort').length, 0);
}

async function checkDone(gate_number) {
  const controller = new AbortController();
  const signalled = gate_number.signal(controller.signal);
  assert.strictEqual(await signalled(1), 1);
  assert.strictEqual(getEventListeners(controller.signal, 'abort').length, 0);
  controller.abort();
  await assert.rejects(signalled(1), { name: 'AbortError' });
}

// Handles are as they were, also those that would have been given away.
async function checkHandles() {
  const Box = handle('box', { close: 'box_close' });
  const { functions: { box_open, box_close, box_number, count_open_boxes } } = dlopen(pathOf('handles'), {
    box_open: { arguments: ['int'], return: Box },
    box_close: { arguments: [consumes(Box)], return: 'int', nonblocking: true },
    box_number: { arguments: [Box], return: 'int' },
    count_open_boxes: { return: 'int' },
  });
  const { functions: { gate_number } } = dlopen(pathOf('nonblocking'), {
    gate_number: { arguments: ['int'], return: 'int', nonblocking: true },
  });
  const box = box_open(5);
  gate_set(0);
  const number = gate_number(1);
  const controller = new AbortController();
  const closed = box_close.signal(controller.signal)(box);
  assert.throws(() => box_number(box), { code: 'ERR_INVALID_STATE' });
  controller.abort();
  gate_set(1);
  await assert.rejects(closed, { name: 'AbortError' });
  await number;
  assert.strictEqual(box_number(box), 5);
  assert.strictEqual(count_open_boxes(), 1);
  assert.strictEqual(await box_close(box), 5);
  assert.throws(() => box_number(box), { code: 'ERR_INVALID_STATE' });
  const other = box_open(6);
  await assert.rejects(box_close.signal(AbortSignal.abort())(other), { name: 'AbortError' });
  other.close();
  assert.strictEqual(count_open_boxes(), 0);
}

(async () => {
  for (const nonblocking of [true, thread]) {
    const { functions: { gate_number } } = dlopen(pathOf('nonblocking'), {
      gate_number: { arguments: ['int'], return: 'int', nonblocking },
    });
    checkSignal(gate_number);
    await checkAborted(gate_number);
    await checkQueued(gate_number);
    await checkDone(gate_number);
  }
  await checkHandles();
  const { functions: { printed } } = dlopen(null, {
    printed: { symbol: 'snprintf', arguments: ['pointer', 'size_t', 'string'], variadic: true,
               return: 'int', nonblocking: true },
  });
  const aborted = printed.signal(AbortSignal.abort());
  await assert.rejects(aborted(null, 0, '%d', 1), { name: 'AbortError' });
  assert.strictEqual(await printed.signal(new AbortController().signal)(null, 0, '%d', 10), 2);
})().then(common.mustCall());
