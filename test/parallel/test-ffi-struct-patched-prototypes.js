// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');

// What a program does to the prototypes of objects, arrays and views is not run by
// instances, before node:ffi is loaded or after, and it doesn't get at their memory.

// Nothing here may rely on what is patched either.
const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Object;
let reached = '';
let isOn = true;
let patched;
function patch(object, key, descriptor) {
  const before = getOwnPropertyDescriptor(object, key);
  if (before !== undefined) setPrototypeOf(before, null);
  patched = { __proto__: null, object, key, before, next: patched };
  defineProperty(object, key, { __proto__: null, configurable: true, ...descriptor });
}

function note(key) {
  if (isOn) reached += `${typeof key === 'symbol' ? 'a symbol' : key} `;
}

const kViewMethods = ['getFloat64', 'setFloat64', 'getInt32', 'setInt32', 'getUint8', 'setUint8'];
// Before it is loaded: one that looks alike, too.
for (const key of kViewMethods) {
  patch(DataView.prototype, key, {
    value: { [key](...args) { note(key); return 77; } }[key].bind(), writable: true,
  });
}

const ffi = require('node:ffi');
const { array, bigEndian, bits, chars, getRawPointer, pointer, struct, union } = ffi;

for (const key of ['view', 'address', 'memory', 'offset', 'key', 'parent', 'isType', 'record', 'path', 'used', 'x',
                   'y', 'value', 'done', 'get', 'set', 'sequence', 'count', 'element', 'fill', 'lift', 'toPlain']) {
  patch(Object.prototype, key, { get() { note(key); }, set() { note(key); } });
}
for (let i = 0; i < 8; i++) {
  patch(Array.prototype, i, { get() { note(i); }, set() { note(i); } });
}
for (const key of ['length', 'buffer', 'byteLength', 'byteOffset', Symbol.toStringTag]) {
  patch(Object.getPrototypeOf(Int8Array.prototype), key, { get() { note(key); return 0; } });
}
const kMethods = [
  [Array.prototype, [Symbol.iterator, 'push', 'map', 'join', 'slice']],
  [Map.prototype, ['get', 'set', 'has', 'delete']],
  [Set.prototype, ['add', 'has']], [WeakMap.prototype, ['get', 'set']], [String.prototype, ['includes', 'charCodeAt']],
  [Object.getPrototypeOf(Int8Array.prototype), ['set', 'subarray', 'fill']], [Number, ['isSafeInteger', 'isInteger']],
  [Array, ['isArray']], [ArrayBuffer, ['isView']], [Math, ['floor', 'trunc']], [BigInt, ['asIntN', 'asUintN']],
  [Function.prototype, ['call', 'apply', 'bind']], [Reflect, ['get', 'set', 'apply', 'has']],
  [Object.getPrototypeOf([][Symbol.iterator]()), ['next']], [Buffer, ['from', 'alloc']],
];

function run() {
  const Point = struct({ x: 'double', y: 'int' });
  class Sub extends Point {}
  const All = struct({
    p: Point, list: array(Sub, 2), c: chars(8), b: bits('uint', 3), e: bigEndian('int32'), s: 'cstring',
    q: pointer(Point), u: union({ i: 'uint8', j: 'uint8' }), n: 'int64',
  });
  const point = new Point({ x: 1.5, y: 2 });
  const all = new All({
    p: point, list: [point, { x: 3, y: 4 }], c: 'text', b: 5, e: -5, s: 'some text', q: point, u: { i: 3 }, n: 5,
  });
  all.list[1].y++;
  all.p = { x: 2.5, y: 3 };
  const native = Point.at(all.q);
  native.y = 9;
  let total = 0;
  for (const { x } of all.list) total += x;
  const bytes = new Uint8Array(64);
  const from = Point.from(bytes, 8);
  from.x = 0.5;
  from.y = 7;
  let message = '';
  try {
    all.list = [{ x: 1, y: 1 }, { x: 1, y: 'no' }];
  } catch (error) {
    ({ message } = error);
  }
  return [all.p.x, all.list.at(1).y, all.c, all.b, all.e, all.s, point.y, all.u.j, total, all.n, from.x, bytes[16],
          Point.at(getRawPointer(bytes), 2)[0].x, message, All.toObject(all).list.length];
}

for (let i = 0; i < kMethods.length; i++) {
  const { 0: object, 1: keys } = kMethods[i];
  for (let j = 0; j < keys.length; j++) {
    const key = keys[j];
    patch(object, key, { writable: true, value() { note(key); } });
  }
}
let result;
let thrown;
try {
  result = run();
} catch (error) {
  thrown = error;
}
isOn = false;
for (; patched !== undefined; patched = patched.next) {
  const { object, key, before } = patched;
  delete object[key];
  if (before !== undefined) defineProperty(object, key, before);
}
if (thrown !== undefined) throw thrown;
assert.strictEqual(reached, '');
const expected = [2.5, 5, 'text', 5, -5, 'some text', 9, 3, 4.5, 5n, 0.5, 7, 0, result[13], 2];
assert.deepStrictEqual(result, expected);
assert.match(result[13], /\.list\[1\]\.y must be an int32$/);
// They do what they do.
assert.deepStrictEqual(run(), expected);
