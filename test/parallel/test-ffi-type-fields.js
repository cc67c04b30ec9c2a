// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { anonymous, array, bits, chars, padding, pointer, struct, union } = require('node:ffi');

// `fields` tells what a struct or union consists of, as its definition said it.

const Inner = struct({ a: 'int', b: bits('int', 3) });
const definition = {
  c: 'uchar',
  next: pointer('void'),
  gap: padding('int', 3),
  hidden: anonymous(Inner),
  either: anonymous(union({ f: 'float', _: anonymous(struct({ lo: 'u16', hi: 'u16' })) })),
  inner: Inner,
  name: chars(4),
};

const Outer = struct(definition);
const { fields } = Outer;
assert.strictEqual(Object.getPrototypeOf(fields), null);
assert.ok(Object.isFrozen(fields));
assert.ok(Object.values(fields).every(Object.isFrozen));
assert.deepStrictEqual({ ...fields }, {
  c: { type: 'uchar', offset: 0, size: 1 },
  next: { type: definition.next, offset: 8, size: 8 },
  a: { type: 'int', offset: 20, size: 4 },
  b: { type: 'int', offset: 24, size: 4, bitOffset: 0, bitWidth: 3 },
  f: { type: 'float', offset: 28, size: 4 },
  lo: { type: 'u16', offset: 28, size: 2 },
  hi: { type: 'u16', offset: 30, size: 2 },
  inner: { type: Inner, offset: 32, size: 8 },
  name: { type: definition.name, offset: 40, size: 4 },
});
assert.deepStrictEqual(Object.keys(fields), ['c', 'next', 'a', 'b', 'f', 'lo', 'hi', 'inner', 'name']);
assert.strictEqual(fields.inner.type, Inner);
assert.strictEqual(fields.next.type, definition.next);

// The same from pairs, and with names that objects have.
assert.deepStrictEqual(struct(Object.entries(definition)).fields, fields);
const names = ['constructor', 'toString', 'toObject', 'size', 'name', 'fields', 'prototype', 'a.b', 'é', ' '];
const Named = struct(names.map((name) => [name, 'int']));
assert.deepStrictEqual(Object.keys(Named.fields), names);
assert.strictEqual(Named.size, 4 * names.length);

// All of it is inherited, except for the name.
class Point extends struct({ x: 'int', y: 'int' }, { name: 'point' }) {}
class Point3 extends Point {}
assert.strictEqual(Point.fields, Object.getPrototypeOf(Point).fields);
assert.strictEqual(Point3.fields, Point.fields);
assert.deepStrictEqual([Point.name, Point.size, Point.alignment], ['Point', 8, 4]);
assert.strictEqual(Object.getPrototypeOf(Point).name, 'point');
assert.strictEqual(struct({ p: Point3 }).fields.p.type, Point3);

// No program can change what a type is.
assert.throws(() => { Outer.size = 1; }, TypeError);
assert.throws(() => { fields.c = undefined; }, TypeError);
assert.throws(() => { fields.c.offset = 1; }, TypeError);

// Arrays have none.
assert.strictEqual(array('int', 3).fields, undefined);

// Empty ones.
assert.deepStrictEqual([struct({}).size, struct([]).size, union({}).size], [0, 0, 0]);
assert.deepStrictEqual({ ...struct({ _: padding('int', 5) }).fields }, {});
