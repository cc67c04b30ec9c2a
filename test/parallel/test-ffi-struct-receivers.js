// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const vm = require('node:vm');
const { inspect } = require('node:util');
const { array, struct } = require('node:ffi');
const { eachCase, optimize } = require('../common/ffi');

// Accessors and methods are for instances of their own type, and nothing else, also when
// they are optimised for these. What another realm has is as good as one's own.

const Point = struct({ x: 'int', y: 'int' }, { name: 'Point' });
const Other = struct({ x: 'int', y: 'int' }, { name: 'Other' });
const Line = struct({ a: Point, p: 'pointer', s: 'cstring' }, { name: 'Line' });
const Ints = array('int', 3);

const wrongThis = (name) => ({
  name: 'TypeError', code: 'ERR_INVALID_THIS', message: `Value of "this" must be of type ${name}`,
});

const kWrong = [
  undefined, null, 5, 'text', {}, [], () => {}, { __proto__: new Point() }, new Proxy(new Point(), {}),
  new Other(), Point, Point.prototype, new Float64Array(4), globalThis,
];

for (const [Class, keys] of [[Point, ['x', 'y']], [Line, ['a', 'p', 's']]]) {
  for (const key of keys) {
    const { get, set } = Object.getOwnPropertyDescriptor(Class.prototype, key);
    const call = (receiver) => Reflect.apply(get, receiver, []);
    const write = (receiver, value) => Reflect.apply(set, receiver, [value]);
    const value = new Class()[key];
    for (let i = 0; i < 2; i++) {
      for (const receiver of eachCase(kWrong)) {
        assert.throws(() => call(receiver), wrongThis(Class.name));
        assert.throws(() => write(receiver, value), wrongThis(Class.name));
      }
      optimize(call, new Class());
      optimize(write, new Class(), value);
    }
  }
}

for (const receiver of eachCase([...kWrong, new Int32Array(3), new (array('int', 3))()])) {
  const { at, [Symbol.iterator]: iterate } = Ints.prototype;
  assert.throws(() => Reflect.apply(at, receiver, [0]), wrongThis(Ints.name));
  assert.throws(() => Reflect.apply(iterate, receiver, []), wrongThis(Ints.name));
  assert.throws(() => Reflect.get(Ints.prototype, 'length', receiver), wrongThis(Ints.name));
}
for (const receiver of eachCase(kWrong.filter((value) => !(value instanceof Other)))) {
  for (const name of ['toObject', 'toJSON', inspect.custom]) {
    assert.throws(() => Reflect.apply(Point.prototype[name], receiver, []), {
      code: 'ERR_INVALID_THIS',
    });
  }
}
for (const value of eachCase(kWrong)) {
  assert.throws(() => Point.toObject(value), { code: 'ERR_INVALID_ARG_TYPE' });
  for (const name of ['at', 'from']) {
    assert.throws(() => Reflect.apply(Point[name], value === Point ? Other : value, [1n]),
                  wrongThis('class Point'));
  }
}
const { next } = Object.getPrototypeOf(new Ints()[Symbol.iterator]());
assert.throws(() => Reflect.apply(next, {}, []), TypeError);

// A proxy is no instance, but has the properties of a plain object.
assert.throws(() => new Proxy(new Point(), {}).x, wrongThis('Point'));

// The class is to be called with new; what it makes is of whatever class that says.
assert.throws(() => Point(), TypeError);
class Unrelated {}
const odd = Reflect.construct(Point, [{ x: 1, y: 2 }], Unrelated);
assert.ok(odd instanceof Unrelated);
assert.deepStrictEqual(Point.toObject(odd), { x: 1, y: 2 });

// Another realm's objects, arrays and bytes.
const realm = vm.createContext({ Point, Ints });
const run = (code) => vm.runInContext(code, realm);
assert.deepStrictEqual(new Point(run('({ x: 1, y: 2 })')).toObject(), { x: 1, y: 2 });
assert.deepStrictEqual(new Ints(run('[1, 2, 3]')).toObject(), [1, 2, 3]);
assert.deepStrictEqual(new Ints(run('new Int32Array([1, 2, 3])')).toObject(), [1, 2, 3]);
assert.strictEqual(Point.from(run('new ArrayBuffer(8)')).x, 0);
assert.strictEqual(run(`
  class Sub extends Point { sum() { return this.x + this.y; } }
  new Sub({ x: 1, y: 2 }).sum();
`), 3);
assert.strictEqual(run('new Point({ x: 5, y: 2 }).x'), 5);
assert.throws(() => run('new Point({ x: 5 })'), { code: 'ERR_INVALID_ARG_VALUE', message: 'Point.y is missing' });
