// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { array, bigEndian, chars, getRawPointer, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize } = require('../common/ffi');

// Arrays have a length, elements by index and by at(), and are iterated over; what is
// written to them is checked as everything else.

const Point = struct({ x: 'int', y: 'int' }, { name: 'Point' });
const Ints = array('int', 3);
const outOfRange = (index, name = Ints.name) => ({
  name: 'RangeError', code: 'ERR_OUT_OF_RANGE',
  message: `${name}[${index}] is out of range: the length is 3`,
});

const at = (a, i) => a.at(i);
const read = (a, i) => a[i];
const write = (a, i, value) => { a[i] = value; };
const sum = (a) => {
  let total = 0;
  for (const item of a) total += item;
  return total;
};
const native = new Int32Array(3);
for (const ints of [new Ints([1, 2, 3]), Ints.at(getRawPointer(native)), Ints.from(new ArrayBuffer(16), 4)]) {
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 3; j++) write(ints, j, j + 1);
    assert.strictEqual(ints.length, 3);
    assert.deepStrictEqual([read(ints, 0), at(ints, 2), sum(ints)], [1, 3, 6]);
    for (const index of eachCase([3, -1, 1.5, NaN, Infinity, 2 ** 32, 2 ** 53, -Infinity])) {
      assert.strictEqual(read(ints, index), undefined);
      assert.throws(() => write(ints, index, 1), outOfRange(index));
    }
    for (const index of eachCase([3, -4, 2 ** 32, NaN - 1, Infinity, '1', undefined, null, 1n, Symbol('s'), {}])) {
      assert.strictEqual(at(ints, index), undefined);
    }
    assert.deepStrictEqual([at(ints, -1), at(ints, -3), at(ints, 1.9), at(ints, -0)], [3, 1, 2, 1]);
    for (const value of eachCase([1.5, '1', undefined, 2 ** 31, 1n])) {
      assert.throws(() => write(ints, 1, value), invalidValue(`${Ints.name}[1] must be an int32`));
    }
    assert.deepStrictEqual(ints.toObject(), [1, 2, 3]);
    optimize(at, ints, 1);
    optimize(read, ints, 1);
    optimize(write, ints, 0, 1);
    optimize(sum, ints);
  }
}

// What else objects and iterables have.
{
  const ints = new Ints([1, 2, 3]);
  assert.deepStrictEqual([...ints], [1, 2, 3]);
  assert.deepStrictEqual(Array.from(ints, (n) => n * 2), [2, 4, 6]);
  assert.strictEqual(Math.max(...ints), 3);
  assert.strictEqual(ints.hasOwnProperty('length'), false);
  assert.ok(ints instanceof Ints && ints instanceof Object);
  assert.strictEqual(ints.unknown, undefined);
  ints.unknown = 5;
  assert.strictEqual(ints.unknown, 5);
  assert.strictEqual(ints['01'], undefined);
  assert.throws(() => { ints.length = 5; }, TypeError);
  assert.throws(() => { ints['-1'] = 5; }, outOfRange(-1));
  const iterator = ints[Symbol.iterator]();
  assert.strictEqual(iterator[Symbol.iterator](), iterator);
  assert.deepStrictEqual(iterator.next(), { value: 1, done: false });
  assert.deepStrictEqual([...iterator], [2, 3]);
  assert.deepStrictEqual(iterator.next(), { value: undefined, done: true });
  assert.deepStrictEqual(Reflect.ownKeys(iterator), []);
  // The end of the prototype chain is everybody's, and stays as it is.
  const indexes = Object.getPrototypeOf(Ints.prototype);
  assert.throws(() => { Object.defineProperty(indexes, 'x', { value: 1 }); }, TypeError);
  assert.throws(() => Object.setPrototypeOf(indexes, null), TypeError);
  assert.strictEqual(Reflect.get(indexes, '0', {}), undefined);
  assert.strictEqual(Reflect.get(indexes, '0', 5), undefined);
}

// From arrays, and typed arrays of the same numbers.
assert.deepStrictEqual(new Ints(new Int32Array([4, 5, 6])).toObject(), [4, 5, 6]);
assert.deepStrictEqual(new Ints(new Ints([4, 5, 6])).toObject(), [4, 5, 6]);
for (const [value, problem] of eachCase([
  [[1, 2], 'must have 3 elements, but has 2'],
  [new Int32Array(4), 'must have 3 elements, but has 4'],
  [[1, 2, '3'], undefined],
  [[1, , 3], undefined], // eslint-disable-line no-sparse-arrays
  [new Float32Array(3), 'must be an array or Int32Array of elements of type int32'],
  [new Uint32Array(3), 'must be an array or Int32Array of elements of type int32'],
  ['123', 'must be an array or Int32Array of elements of type int32'],
  [{ length: 3 }, 'must be an array or Int32Array of elements of type int32'],
  [new Set([1, 2, 3]), 'must be an array or Int32Array of elements of type int32'],
  [new (array('uint', 3))(),
   'must be an array or Int32Array of elements of type int32, not an instance of array(uint, 3)'],
  [new Point(), 'must be an array or Int32Array of elements of type int32, not an instance of Point'],
])) {
  const index = value[1] === undefined ? 1 : 2;
  const message = problem === undefined ? `${Ints.name}[${index}] must be an int32` : `${Ints.name} ${problem}`;
  assert.throws(() => new Ints(value), invalidValue(message));
}
{
  const Bigs = array('uint64', 2);
  assert.deepStrictEqual(new Bigs(new BigUint64Array([1n, 2n])).toObject(), [1n, 2n]);
  assert.deepStrictEqual(new Bigs([1, 2n]).toObject(), [1n, 2n]);
  const Swapped = array(bigEndian('int16'), 2);
  assert.deepStrictEqual(new Swapped([1, -2]).toObject(), [1, -2]);
  assert.throws(() => new Swapped(new Int16Array(2)), { code: 'ERR_INVALID_ARG_VALUE' });
  const Texts = array(chars(4), 2);
  const texts = new Texts(['ab', 'abcd']);
  assert.deepStrictEqual([...texts, texts[0], texts.at(1)], ['ab', 'abcd', 'ab', 'abcd']);
  texts[0] = '';
  assert.deepStrictEqual(texts.toObject(), ['', 'abcd']);
}

// Arrays of structs, and of arrays.
{
  const Points = array(Point, 2);
  const points = new Points([{ x: 1, y: 2 }, { x: 3, y: 4 }]);
  points[0].x = 9;
  points.at(1).y = 8;
  for (const point of points) point.x++;
  points[1] = points[0];
  points[0] = { x: 5, y: 6 };
  assert.deepStrictEqual(points.toObject(), [{ x: 5, y: 6 }, { x: 10, y: 2 }]);
  const Matrix = array(array('double', 2), 2);
  const matrix = new Matrix([[1, 2], new Float64Array([3, 4])]);
  matrix[0][1] = matrix.at(1).at(0);
  assert.deepStrictEqual(matrix.toObject(), [[1, 3], [3, 4]]);
  assert.deepStrictEqual([...matrix].map((row) => [...row]), [[1, 3], [3, 4]]);
  assert.throws(() => { matrix[1][1] = 'x'; }, { message: /^array\(double, 2\)\[1\] must be a double$/ });
  assert.throws(() => { matrix[1] = [1]; }, { message: /\[1\] must have 2 elements, but has 1$/ });
}
