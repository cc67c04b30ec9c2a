// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { array, getRawPointer, setInt32, struct, toBuffer } = require('node:ffi');

// `getRawPointer()` takes instances, of a program's own memory, of its bytes, and of
// native memory: what is there is what they have, and a part is where it is in the whole.

const Point = struct({ x: 'int32', y: 'int32' });
const Line = struct({ id: 'int32', points: array(Point, 2) });

const line = new Line({ id: 1, points: [{ x: 2, y: 3 }, { x: 4, y: 5 }] });
const pointer = getRawPointer(line);
assert.strictEqual(typeof pointer, 'bigint');
assert.deepStrictEqual([...new Int32Array(toBuffer(pointer, Line.size).slice().buffer, 0, 5)], [1, 2, 3, 4, 5]);
assert.strictEqual(getRawPointer(line.points), pointer + 4n);
assert.strictEqual(getRawPointer(line.points[1]), pointer + 12n);
setInt32(pointer, 16, 6);
assert.strictEqual(line.points[1].y, 6);

const bytes = new Uint8Array(new ArrayBuffer(40));
assert.strictEqual(getRawPointer(Line.from(bytes, 8)), getRawPointer(bytes) + 8n);
assert.strictEqual(getRawPointer(Line.from(bytes, 8).points[1]), getRawPointer(bytes) + 20n);

assert.strictEqual(getRawPointer(Line.at(pointer)), pointer);
assert.strictEqual(getRawPointer(Point.at(pointer, 3)), pointer);
assert.strictEqual(getRawPointer(Point.at(pointer, 3)[2]), pointer + 16n);

// Only those, not what looks like one.
for (const value of [undefined, null, 5, 5n, 'text', {}, Point, { __proto__: line }]) {
  assert.throws(() => getRawPointer(value), { code: 'ERR_INVALID_ARG_TYPE' });
}
const view = Line.from(bytes);
structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
assert.throws(() => getRawPointer(view), { code: 'ERR_INVALID_STATE', message: /^Invalid state: The first argument has no memory/ });
