// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func, getInt32 } = require('node:ffi');
const { eachCase, invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// Where a parameter's type is a func(), JavaScript functions are passed directly, and
// native ones, Callbacks and addresses.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const definitions = {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
  call_two: { arguments: [binary, binary, 'int', 'int'], return: 'int' },
  same: { arguments: [binary], return: 'pointer' },
};
const { lib, functions } = dlopen(pathOf('function_pointers'), definitions);
const { call, call_two: callTwo, same } = functions;
const add = (a, b) => a + b;

// Optimised, too, and a new function each time.
assert.strictEqual(call(add, 40, 2), 42);
const callAdd = (a, b) => call(add, a, b);
assert.strictEqual(optimize(callAdd, 1, 2)(40, 2), 42);
const callNew = (a, b) => call((x, y) => x * y + a, a, b);
assert.strictEqual(optimize(callNew, 1, 2)(6, 6), 42);

// More than one, and one twice.
assert.strictEqual(callTwo(add, (a, b) => a * b, 1, 2), 6);
assert.strictEqual(callTwo(add, add, 1, 2), 5);

// Functions of all kinds.
for (const fn of eachCase([
  (a, b) => a + b,
  function(a, b) { return a + b; },
  function(a, b) { return this + a + b; }.bind(1),
  { method(a, b) { return a + b; } }.method,
  new Proxy(add, {}),
  Math.hypot.bind(null, 0, 0),
])) {
  assert.strictEqual(call(fn, 3, 4), fn(3, 4));
}
assert.throws(() => call(class {}, 1, 2), TypeError);
assert.throws(() => call(async () => 1, 1, 2), invalidValue('Callback result must not be a promise'));
assert.throws(() => call(() => 1.5, 1, 2), invalidValue('Callback result must be an int32'));
assert.throws(() => call(() => { throw new RangeError('mine'); }, 1, 2), { message: 'mine' });
assert.strictEqual(call(add, 1, 2), 3);

// What native code has the address of already.
using callback = new Callback(binary, (a, b) => a - b);
assert.strictEqual(call(callback, 44, 2), 42);
assert.strictEqual(call(callback.pointer, 44, 2), 42);
const native = dlopen(null, { labs: { arguments: ['int'], return: 'int' } });
assert.strictEqual(same(native.functions.labs), native.lib.getSymbol('labs'));
assert.strictEqual(same(call), lib.getSymbol('call'));
// By what it is, not by what the program makes of it.
{
  const { abs } = dlopen(null, { abs: { arguments: ['int'], return: 'int' } }).functions;
  const { pointer } = abs;
  abs.pointer = 8n;
  assert.strictEqual(same(abs), pointer);
  const fake = Object.assign(() => 0, { pointer });
  assert.notStrictEqual(same(fake), pointer);
}
for (const nothing of [null, undefined, 0n]) {
  assert.strictEqual(same(nothing), 0n);
  assert.strictEqual(call(nothing, 1, 2), -1);
}
native.lib.close();
assert.throws(() => same(native.functions.labs), libraryClosed);

// All else is named.
const wrong = invalidValue('Argument 0 must be a function, a Callback, null, undefined, ' +
                           'or the address of a function as a bigint');
for (const value of eachCase(['add', 8, true, {}, [], Symbol('s'), Buffer.alloc(8),
                              binary, { pointer: 8n }, callback.close])) {
  if (typeof value === 'function') continue;
  assert.throws(() => call(value, 1, 2), wrong);
}
for (const value of [-1n, 2n ** 64n]) {
  assert.throws(() => call(value, 1, 2),
                invalidValue('Argument 0 must be a non-negative pointer bigint'));
}
assert.throws(() => callTwo(add, 'add', 1, 2), { message: /^Argument 1 must be a function, / });
assert.throws(() => callTwo(add, 'add', 'x', 2), { message: /^Argument 1 must be a function, / });
assert.throws(() => call(add, 'x', 2), invalidValue('Argument 1 must be an int32'));
assert.throws(() => call(add, 1), invalidValue('Invalid argument count: expected 3, got 2'));

// Calls nest; the same function may be in several of them.
{
  const fib = (n) => (n < 2 ? n : call(fib, n - 1, 0) + call(fib, n - 2, 0));
  assert.strictEqual(call(fib, 10, 0), 55);
  const deep = (depth) => (depth === 0 ? 1 : call((x) => x + deep(depth - 1), depth, 0));
  assert.strictEqual(deep(400), 400 * 401 / 2 + 1);
}

// As the C library's qsort() has it.
{
  const compare = func({ arguments: ['pointer', 'pointer'], return: 'int' });
  const { qsort } = dlopen(null, {
    qsort: { arguments: ['buffer', 'size_t', 'size_t', compare] },
  }).functions;
  const numbers = Int32Array.of(3, 1, 2);
  qsort(numbers, 3, 4, common.mustCallAtLeast((a, b) => getInt32(a) - getInt32(b), 2));
  assert.deepStrictEqual([...numbers], [1, 2, 3]);
}

lib.close();
assert.throws(() => call(add, 1, 2), libraryClosed);
assert.throws(() => call('add', 1, 2), libraryClosed);
