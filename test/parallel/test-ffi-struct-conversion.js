// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { array, chars, pointer, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize } = require('../common/ffi');

// What a struct is made of, and assigned from: an object that has every field and no
// other, an instance, or bytes of its size. Errors name the path of what is wrong, and
// nothing is written if anything is.

const Point = struct({ x: 'double', y: 'double' }, { name: 'Point' });
const Shape = struct({
  kind: 'int', points: array(Point, 2), label: chars(4), next: pointer('int'), id: 'int64',
}, { name: 'Shape' });

const good = () => ({
  kind: 1, points: [{ x: 1, y: 2 }, new Point({ x: 3, y: 4 })], label: 'abcd', next: null, id: 5n,
});
const make = (value) => new Shape(value);

const kWrong = [
  [{ kind: 1.5 }, 'Shape.kind must be an int32'],
  [{ points: [{ x: 1, y: 2 }, { x: 1, y: '2' }] }, 'Shape.points[1].y must be a double'],
  [{ points: [{ x: 1, y: 2 }, { x: 1 }] }, 'Shape.points[1].y is missing'],
  [{ points: [{ x: 1, y: 2 }, { x: 1, y: 2, z: 3 }] }, 'Shape.points[1].z is no field of Point'],
  [{ points: [{ x: 1, y: 2 }] }, 'Shape.points must have 2 elements, but has 1'],
  [{ points: 'ab' }, 'Shape.points must be an array of elements of type Point'],
  [{ points: [5, 6] },
   'Shape.points[0] must be an instance of Point, or an object with its fields'],
  [{ points: [null, null] },
   'Shape.points[0] must be an instance of Point, or an object with its fields'],
  [{ points: [[1, 2], [3, 4]] },
   'Shape.points[0] must be an instance of Point, or an object with its fields'],
  [{ label: 'abcde' }, 'Shape.label must have at most 4 bytes, but has 5 in utf8'],
  [{ label: 'a\0' }, 'Shape.label must not contain null bytes'],
  [{ label: 5 }, 'Shape.label must be a string'],
  [{ next: 5 }, 'Shape.next must be bytes, a bigint, or null'],
  [{ next: -1n }, 'Shape.next must be a non-negative pointer bigint'],
  [{ id: 2 ** 60 }, 'Shape.id must be an int64'],
  [{ extra: 1 }, 'Shape.extra is no field of Shape'],
  [{ 'no name': 1 }, "Shape['no name'] is no field of Shape"],
  [{ labels: 1 }, "Shape.labels is no field of Shape; did you mean 'label'?"],
];

for (let i = 0; i < 2; i++) {
  const shape = make(good());
  assert.deepStrictEqual(shape.toObject(), {
    kind: 1, points: [{ x: 1, y: 2 }, { x: 3, y: 4 }], label: 'abcd', next: 0n, id: 5n,
  });
  for (const [change, message] of eachCase(kWrong)) {
    assert.throws(() => make({ ...good(), ...change }), invalidValue(message));
  }
  for (const name of eachCase(Object.keys(good()))) {
    const { [name]: _, ...rest } = good();
    assert.throws(() => make(rest), invalidValue(`Shape.${name} is missing`));
    // As many keys as there should be.
    assert.throws(() => make({ ...rest, unknown: 1 }), {
      code: 'ERR_INVALID_ARG_VALUE',
      message: new RegExp(`^Shape\\.(${name} is missing|unknown is no field of Shape)$`),
    });
  }
  for (const value of eachCase([null, 5, 'abc', true, 5n, Symbol('s'), () => {}, []])) {
    assert.throws(() => make(value),
                  invalidValue('Shape must be made of an object with its fields, of bytes, or of another instance'));
  }
  optimize(make, good());
}

// NULL may be undefined, if it is said.
assert.strictEqual(make({ ...good(), next: undefined }).next, 0n);
// Fields may be inherited, as those of a class's instances are.
class Pair { get x() { return 1; } get y() { return 2; } }
assert.deepStrictEqual(new Point(new Pair()).toObject(), { x: 1, y: 2 });
assert.deepStrictEqual(new Point({ __proto__: { x: 1 }, y: 2 }).toObject(), { x: 1, y: 2 });
assert.deepStrictEqual(new Point(new Proxy({ x: 1, y: 2 }, {})).toObject(), { x: 1, y: 2 });

// Each property is read once, in the order of the fields.
{
  const read = [];
  new Point({ get y() { read.push('y'); return 1; }, get x() { read.push('x'); return 2; } });
  assert.deepStrictEqual(read, ['x', 'y']);
}

// Instances and bytes.
{
  const Line = struct({ a: Point, b: Point }, { name: 'Line' });
  const point = new Point({ x: 1, y: 2 });
  const line = new Line({ a: point, b: new Float64Array([3, 4]) });
  assert.deepStrictEqual(line.toObject(), { a: { x: 1, y: 2 }, b: { x: 3, y: 4 } });
  point.x = 7; // It was copied.
  assert.strictEqual(line.a.x, 1);
  line.a = point;
  line.b = line.a;
  assert.deepStrictEqual(new Line(line).toObject(), { a: { x: 7, y: 2 }, b: { x: 7, y: 2 } });
  line.b = { x: 5, y: 6 };
  line.a.y = line.b.y;
  assert.deepStrictEqual(line.toObject(), { a: { x: 7, y: 6 }, b: { x: 5, y: 6 } });

  const Other = struct({ x: 'double', y: 'double' }, { name: 'Other' });
  assert.throws(() => { line.a = new Other(); },
                invalidValue('Line.a must be an instance of Point, not of Other'));
  assert.throws(() => new Point(new Other()),
                invalidValue('Point must be an instance of Point, not of Other'));
  assert.throws(() => { line.a = new Uint8Array(15); },
                invalidValue('Line.a must have 16 bytes, as Point has, but has 15'));
}

// What throws half-way leaves what was there.
{
  const shape = make(good());
  const before = shape.toObject();
  const error = new Error('from a getter');
  const bad = [
    { x: 9, get y() { throw error; } },
    new Proxy({ x: 9, y: 9 }, { get(target, key) { if (key === 'y') throw error; return target[key]; } }),
    new Proxy({}, { ownKeys() { throw error; } }),
  ];
  for (const value of eachCase(bad)) {
    assert.throws(() => { shape.points[0] = value; }, error);
    assert.throws(() => { shape.points = [{ x: 9, y: 9 }, value]; }, error);
    assert.deepStrictEqual(shape.toObject(), before);
  }
  assert.throws(() => { shape.points = [{ x: 9, y: 9 }, { x: 9 }]; },
                invalidValue('Shape.points[1].y is missing'));
  assert.throws(() => { shape.label = 'toolong'; }, { code: 'ERR_INVALID_ARG_VALUE' });
  assert.deepStrictEqual(shape.toObject(), before);
}

// A getter that reads, or writes, what is being assigned.
{
  const point = new Point({ x: 1, y: 2 });
  const Holder = struct({ p: Point });
  const holder = new Holder({ p: point });
  holder.p = { get x() { holder.p.x = 100; return holder.p.y; }, get y() { return holder.p.x; } };
  assert.deepStrictEqual(holder.p.toObject(), { x: 2, y: 100 });
}
