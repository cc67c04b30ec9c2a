// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const {
  aligned, anonymous, array, bigEndian, bits, chars, enumeration, func, littleEndian, padding,
  pointer, struct, union,
} = require('node:ffi');
const { eachCase } = require('../common/ffi');

// Types have names, sizes and alignments, and are shown by their names.

class Point extends struct({ x: 'double', y: 'double' }) {}
const late = pointer(() => Point);

const objects = [
  [pointer(Point), 'pointer(Point)', 8, 8],
  [pointer(pointer('cstring')), 'pointer(pointer(cstring))', 8, 8],
  [pointer('void'), 'pointer(void)', 8, 8],
  [late, 'pointer(...)', 8, 8],
  [func({ arguments: ['int', 'pointer'], return: 'double' }), 'func(float64 (int32, pointer))', 8, 8],
  [func({}), 'func(void ())', 8, 8],
  [enumeration({ RED: 0, GREEN: 1 }), 'enumeration(RED, GREEN)', 4, 4],
  [enumeration({ a: 0, b: 1, c: 2, d: 3 }, 'u8'), 'enumeration(a, b, c, ...)', 1, 1],
  [enumeration({}, 'int53'), 'enumeration()', 8, 8],
  [chars(33), 'chars(33)', 33, 1],
  [chars(8, 'UTF-16LE'), 'chars(8, utf16le)', 8, 1],
  [bigEndian('ushort'), 'bigEndian(ushort)', 2, 2],
  [littleEndian('f64'), 'littleEndian(f64)', 8, 8],
];
for (const [type, name, size, alignment] of eachCase(objects)) {
  assert.deepStrictEqual([type.name, type.size, type.alignment], [name, size, alignment]);
  assert.strictEqual(inspect(type), name);
  assert.ok(Object.isFrozen(type));
  assert.strictEqual(inspect({ type }), `{ type: ${name} }`);
}

const classes = [
  [struct({}), 'struct()', 0, 1],
  [struct({ a: 'int', b: 'char' }), 'struct(a, b)', 8, 4],
  [struct({ a: 'int', b: 'int', c: 'int', d: 'int' }), 'struct(a, b, c, ...)', 16, 4],
  [union({ i: 'int', d: 'double' }), 'union(i, d)', 8, 8],
  [union({ i: 'int' }, { name: 'Value' }), 'Value', 4, 4],
  [struct({ i: 'int' }, { name: '' }), 'struct(i)', 4, 4],
  [Point, 'Point', 16, 8],
  [array('int', 4), 'array(int, 4)', 16, 4],
  [array(array('u8', 2), 3), 'array(array(u8, 2), 3)', 6, 1],
  [array(Point), 'array(Point)', 0, 8],
  [array(Point, -0), 'array(Point, 0)', 0, 8],
  // A class that has no name of its own.
  [(() => class extends Point {})(), 'Point', 16, 8],
];
for (const [type, name, size, alignment] of eachCase(classes)) {
  assert.strictEqual(typeof type, 'function');
  assert.deepStrictEqual([pointer(type).name, type.size, type.alignment],
                         [`pointer(${name})`, size, alignment]);
}
for (const [type, name] of eachCase(classes.slice(0, -1))) assert.strictEqual(type.name, name);

const fields = [
  [bits('uint', 3), 'bits(uint, 3)'],
  [padding('int', 0), 'padding(int, 0)'],
  [anonymous(Point), 'anonymous(Point)'],
  [aligned('int', 16), 'aligned(int, 16)'],
  [aligned(bits('int', 3), 8), 'aligned(bits(int, 3), 8)'],
];
for (const [field, name] of eachCase(fields)) {
  assert.deepStrictEqual([field.name, inspect(field)], [name, name]);
  assert.ok(Object.isFrozen(field));
}

// What they have is nothing for other objects.
const prototype = Object.getPrototypeOf(late);
assert.ok(Object.isFrozen(prototype));
for (const key of eachCase(['name', 'size', 'alignment'])) {
  for (const receiver of eachCase([undefined, 1, {}, prototype, Point, { __proto__: late }])) {
    if (receiver === Point) continue;
    assert.throws(() => Reflect.get(prototype, key, receiver), { name: 'TypeError', code: 'ERR_INVALID_THIS' });
  }
}
