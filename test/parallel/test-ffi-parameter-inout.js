// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { array, chars, dlopen, enumeration, inout, struct } = require('node:ffi');
const { eachCase, invalidType, invalidValue, optimize, pathOf } = require('../common/ffi');

// What C gets by an inout() parameter, and what it leaves there, are both the caller's.

const path = pathOf('parameters');

for (const [name, type, before, after, wrong, expected] of eachCase([
  ['i8', 'int8', -5, 7, 128, 'an int8'],
  ['u8', 'uint8', 5, 7, -1, 'a uint8'],
  ['i16', 'int16', -5, 7, 2 ** 15, 'an int16'],
  ['i32', 'int', -5, 7, 0.5, 'an int32'],
  ['u32', 'uint', 5, 7, '5', 'a uint32'],
  ['i64', 'int64', -5n, 7n, 0.5, 'an int64'],
  ['u64', 'uint64', 2n ** 64n - 1n, 7n, -1n, 'a uint64'],
  ['f32', 'float', 0.5, 7, '5', 'a float'],
  ['f64', 'double', 0.1, 7, 1n, 'a double'],
  ['bool', 'boolean', true, false, 1, 'a boolean'],
])) {
  const { functions: { write } } = dlopen(path, {
    write: { symbol: `write_${name}`, arguments: [type, inout(type)], return: type },
  });
  const call = optimize((...args) => write(...args), after, before);
  for (const fn of [write, call]) {
    assert.deepStrictEqual(fn(after, before), { value: before, out: [after] });
    assert.throws(() => fn(after, wrong), invalidValue(`Argument 1 must be ${expected}`));
    assert.throws(() => fn(after), invalidValue('Invalid argument count: expected 2, got 1'));
  }
}

// Text, names, and numbers in any amount.
{
  const Color = enumeration({ red: 1, green: 2 }, { as: 'name' });
  const { functions } = dlopen(path, {
    shout: { arguments: [inout(chars(16))] },
    color: { symbol: 'write_i32', arguments: ['int', inout(Color)], return: 'int' },
    count_up: { arguments: ['int', inout(array('int', 3)), 'size_t'] },
    name: { symbol: 'write_pointer', arguments: ['pointer', inout('cstring')], return: 'cstring' },
  });
  assert.deepStrictEqual(functions.shout('hello').out, ['HELLO']);
  assert.throws(() => functions.shout('x'.repeat(17)), invalidValue(
    'Argument 0 must have at most 16 bytes, but has 17 in utf8'));
  assert.deepStrictEqual(functions.color(2, 'red'), { value: 1, out: ['green'] });
  assert.throws(() => functions.color(2, 'blue'), { message: /^Argument 1 must be a name of/ });
  const numbers = [7, 8, 9];
  assert.deepStrictEqual([...functions.count_up(1, numbers, 2).out[0]], [1, 2, 9]);
  assert.deepStrictEqual(numbers, [7, 8, 9]);
  assert.deepStrictEqual(functions.name(null, 'before'), { value: 'before', out: [null] });
}

// An instance stays as it is: C gets a copy.
{
  class Point extends struct({ x: 'double', y: 'double' }) {}
  const { functions: { move } } = dlopen(path, { move: { arguments: [inout(Point), 'double'] } });
  const point = new Point({ x: 1, y: 2 });
  for (const fn of [move, optimize((...args) => move(...args), point, 1)]) {
    const { out: [moved] } = fn(point, 5);
    assert.ok(moved instanceof Point);
    assert.deepStrictEqual([moved.x, moved.y, point.x], [6, 2, 1]);
    assert.deepStrictEqual(fn({ x: 1, y: 1 }, 1).out[0].toObject(), { x: 2, y: 1 });
    assert.throws(() => fn({ x: 1 }, 1), invalidValue('Argument 0: y is missing'));
    assert.throws(() => fn({ x: 1, y: 'x' }, 1), invalidValue('Argument 0: y must be a double'));
    // The first of two wrong ones is told of.
    assert.throws(() => fn({ x: 1 }, 'x'), invalidValue('Argument 0: y is missing'));
  }
}

// NULL is for those that say so.
{
  const { functions } = dlopen(path, {
    is_null: { arguments: [inout('int', { nullable: true })], return: 'boolean' },
    never: { symbol: 'is_null', arguments: [inout('int')], return: 'boolean' },
    address: { symbol: 'is_null', arguments: [inout('pointer')], return: 'boolean' },
  });
  for (const isNull of [functions.is_null, optimize((value) => functions.is_null(value), null)]) {
    assert.deepStrictEqual(isNull(null), { value: true, out: [null] });
    assert.deepStrictEqual(isNull(undefined), { value: true, out: [null] });
    assert.deepStrictEqual(isNull(5), { value: false, out: [5] });
  }
  assert.throws(() => functions.never(null), invalidValue('Argument 0 must be an int32'));
  assert.deepStrictEqual(functions.address(null), { value: false, out: [0n] });
  for (const wrong of [1, 'yes', null]) {
    assert.throws(() => inout('int', { nullable: wrong }), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  assert.throws(() => inout('int', { nullabel: true }), invalidValue(
    "inout() has no option 'nullabel'; did you mean 'nullable'?"));
  assert.throws(() => inout('int', true), invalidType(
    'The options of inout() must be an object. Received type boolean (true)'));
}
