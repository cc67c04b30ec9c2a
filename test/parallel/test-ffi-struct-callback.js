// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, func, pointer, struct } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// A callback gets a struct as a copy, which it may keep.

class Point extends struct({ x: 'int', y: 'double' }) {
  get sum() { return this.x + this.y; }
}

const { functions } = dlopen(pathOf('instances'), {
  point_callback: {
    arguments: [func({ arguments: [Point, pointer(Point)], return: 'double' })], return: 'double',
  },
});

let kept;
const result = functions.point_callback(common.mustCall((point, address) => {
  kept = point;
  assert.ok(point instanceof Point);
  const original = Point.at(address);
  original.x = 7;
  return point.sum;
}));
assert.strictEqual(result, 3.5 * 100 + 7);
global.gc();
assert.deepStrictEqual(kept.toObject(), { x: 3, y: 0.5 });
