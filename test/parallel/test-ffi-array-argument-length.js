// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { array, dlopen, pointer, struct } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// A Proxy of an array may have any length: what is none is an error, and nothing is
// written beyond the memory that C gets.

const Point = struct({ x: 'int', y: 'double' }, { name: 'Point' });
const Tailed = struct({ n: 'int', points: array(Point) }, { name: 'Tailed' });

const types = [array('int'), array('int', 2), array(Point), pointer(Point)];
const functions = types.map((type) => dlopen(libraryPath, {
  is_null: { arguments: [type], return: 'bool' },
}).functions.is_null);

function withLength(items, length) {
  return new Proxy(items, { get: (target, key) => (key === 'length' ? length : target[key]) });
}

const points = [{ x: 1, y: 2 }, { x: 3, y: 4 }, { x: 5, y: 6 }];
let calls = 0;
const growing = { valueOf: () => calls++ * 1000 };

for (const [length, shown] of eachCase([
  [-5, '-5'], [2.5, '2.5'], [NaN, 'NaN'], [-Infinity, '-Infinity'], [growing, 'of type object'],
  ['3', 'of type string'], [3n, 'of type bigint'], [undefined, 'of type undefined'],
  [Symbol('3'), 'of type symbol'],
])) {
  const problem = `must have a length that is a non-negative integer, but it is ${shown}`;
  for (const fn of functions) {
    const items = fn === functions[0] || fn === functions[1] ? [1, 2, 3] : points;
    assert.throws(() => fn(withLength(items, length)), invalidValue(`Argument 0 ${problem}`));
  }
  assert.throws(() => new Tailed({ n: 3, points: withLength(points, length) }),
                invalidValue(`Tailed.points ${problem}`));
}
assert.strictEqual(calls, 0);

for (const fn of functions) {
  assert.throws(() => fn(withLength(points, 2 ** 53)), { code: 'ERR_MEMORY_ALLOCATION_FAILED' });
}
assert.strictEqual(functions[3](withLength(points, 2)), 0);
assert.strictEqual(functions[0](withLength([1, 2, 3], 2)), 0);
assert.strictEqual(new Tailed({ n: 2, points: withLength(points, 2) }).points.length, 2);
