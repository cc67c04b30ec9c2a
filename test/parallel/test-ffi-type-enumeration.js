// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { enumeration } = require('node:ffi');
const { eachCase } = require('../common/ffi');

// An enumeration is of the first type that has room for all values, or of the one
// that is named; `values` has them as such a type has its values.

const max = 2n ** 63n;
const cases = [
  [[{}], 4, {}],
  [[{ A: 0, B: -0, C: 1n }], 4, { A: 0, B: 0, C: 1 }],
  [[{ A: -(2 ** 31), B: 2 ** 31 - 1 }], 4, { A: -(2 ** 31), B: 2 ** 31 - 1 }],
  [[{ A: 2 ** 32 - 1 }], 4, { A: 2 ** 32 - 1 }],
  [[{ A: 2 ** 32 }], 8, { A: 2n ** 32n }],
  [[{ A: -1, B: 2 ** 32 - 1 }], 8, { A: -1n, B: 2n ** 32n - 1n }],
  [[{ A: max }], 8, { A: max }],
  [[{ A: -max, B: max - 1n }], 8, { A: -max, B: max - 1n }],
  [[{ A: 255 }, 'u8'], 1, { A: 255 }],
  [[{ A: -1 }, 'short', { as: 'name' }], 2, { A: -1 }],
  [[{ A: 1 }, { as: 'number' }], 4, { A: 1 }],
  [[{ A: 1 }, undefined, { as: 'name' }], 4, { A: 1 }],
  [[{ A: 1 }, 'long'], 8, { A: 1n }],
  [[{ A: 2 ** 53 - 1 }, 'int53'], 8, { A: 2 ** 53 - 1 }],
  // Names of any kind, in the order of the definition.
  [[{ b: 1, a: 1, constructor: 2, ['__proto__']: 3 }], 4, { b: 1, a: 1, constructor: 2, ['__proto__']: 3 }],
];
for (const [args, size, values] of eachCase(cases)) {
  const type = enumeration(...args);
  assert.strictEqual(type.size, size);
  assert.deepStrictEqual(type.values, { __proto__: null, ...values });
  assert.deepStrictEqual(Object.keys(type.values), Object.keys(values));
  assert.ok(Object.isFrozen(type.values));
}
