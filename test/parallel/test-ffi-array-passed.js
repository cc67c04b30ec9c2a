// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { array, dlopen, func, getRawPointer, pointer, struct } = require('node:ffi');
const { eachCase, invalidValue, pathOf } = require('../common/ffi');

// Of an array that is passed, objects are read only; instances, and elements that are no
// objects, get what C has changed.

const Point = struct({ x: 'int', y: 'double' }, { name: 'Point' });
const open = (type, symbol, rest) => dlopen(pathOf('instances'), {
  [symbol]: { arguments: [type, ...rest], return: 'void' },
}).functions[symbol];

for (const type of eachCase([pointer(Point), array(Point)])) {
  const move = open(type, 'point_move', ['size_t', 'int']);
  const point = new Point({ x: 1, y: 2 });
  const frozen = Object.freeze({ x: 1, y: 2 });
  const inherited = { __proto__: frozen };
  const getters = { get x() { return 1; }, get y() { return 2; } };
  const set = Object.defineProperties({}, {
    x: { get: () => 1, set: assert.fail, enumerable: true },
    y: { get: () => 2, set: assert.fail, enumerable: true },
  });
  const list = [{ x: 1, y: 2 }, point, frozen, getters, set, inherited, point];
  const before = [...list];
  move(list, list.length, 5);
  list.forEach((item, i) => assert.strictEqual(item, before[i]));
  assert.deepStrictEqual(list[0], { x: 1, y: 2 });
  assert.deepStrictEqual(Reflect.ownKeys(inherited), []);
  // The last one that it is.
  assert.deepStrictEqual(point.toObject(), { x: 6, y: 2 });
  move(Object.freeze([point, frozen]), 2, 5);
  assert.strictEqual(point.x, 11);
}

// What an object has to keep may be passed again.
{
  const Text = struct({ s: 'cstring', p: pointer(Point), f: func({}) });
  const identity = open(pointer(Text), 'pointer_identity', []);
  const object = { s: 'text', p: new Point(), f() {} };
  const { s, p, f } = object;
  for (let i = 0; i < 2; i++) {
    identity([object]);
    assert.deepStrictEqual({ ...object }, { s, p, f });
  }
}

// Arrays in arrays.
{
  const Row = array('int', 2);
  const reverse = open(array(Row), 'int_reverse', ['size_t']);
  const row = new Row([3, 4]);
  const typed = new Int32Array([5, 6]);
  const rows = [[1, 2], row, typed];
  const before = [...rows];
  reverse(rows, 6);
  rows.forEach((item, i) => assert.strictEqual(item, before[i]));
  assert.deepStrictEqual([rows[0], [...row], [...typed]], [[6, 5], [4, 3], [2, 1]]);
  reverse([Object.freeze([1, 2])], 2);

  const move = open(array(array(Point, 2)), 'point_move', ['size_t', 'int']);
  const point = new Point();
  const object = { x: 1, y: 2 };
  move([[object, point]], 2, 5);
  assert.deepStrictEqual([object, point.x], [{ x: 1, y: 2 }, 5]);

  // Pointers, where C has changed them.
  const bytes = new Uint8Array(8);
  const lists = [['one', 'two'], ['three', bytes]];
  const identity = open(array(array('cstring', 2)), 'pointer_identity', []);
  identity(lists);
  assert.deepStrictEqual(lists, [['one', 'two'], ['three', bytes]]);
  const lengths = open(pointer(array('cstring', 3)), 'text_lengths', []);
  const texts = ['one', 'two', null];
  lengths([texts]);
  assert.deepStrictEqual(texts, ['replaced', 'two', null]);
}

// There is no array of what has no size of its own.
{
  const Ending = struct({ n: 'int', list: array('int') }, { name: 'Ending' });
  const counts = open(pointer(Ending), 'int_reverse', ['size_t']);
  const ints = open(pointer(array('int')), 'int_reverse', ['size_t']);
  const instance = new Ending({ n: 1, list: [2, 3] });
  counts(instance, 3);
  assert.deepStrictEqual(instance.toObject(), { n: 3, list: [2, 1] });
  for (const value of eachCase([[instance], [{ n: 1, list: [] }], []])) {
    assert.throws(() => counts(value, 0), invalidValue(
      'Argument 0 must be an instance of Ending, bytes, a bigint, or null, but not an array, ' +
      'as Ending ends with an array without a length'));
  }
  assert.throws(() => ints([1, 2], 2), invalidValue(
    'Argument 0 must be an instance of array(int), bytes, a bigint, or null, but not an array, ' +
    'as array(int) is an array without a length'));
  const address = getRawPointer(instance);
  class Extended extends Ending {}
  for (const Type of eachCase([Ending, Extended])) {
    assert.strictEqual(Type.at(address).n, 3);
    for (const count of [0, 1, 2]) {
      assert.throws(() => Type.at(address, count), invalidValue(
        `${Type.name}.at() takes no count, as ${Type.name} ends with an array without a length`));
    }
  }
  assert.deepStrictEqual([...array('int').at(address, 2)], [3, 2]);
}
