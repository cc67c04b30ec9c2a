// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { array, getRawPointer, struct } = require('node:ffi');
const { invalidValue, optimize } = require('../common/ffi');

// Classes may extend a type. Whatever makes their instances runs their constructors: with
// what `new` was given, or with a token that they pass on.

let made = 0;
class Point extends struct({ x: 'double', y: 'double' }) {
  kind = 'a point';

  constructor(...args) {
    super(...args);
    made++;
  }

  get length() { return Math.hypot(this.x, this.y); }
  static origin() { return new this({ x: 0, y: 0 }); }
}

class Point3 extends Point {}

// Takes two arguments, or what it is called with by node:ffi.
class Pair extends struct({ x: 'double', y: 'double' }, { name: 'pair' }) {
  constructor(x, y) {
    super(typeof x === 'number' ? { x, y } : x);
  }
}

const count = (fn) => {
  made = 0;
  const value = fn();
  return [made, value];
};

{
  const bytes = new Float64Array([3, 4, 6, 8]);
  const Holder = struct({ p: Point, list: array(Point, 2) });
  const holder = new Holder();
  holder.p = { x: 3, y: 4 };
  const ways = [
    () => new Point({ x: 3, y: 4 }), () => Point.from(bytes), () => Point.at(getRawPointer(bytes)),
    () => Point.at(getRawPointer(bytes), 2)[0], () => holder.p, () => new Point(new Point3({ x: 3, y: 4 })),
  ];
  for (const way of ways) {
    const [times, point] = count(way);
    assert.ok(point instanceof Point);
    assert.strictEqual(point.kind, 'a point');
    assert.strictEqual(point.length, 5);
    assert.ok(times === 1 || (times === 2 && way === ways[5]));
    assert.strictEqual(optimize(() => way().length)(), 5);
  }
  assert.ok(holder.list[0] instanceof Point);
  assert.ok([...holder.list].every((point) => point instanceof Point));
  assert.ok(Point3.from(bytes, 16) instanceof Point3);
  assert.strictEqual(Point3.origin().length, 0);
  // To copy the bytes of an object, none is made that a program sees.
  assert.strictEqual(count(() => { holder.p = new Float64Array(2); })[0] <= 1, true);
}

{
  const pair = new Pair(3, 4);
  assert.deepStrictEqual(pair.toObject(), { x: 3, y: 4 });
  assert.ok(Pair.from(new ArrayBuffer(16)) instanceof Pair);
  class Forgetful extends struct({ x: 'int' }) {
    constructor() { super(undefined); }
  }
  assert.throws(() => Forgetful.from(new ArrayBuffer(4)),
                invalidValue('The constructor of Forgetful must call super() with what it was called with'));
  class Thief extends struct({ x: 'int' }) {
    constructor(token) {
      super(token);
      Thief.token ??= token;
    }
  }
  const thief = Thief.from(new Int32Array([7]));
  // The token is good for the memory that it was for, and nothing else.
  assert.strictEqual(new Thief(Thief.token).x, 7);
  assert.deepStrictEqual(Reflect.ownKeys(Thief.token), []);
  assert.throws(() => new Point(Thief.token), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.strictEqual(thief.x, 7);
  class Other extends struct({ x: 'int' }) {
    constructor() { return new Pair(1, 2); } // eslint-disable-line no-constructor-return
  }
  assert.throws(() => Other.from(new ArrayBuffer(4)), { code: 'ERR_INVALID_ARG_VALUE' });
  class Throws extends struct({ x: 'int' }) {
    constructor(...args) {
      super(...args);
      throw new Error('from a constructor');
    }
  }
  assert.throws(() => Throws.at(8n), { message: 'from a constructor' });
}

// Errors and inspection have the class's name, types are told apart as types.
assert.throws(() => new Point({ x: 1, y: '2' }), invalidValue('Point.y must be a double'));
assert.throws(() => { new Point3().x = null; }, invalidValue('Point3.x must be a double'));
assert.strictEqual(inspect(new Point3({ x: 1, y: 2 })), 'Point3 { x: 1, y: 2 }');
const P = struct({ p: Point });
assert.strictEqual(new P({ p: new Point3({ x: 1, y: 2 }) }).p.x, 1);
assert.throws(() => new P({ p: new Pair(1, 2) }), {
  message: /\.p must be an instance of Point, not of Pair$/,
});
