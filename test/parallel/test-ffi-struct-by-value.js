// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, getRawPointer, pointer, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// What is passed where C wants a struct, and what comes back.

class Point extends struct({ x: 'int', y: 'double' }) {
  get sum() { return this.x + this.y; }
}
const Other = struct({ x: 'int', y: 'double' }, { name: 'Other' });

const { functions } = dlopen(pathOf('instances'), {
  point_sum: { arguments: [Point], return: 'double' },
  point_scale: { arguments: [pointer(Point), 'double'], return: Point },
});
const { point_sum: sum, point_scale: scale } = functions;

{
  const point = new Point({ x: 1, y: 0.5 });
  const bytes = new ArrayBuffer(16);
  new DataView(bytes).setInt32(0, 4, true);
  class Sub extends Point {}
  const native = Point.at(getRawPointer(bytes));
  const values = [
    [point, 1.5], [{ x: 2, y: 3 }, 5], [bytes, 4], [new Uint8Array(bytes), 4], [new DataView(bytes), 4],
    [native, 4], [Point.from(bytes), 4], [new Sub({ x: 1, y: 1 }), 2],
  ];
  for (let i = 0; i < 2; i++) {
    for (const [value, expected] of eachCase(values)) assert.strictEqual(sum(value), expected);
    for (const [value, problem] of eachCase([
      [new Other(), ' must be an instance of Point, not of Other'],
      [{ x: 1 }, ': y is missing'],
      [{ x: 1, y: '2' }, ': y must be a double'],
      [{ x: 1, y: 2, z: 3 }, ': z is no field of Point'],
      [new Uint8Array(15), ' must have 16 bytes, as Point has, but has 15'],
      [undefined, ' must be an instance of Point, or an object with its fields'],
      [null, ' must be an instance of Point, or an object with its fields'],
      [5n, ' must be an instance of Point, or an object with its fields'],
    ])) {
      assert.throws(() => sum(value), invalidValue(`Argument 0${problem}`));
    }
    optimize((value) => sum(value), point);
  }
  const scaled = scale(point, 4);
  assert.ok(scaled instanceof Point);
  assert.deepStrictEqual([scaled.toObject(), scaled.sum], [{ x: 4, y: 2 }, 6]);
  const optimized = optimize((value) => scale(value, 2).sum, point);
  assert.strictEqual(optimized(point), 3);
}

// What is gone.
{
  const buffer = new ArrayBuffer(16);
  const point = Point.from(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  for (let i = 0; i < 2; i++) {
    assert.throws(() => sum(point), {
      code: 'ERR_INVALID_STATE', message: /^Invalid state: Point has no memory, /,
    });
    assert.throws(() => sum(buffer), invalidValue('Argument 0 has no memory, as the ArrayBuffer is detached'));
    optimize((value) => sum(value), Point.from(new ArrayBuffer(16)));
  }
}
