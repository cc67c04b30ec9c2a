// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  aligned, anonymous, array, bits, chars, enumeration, func, offsetof, pointer, sizeof, struct, union,
} = require('node:ffi');

// What a program adds to the prototypes of objects and arrays says nothing about types,
// and is not run.

const reached = [];
const keys = [
  'packed', 'align', 'name', 'const', 'countedBy', 'as', 'type', 'offset', 'size', 'bitOffset', 'bitWidth',
  'value', 'get', 'set', 'enumerable', 'configurable', 'writable', 'arguments', 'return', 'layout', 'id', 'form',
  'nodes', 'members', 'target', 'counter', 'key', 'given', 'width', 'alignment', 'undefined', 'onDerived',
];
const patched = [];
function patch(object, key) {
  patched.push([object, key]);
  Object.defineProperty(object, key, {
    __proto__: null,
    configurable: true,
    get() {
      reached.push(key);
      return undefined;
    },
    set() { reached.push(key); },
  });
}

function make() {
  const Inner = struct({ a: 'int', b: bits('int', 3) }, { align: 8 });
  class Point extends struct({ x: 'double', y: 'double' }, {}) {}
  const type = struct({
    n: 'int', inner: anonymous(Inner), p: array(Point, 2), c: chars(3), f: func({}), v: aligned('char', 16),
    e: enumeration({ A: 1 }), u: union([['i', 'int']]), q: pointer(Point), items: array('int', { countedBy: 'n' }),
  });
  return [
    sizeof(type), type.alignment, offsetof(type, 'p[1].y'), Object.keys(type.fields).length, Point.size,
    type.fields.b.bitWidth, type.fields.a.offset, type.fields.u.size, type.fields.e.type.values.A,
  ];
}

const expected = make();
for (const key of keys) patch(Object.prototype, key);
for (let i = 0; i < 20; i++) patch(Array.prototype, i);
let made;
let thrown;
try {
  made = make();
} catch (error) {
  thrown = error;
}
for (let i = 0; i < patched.length; i++) delete patched[i][0][patched[i][1]];
assert.ifError(thrown);
assert.deepStrictEqual(made, expected);
assert.deepStrictEqual(reached, []);
