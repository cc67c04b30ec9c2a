// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { anonymous, struct, union } = require('node:ffi');

// An object for a union has exactly one of its members, also where it stands in
// another union without a name of its own; and none, where there are none.

const Inner = union({ b: 'float', c: 'uint8' });
const Outer = union({ a: 'int', inner: anonymous(Inner), pair: anonymous(struct({ d: 'int', e: 'int' })) });

assert.strictEqual(new Outer({ a: 7 }).a, 7);
assert.strictEqual(new Outer({ b: 1.5 }).b, 1.5);
assert.strictEqual(new Outer({ c: 255 }).c, 255);
assert.strictEqual(new Outer({ d: 1, e: 2 }).e, 2);
assert.throws(() => new Outer({ b: 1, c: 2 }), { code: 'ERR_INVALID_ARG_VALUE', message: /must have exactly one of b, c, but has b, c/ });
assert.throws(() => new Outer({ a: 1, c: 2 }), { code: 'ERR_INVALID_ARG_VALUE', message: /exactly one of .*, but has a, / });
assert.throws(() => new Outer({ d: 1 }), { code: 'ERR_INVALID_ARG_VALUE', message: /e is missing/ });
assert.throws(() => new Outer({}), { code: 'ERR_INVALID_ARG_VALUE', message: /but has none/ });

for (const Empty of [union({}), union({ nothing: anonymous(union({})) })]) {
  assert.strictEqual(new Empty({}).constructor, Empty);
  const Around = struct({ x: 'int', empty: Empty, without: anonymous(Empty) });
  assert.strictEqual(new Around({ x: 3, empty: {} }).x, 3);
}
