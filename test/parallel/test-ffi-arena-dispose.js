// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { MessageChannel } = require('node:worker_threads');
const ffi = require('node:ffi');
const { Arena, array, struct } = ffi;
const { eachCase, optimize } = require('../common/ffi');

// On disposal, an arena's memory is freed, and nothing reaches it any more.

const Point = struct({ x: 'int', y: 'int' }, { name: 'Point' });
const Line = struct({ from: Point, name: 'cstring', to: ffi.pointer(Point) }, { name: 'Line' });
const gone = { code: 'ERR_INVALID_STATE', message: /has no memory/ };
const disposed = { code: 'ERR_INVALID_STATE', message: 'Invalid state: The arena is disposed' };
const detached = { code: 'ERR_INVALID_ARG_VALUE', message: /detached/ };

const { functions } = ffi.dlopen(null, {
  strlen: { arguments: ['pointer'], return: 'size_t' },
  memset: { arguments: [ffi.pointer(Point), 'int', 'size_t'], return: 'pointer' },
});
const read = (point) => point.x;
const write = (point, value) => { point.x = value; };
const measure = (bytes) => functions.strlen(bytes);
const clear = (point) => functions.memset(point, 0, 8);

function test() {
  const arena = new Arena();
  const point = arena.alloc(Point);
  const points = arena.alloc(Point, 3);
  const line = arena.alloc(Line);
  const nested = line.from;
  const ints = arena.alloc('int', 3);
  const bytes = arena.alloc(100_000);
  const text = arena.string('text');
  const flags = arena.alloc('boolean', 2);
  const onBytes = Point.from(arena.alloc(8));
  line.name = text;
  line.to = point;
  write(point, 3);
  assert.strictEqual(read(point), 3);
  assert.strictEqual(measure(text), 4n);
  clear(points[1]);
  const stack = new DisposableStack();
  stack.use(arena);
  stack.dispose();

  for (const use of eachCase([
    () => read(point), () => write(point, 1), () => points[0].x, () => points.at(1).y, () => [...points][0].x,
    () => { points[1] = { x: 1, y: 2 }; }, () => read(nested), () => line.name, () => line.to,
    () => { line.name = 'x'; }, () => { line.to = point; }, () => point.toObject(), () => flags[0],
    () => { flags[1] = true; }, () => read(onBytes), () => point.pointer, () => points.pointer,
    () => new Line({ from: point, name: null, to: null }), () => { new Line().to = point; },
    () => { new Line().to = points; },
    () => clear(point), () => clear(points), () => clear(nested), () => ffi.copy(point, new Point(), 8),
    () => ffi.getRawPointer(point), () => ffi.getRawPointer(points),
  ])) {
    assert.throws(use, gone);
  }
  for (const view of eachCase([ints, bytes, text])) {
    assert.strictEqual(view.length, 0);
    assert.strictEqual(view[0], undefined);
    assert.throws(() => measure(view), detached);
    assert.throws(() => view.pointer, disposed);
    assert.throws(() => Point.from(view), detached);
  }
  for (const use of eachCase([() => arena.alloc(Point), () => arena.alloc('int'), () => arena.alloc(8),
                              () => arena.alloc(8, 0), () => arena.string('x')])) {
    assert.throws(use, disposed);
  }
  // Once more is no mistake.
  arena[Symbol.dispose]();
}

test();
// In optimised code, too.
{
  const arena = new Arena();
  const point = arena.alloc(Point);
  optimize(read, point);
  optimize(write, point, 1);
  optimize(measure, arena.string('x'));
  optimize(clear, point);
  test();
}
test();

// One that was never used.
new Arena()[Symbol.dispose]();

// Nothing but disposal takes the memory away.
{
  const arena = new Arena();
  const bytes = arena.alloc(16);
  const point = arena.alloc(Point);
  const { buffer } = bytes;
  const { port1 } = new MessageChannel();
  assert.throws(() => structuredClone(bytes, { transfer: [buffer] }), { name: 'DataCloneError' });
  assert.throws(() => port1.postMessage(bytes, [buffer]), { name: 'DataCloneError' });
  port1.close();
  assert.throws(() => buffer.transfer(), TypeError);
  point.x = 5;
  assert.strictEqual(structuredClone(point).x, 5);
  assert.strictEqual(structuredClone(bytes).length, 16);
  assert.strictEqual(point.x, 5);
}

// It counts for the garbage collector, and is freed at once.
{
  const kSize = 64 * 1024 * 1024;
  const before = process.memoryUsage().arrayBuffers;
  const arena = new Arena();
  arena.alloc(kSize);
  arena.alloc(Point, 1000);
  assert.ok(process.memoryUsage().arrayBuffers - before >= kSize);
  arena[Symbol.dispose]();
  assert.ok(process.memoryUsage().arrayBuffers - before < kSize / 10);
}

// A class's constructor may dispose of the arena that its instance is made in.
{
  const arena = new Arena();
  class Ending extends Point {
    constructor(token) {
      super(token);
      arena[Symbol.dispose]();
    }
  }
  const point = arena.alloc(Ending);
  assert.throws(() => point.x, gone);
  assert.throws(() => arena.alloc(array('int', 2)), disposed);
}
