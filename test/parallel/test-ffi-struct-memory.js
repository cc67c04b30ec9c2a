// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { array, getRawPointer, pointer, struct } = require('node:ffi');
const { eachCase, invalidType, invalidValue, optimize } = require('../common/ffi');

// Instances see JavaScript's bytes, and native memory, and tell when there is no such
// memory, or none any more.

const Point = struct({ x: 'int', y: 'int' }, { name: 'Point' });
const Line = struct({ a: Point, b: Point, p: 'pointer' }, { name: 'Line' });
const outOfRange = (message) => ({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message });
const gone = (path) => ({
  code: 'ERR_INVALID_STATE',
  message: `Invalid state: ${path} has no memory, as its ArrayBuffer is detached or too short`,
});

// All that has bytes, from a place in it on.
for (const bytes of eachCase([
  new ArrayBuffer(24), new SharedArrayBuffer(24), new Uint8Array(24), Buffer.alloc(24),
  new DataView(new ArrayBuffer(32), 8), new Float64Array(3), new Int32Array(new SharedArrayBuffer(32), 8),
  new ArrayBuffer(24, { maxByteLength: 64 }),
])) {
  const buffer = bytes.buffer ?? bytes;
  const view = new DataView(buffer, bytes.byteOffset ?? 0);
  Point.from(bytes, 8).y = 7;
  assert.strictEqual(view.getInt32(12, true), 7);
  view.setInt32(0, 9, true);
  assert.strictEqual(Point.from(bytes).x, 9);
}

// What has not, or too few.
assert.throws(() => Point.from(new Uint8Array(7)), outOfRange(
  'There are too few bytes for an instance of Point: it needs 8 from byte 0, but there are 7'));
assert.throws(() => Point.from(new Uint8Array(16), 12), outOfRange(
  'There are too few bytes for an instance of Point: it needs 8 from byte 12, but there are 16'));
assert.throws(() => Point.from(new Uint8Array(16), 2), invalidValue(
  'The bytes of an instance of Point must be aligned to 4, but begin at byte 2 of the ArrayBuffer'));
assert.throws(() => Point.from(new Uint8Array(new ArrayBuffer(16), 1, 9)), invalidValue(
  'The bytes of an instance of Point must be aligned to 4, but begin at byte 1 of the ArrayBuffer'));
for (const offset of eachCase([-1, 0.5, NaN, 2 ** 53, Infinity])) {
  assert.throws(() => Point.from(new Uint8Array(16), offset),
                invalidValue('The byte offset must be a non-negative integer'));
}
assert.throws(() => Point.from(new Uint8Array(16), '4'),
              invalidType("The byte offset must be a number. Received type string ('4')"));
for (const value of eachCase([undefined, null, 5, {}, [1, 2], 'bytes', new Point()])) {
  assert.throws(() => Point.from(value), { code: 'ERR_INVALID_ARG_TYPE', message: /^The bytes must be a Buffer/ });
}

// An alignment of more than 8 is not asked for.
struct({ x: 'int' }, { align: 64 }).from(new ArrayBuffer(128), 8).x = 1;

// Native memory.
{
  const bytes = new Int32Array([1, 2, 3, 4, 5, 6, 7]);
  const address = getRawPointer(bytes);
  const point = Point.at(address + 4n);
  assert.deepStrictEqual(point.toObject(), { x: 2, y: 3 });
  point.x = 8;
  assert.strictEqual(bytes[1], 8);
  const points = Point.at(address, 3);
  assert.strictEqual(points.length, 3);
  assert.deepStrictEqual(points.toObject(), [{ x: 1, y: 8 }, { x: 3, y: 4 }, { x: 5, y: 6 }]);
  assert.deepStrictEqual(Point.at(address, 0).toObject(), []);
  assert.deepStrictEqual(Point.at(address, 1).toObject(), [{ x: 1, y: 8 }]);
  // It needn't be aligned.
  assert.strictEqual(Point.at(address + 1n).x, 8 * 2 ** 24);
  assert.throws(() => Point.at(0n), { code: 'ERR_FFI_INVALID_POINTER', message: 'Cannot dereference a null pointer' });
  for (const value of eachCase([undefined, null, 5, bytes, '5'])) {
    assert.throws(() => Point.at(value), { code: 'ERR_INVALID_ARG_TYPE', message: /^The pointer must be a bigint/ });
  }
  for (const value of eachCase([-1n, 2n ** 64n])) {
    assert.throws(() => Point.at(value), invalidValue('The pointer must be a non-negative bigint'));
  }
  assert.throws(() => Point.at(2n ** 64n - 1n),
                invalidValue('The pointer is beyond the platform address range'));
  assert.throws(() => Point.at(address, -1), invalidValue('The count must be a non-negative integer'));
  assert.throws(() => Point.at(address, 2 ** 53 - 1),
                invalidValue('The pointer is beyond the platform address range'));
  assert.throws(() => Point.at(address, 3n), { code: 'ERR_INVALID_ARG_TYPE' });
}

