// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, func, struct, types } = require('node:ffi');
const { invalidValue, libraryPath, pathOf } = require('../common/ffi');

// A function that is nonblocking gives promises, and runs while JavaScript goes on. What
// is wrong with its arguments is thrown, as by any other function.

const Point = struct({ x: 'double', y: 'double' });
const { functions: { gate_set, gate_count_waiting, thread_self } } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_count_waiting: { return: 'int' },
  thread_self: { return: 'uint64' },
});
const definitions = {
  gate_number: { arguments: ['int'], return: 'int', nonblocking: true },
  gate_sum: { arguments: ['buffer', 'size_t'], return: 'uint', nonblocking: true },
  gate_find: { arguments: ['cstring', 'int'], return: 'cstring', nonblocking: true },
  gate_swap: { arguments: [Point], return: Point, nonblocking: true },
  gate_fill: { arguments: ['buffer', 'size_t', 'uint8'], nonblocking: true },
  thread_self: { return: 'uint64', nonblocking: true },
};
const { lib, functions } = dlopen(pathOf('nonblocking'), definitions);
const { gate_number, gate_sum, gate_find, gate_swap, gate_fill } = functions;

function checkFunction() {
  assert.deepStrictEqual(Reflect.ownKeys(gate_number), ['length', 'name', 'pointer']);
  assert.strictEqual(gate_number.length, 1);
  assert.strictEqual(gate_number.name, 'gate_number');
  assert.strictEqual(typeof gate_number.pointer, 'bigint');
  assert.ok(gate_number instanceof Function);
  assert.throws(() => new gate_number(1), TypeError);
  // One for each signature.
  assert.strictEqual(lib.getFunction('gate_number', definitions.gate_number), gate_number);
  assert.throws(
    () => lib.getFunction('gate_number', { ...definitions.gate_number, nonblocking: false }),
    invalidValue('Function gate_number was already requested with a different signature'));
}

function checkArguments() {
  assert.throws(() => gate_number(), invalidValue('Invalid argument count: expected 1, got 0'));
  assert.throws(() => gate_number(1, 2), invalidValue('Invalid argument count: expected 1, got 2'));
  assert.throws(() => gate_number(1.5), invalidValue('Argument 0 must be an int32'));
  assert.throws(() => gate_find('a\0b', 1), invalidValue('Argument 0 must not contain null bytes'));
  assert.throws(() => gate_swap({ x: 1 }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => gate_sum({}, 0), { code: 'ERR_INVALID_ARG_VALUE' });
}

async function checkValues() {
  gate_set(0);
  const bytes = Buffer.from([1, 2, 3]);
  const filled = new Uint8Array(3);
  const promises = [
    gate_number(5),
    gate_sum(bytes, 3),
    gate_find('h\u00e4llo', 'l'.charCodeAt(0)),
    gate_swap({ x: 1, y: 2 }),
  ];
  for (const promise of promises) assert.ok(promise instanceof Promise);
  // The threads wait, and this one does not.
  while (gate_count_waiting() < promises.length) await null;
  gate_set(1);
  const [number, sum, found, swapped] = await Promise.all(promises);
  assert.strictEqual(number, 5);
  assert.strictEqual(sum, 6);
  assert.strictEqual(found, 'llo');
  assert.ok(swapped instanceof Point);
  assert.deepStrictEqual(swapped.toObject(), { x: 2, y: 1 });
  assert.strictEqual(await gate_fill(filled, 3, 7), undefined);
  assert.deepStrictEqual(filled, new Uint8Array([7, 7, 7]));
  assert.notStrictEqual(await functions.thread_self(), thread_self());
}

// All types, also where the types follow from the values, and functions by address.
async function checkOthers() {
  const { functions: { add_i32, printed } } = dlopen(libraryPath, {
    add_i32: { arguments: ['int', 'int'], return: 'int', nonblocking: true },
    printed: { symbol: 'snprintf', arguments: ['buffer', 'size_t', 'string'], variadic: true,
               return: 'int', nonblocking: true },
  });
  assert.strictEqual(await add_i32(1, 2), 3);
  const text = Buffer.alloc(16);
  assert.strictEqual(await printed(text, 16, '%d %.1f %s', 1, 2.5, 'three'), 11);
  assert.strictEqual(text.toString('latin1', 0, 11), '1 2.5 three');
  assert.strictEqual(await printed(text, 16, 'none'), 4);
  const Number = func({ arguments: [types.INT_32], return: 'int', nonblocking: true });
  assert.strictEqual(await Number.at(gate_number.pointer)(6), 6);
}

checkFunction();
checkArguments();
checkValues().then(checkOthers).then(common.mustCall());
