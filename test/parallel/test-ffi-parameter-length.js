// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const {
  array, chars, countOf, dlopen, inout, lengthOf, out, pointer, struct,
} = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// lengthOf() and countOf() pass how long another argument is, which the caller need not.

const path = pathOf('parameters');
const Point = struct({ x: 'double', y: 'double' });

function define(type, length, symbol = 'give_length', result = 'uint53') {
  const definition = { symbol, arguments: [type, length], return: result };
  return dlopen(path, { give: definition }).functions.give;
}

for (const [type, value, bytes, count] of eachCase([
  ['buffer', Buffer.from('abc'), 3, 3],
  ['buffer', Buffer.alloc(0), 0, 0],
  ['buffer', new Uint16Array(5), 10, 5],
  ['buffer', new Float64Array([1, 2]).subarray(1), 8, 1],
  ['buffer', new DataView(new ArrayBuffer(9), 2), 7, 7],
  ['arraybuffer', new ArrayBuffer(12), 12, 12],
  ['buffer', new Uint8Array(new SharedArrayBuffer(12)), 12, 12],
  ['pointer', null, 0, 0],
  ['pointer', undefined, 0, 0],
  ['string', 'Grüße', 7, 7],
  ['cstring', '', 0, 0],
  ['string16', 'Grüße', 10, 5],
  ['string32', 'a\u{1F600}', 8, 2],
  ['string16', Buffer.alloc(6), 6, 3],
  ['string32', new Uint16Array(4), 8, 2],
  ['cstring', new Uint16Array(4), 8, 8],
  ['pointer', 'Grüße', 7, 7],
  [array('int'), [1, 2, 3], 12, 3],
  [array('int'), new Int32Array(4), 16, 4],
  [array('int', 3), [1, 2, 3], 12, 3],
  [array('cstring'), ['a', 'b'], 16, 2],
  [array(Point), [{ x: 1, y: 2 }, { x: 1, y: 2 }], 32, 2],
  [array('int', { const: true }), [], 0, 0],
  [pointer(Point), new Point(), 16, 1],
  [pointer(Point), [new Point(), new Point()], 32, 2],
  [pointer('int'), new Int32Array(4), 16, 4],
  [pointer('int'), new Uint8Array(8), 8, 2],
])) {
  const length = define(type, lengthOf(0));
  const elements = define(type, countOf(0));
  assert.strictEqual(length.length, 1);
  for (const fn of [length, optimize((value) => length(value), value)]) {
    assert.strictEqual(fn(value), bytes);
  }
  for (const fn of [elements, optimize((value) => elements(value), value)]) {
    assert.strictEqual(fn(value), count);
  }
}

// C gets as many bytes as it is told of.
{
  const { functions: { sum } } = dlopen(path, {
    sum: { arguments: ['buffer', lengthOf(0)], return: 'uint' },
  });
  const call = optimize((bytes) => sum(bytes), Buffer.from([1, 2]));
  for (const fn of [sum, call]) {
    assert.strictEqual(fn(Buffer.alloc(1000, 3)), 3000);
    const lying = Buffer.from([1, 2, 3]);
    Object.defineProperty(lying, 'byteLength', { value: 1e9 });
    Object.defineProperty(lying, 'length', { value: 1e9 });
    assert.strictEqual(fn(lying), 6);
    const resizable = new ArrayBuffer(4, { maxByteLength: 8 });
    const view = new Uint8Array(resizable);
    assert.strictEqual(fn(view), 0);
    resizable.resize(8);
    view.fill(1);
    assert.strictEqual(fn(view), 8);
    const detached = new Uint8Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    assert.throws(() => fn(detached), { message: /^Argument 0 .*detached/ });
    assert.throws(() => fn(detached.buffer), { message: /^Argument 0 .*detached/ });
  }
}

// Before the argument, and of what C writes to.
{
  const { functions } = dlopen(path, {
    write_text: { arguments: [out(chars(9)), lengthOf(0)] },
    count_up: { arguments: ['int', out(array('int', 3)), countOf(1)] },
    inout: { symbol: 'give_length', arguments: [inout(Point, { nullable: true }), lengthOf(0)], return: 'uint53' },
    before: { symbol: 'give_length_i64', arguments: [lengthOf(1, 'int64'), 'buffer'], return: 'pointer' },
  });
  assert.deepStrictEqual(functions.write_text().out, ['written']);
  assert.deepStrictEqual([...functions.count_up(4).out[0]], [4, 5, 6]);
  assert.strictEqual(functions.inout({ x: 1, y: 2 }).value, 16);
  assert.strictEqual(functions.inout(null).value, 0);
  assert.strictEqual(functions.before.length, 1);
  assert.throws(() => functions.before('x', 1), invalidValue('Invalid argument count: expected 1, got 2'));
  assert.throws(() => functions.before(1), { message: /^Argument 0 must be a buffer/ });
}

// What is too long, and what has no length.
{
  const short = define('buffer', lengthOf(0, 'uint8'), 'give_length_u8', 'uint8');
  assert.strictEqual(short(Buffer.alloc(255)), 255);
  assert.throws(() => short(Buffer.alloc(256)), {
    name: 'RangeError', code: 'ERR_OUT_OF_RANGE',
    message: 'Argument 0 has a length of 256, which the type of lengthOf(0), uint8, has no room for',
  });
  assert.throws(() => define('pointer', lengthOf(0))(5n), invalidValue(
    'Argument 0 must have a length, which is passed, too: a bigint has none'));
  assert.throws(() => define('string16', countOf(0))(Buffer.alloc(3)), invalidValue(
    'Argument 0 must have whole elements of 2 bytes, but has 3 bytes'));
  assert.throws(() => define(pointer('int'), countOf(0))(new Uint8Array(5)), invalidValue(
    'Argument 0 must have whole elements of 4 bytes, but has 5 bytes'));
}