// Bytes that go.
const get = (line) => line.b.y;
const set = (line, value) => { line.b.y = value; };
function detach(buffer) { structuredClone(buffer, { transfer: [buffer] }); }
for (let i = 0; i < 2; i++) {
  const buffer = new ArrayBuffer(24);
  const line = Line.from(buffer);
  const { a } = line;
  set(line, 5);
  assert.strictEqual(get(line), 5);
  detach(buffer);
  assert.throws(() => get(line), gone('Point.y'));
  assert.throws(() => set(line, 1), gone('Point.y'));
  assert.throws(() => a.x, gone('Point.x'));
  assert.throws(() => { line.a = new Point(); }, gone('Line.a'));
  assert.throws(() => { line.p = 'text'; }, gone('Line.p'));
  assert.throws(() => line.toObject(), gone('Line.p'));
  assert.throws(() => new Line({ a, b: a, p: null }), gone('Point'));
  assert.throws(() => Point.from(buffer), invalidValue('The bytes have no memory, as the ArrayBuffer is detached'));
  optimize(get, new Line());
  optimize(set, Line.from(new ArrayBuffer(24)), 1);
}

// Bytes that shrink, and come back.
{
  const buffer = new ArrayBuffer(24, { maxByteLength: 64 });
  const line = Line.from(buffer);
  line.a.x = 3;
  buffer.resize(16);
  assert.throws(() => line.a.x, gone('Point.x'));
  assert.throws(() => { line.a.x = 3; }, gone('Point.x'));
  buffer.resize(64);
  assert.strictEqual(line.a.x, 3);
}

// Bytes that go while they are written to.
{
  const buffer = new ArrayBuffer(24);
  const line = Line.from(buffer);
  assert.throws(() => {
    line.a = { x: 1, get y() { detach(buffer); return 2; } };
  }, gone('Line.a'));
  const bytes = new ArrayBuffer(8);
  const point = Point.from(bytes);
  assert.throws(() => new Line({ a: { get x() { detach(bytes); return 1; }, y: 1 }, b: point, p: null }),
                gone('Point'));
}

// Large ones, and none.
{
  const Large = array('uint8', 100_000_000);
  const large = new Large();
  large[99_999_999] = 5;
  assert.strictEqual(large.at(-1), 5);
  assert.throws(() => new (array('uint8', 2 ** 52))(), { code: 'ERR_MEMORY_ALLOCATION_FAILED' });
  const Empty = struct({}, { name: 'Empty' });
  assert.deepStrictEqual(new Empty({}).toObject(), {});
  assert.deepStrictEqual(Empty.from(new ArrayBuffer(0)).toObject(), {});
  assert.deepStrictEqual(new Empty(new Empty()).toObject(), {});
  assert.throws(() => new Empty({ x: 1 }), invalidValue('Empty.x is no field of Empty'));
  assert.deepStrictEqual(new (array(Empty, 3))().toObject(), [{}, {}, {}]);
}

// Of many fields, and of too many.
{
  const fields = (n) => Array.from({ length: n }, (_, i) => [`f${i}`, 'int']);
  const many = new (struct(fields(2000)))();
  many.f1999 = 5;
  assert.strictEqual(many.toObject().f1999, 5);
  assert.throws(() => struct(fields(10_001), { name: 'Huge' }),
                invalidValue('A struct may have at most 10000 fields, but Huge has 10001'));
}

// What is new is zero, padding too, and aligned.
for (const alignment of [1, 16, 64, 4096]) {
  const T = struct({ c: 'char', d: 'double', e: 'char' }, { align: alignment });
  for (let i = 0; i < 300; i++) {
    const t = new T();
    const address = getAddress(t);
    assert.strictEqual(address % BigInt(T.alignment), 0n);
    const bytes = array('uint8', T.size).at(address);
    for (const byte of bytes) assert.strictEqual(byte, 0);
    for (let j = 0; j < T.size; j++) bytes[j] = 255;
    if (alignment === 4096) break;
  }
}

function getAddress(instance) {
  const P = struct({ p: pointer(instance.constructor) });
  return new P({ p: instance }).p;
}
