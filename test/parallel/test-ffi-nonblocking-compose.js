// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { array, consumes, dlopen, handle, inout, out, owned } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Whatever a signature may say goes together with `nonblocking`: errno is that of the
// thread that ran the call, and nothing is freed or closed under a call in flight.

const { lib, functions } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_count_waiting: { return: 'int' },
  gate_double: { arguments: [inout('int'), out('int')], return: 'int', nonblocking: true },
  gate_copy: { arguments: ['cstring'], return: owned('cstring', 'gate_free'), nonblocking: true },
  gate_huge: { return: 'uint53', nonblocking: true },
  gate_fill: { arguments: [array('uint8'), 'size_t', 'uint8'], nonblocking: true },
});
const { gate_set, gate_count_waiting, gate_double, gate_copy, gate_huge, gate_fill } = functions;
const { functions: { fail_value } } = dlopen(pathOf('nonblocking'), {
  fail_value: {
    symbol: 'gate_fail', arguments: ['int'], return: 'int', errno: true, nonblocking: true,
  },
});
const { functions: { fail_throw } } = dlopen(pathOf('nonblocking'), {
  fail_throw: {
    symbol: 'gate_fail', arguments: ['int'], return: 'int', errno: 'throw', nonblocking: true,
  },
});

async function checkErrno() {
  const results = await Promise.all([1, 2, 0, 5].map((error) => fail_value(error)));
  assert.deepStrictEqual(results, [
    { value: -1, errno: 1 }, { value: -1, errno: 2 }, { value: 0, errno: 0 }, { value: -1, errno: 5 },
  ]);
  assert.strictEqual(await fail_throw(0), 0);
  await assert.rejects(fail_throw(2), {
    name: 'Error', code: 'ENOENT', errno: -2, syscall: 'gate_fail',
  });
}

async function checkResults() {
  const results = await Promise.all([1, 2, 3].map((number) => gate_double(number)));
  assert.deepStrictEqual(results, [
    { value: 0, out: [2, 1] }, { value: 0, out: [4, 2] }, { value: 0, out: [6, 3] },
  ]);
  assert.strictEqual(await gate_copy('text'), 'text');
  await assert.rejects(gate_huge(), { code: 'ERR_OUT_OF_RANGE', message: 'Result is no safe integer' });
}

// Arrays are copied back at the end, into the array of then.
async function checkArrays() {
  gate_set(0);
  const list = [1, 2, 3];
  const filled = gate_fill(list, 3, 9);
  while (gate_count_waiting() < 1) await null;
  assert.deepStrictEqual(list, [1, 2, 3]);
  gate_set(1);
  await filled;
  assert.deepStrictEqual(list, [9, 9, 9]);
}

async function checkHandles() {
  const { functions: { box_close_later, count_open_boxes, count_wrong } } = dlopen(pathOf('handles'), {
    box_close_later: {
      symbol: 'box_close', arguments: ['pointer'], return: 'int', nonblocking: true,
    },
    count_open_boxes: { return: 'int' },
    count_wrong: { return: 'int' },
  });
  const Box = handle('box', { close: box_close_later });
  const { functions: { box_open, box_number, box_close } } = dlopen(pathOf('handles'), {
    box_open: { arguments: ['int'], return: Box, nonblocking: true },
    box_number: { arguments: [Box], return: 'int', nonblocking: true },
    box_close: { arguments: [consumes(Box)], return: 'int', nonblocking: true },
  });
  const box = await box_open(5);
  assert.ok(box instanceof Box);
  const number = box_number(box);
  assert.throws(() => box_close(box), {
    code: 'ERR_INVALID_STATE',
    message: 'Invalid state: Argument 0 is a box that a call in flight uses',
  });
  // Closed when the call is done.
  assert.strictEqual(box.close(), undefined);
  assert.throws(() => box_number(box), { code: 'ERR_INVALID_STATE' });
  await null;
  assert.strictEqual(await number, 5);
  while (count_open_boxes() !== 0) await new Promise(setImmediate);

  // A function that closes may be nonblocking itself.
  const other = await box_open(6);
  assert.strictEqual(await other.close(), 6);
  const third = await box_open(7);
  assert.strictEqual(await box_close(third), 7);
  assert.strictEqual(count_open_boxes(), 0);
  assert.strictEqual(count_wrong(), 0);
}

(async () => {
  gate_set(1);
  await checkErrno();
  await checkResults();
  await checkArrays();
  await checkHandles();
  lib.close();
})().then(common.mustCall());
