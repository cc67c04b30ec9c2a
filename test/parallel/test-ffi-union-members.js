// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { anonymous, array, struct, union } = require('node:ffi');
const { eachCase, invalidValue, optimize } = require('../common/ffi');

// The members of a union are at one place. It is made of exactly one of them, also if it
// is anonymous.

const Value = union({
  i: 'int', f: 'float', bytes: array('uint8', 4), pair: struct({ a: 'int16', b: 'int16' }, { name: 'Pair' }),
}, { name: 'Value' });

const make = (value) => new Value(value);
for (let i = 0; i < 2; i++) {
  const value = make({ f: 1 });
  assert.deepStrictEqual(value.toObject(),
                         { i: 0x3F800000, f: 1, bytes: [0, 0, 0x80, 0x3F], pair: { a: 0, b: 0x3F80 } });
  value.pair.a = 1;
  assert.strictEqual(value.i, 0x3F800001);
  value.bytes = [1, 2, 3, 4];
  assert.strictEqual(value.i, 0x04030201);
  assert.strictEqual(make({ pair: { a: -1, b: -1 } }).i, -1);
  for (const [wrong, problem] of eachCase([
    [{}, ' must have exactly one of i, f, bytes, pair, but has none'],
    [{ i: 1, f: 1 }, ' must have exactly one of i, f, bytes, pair, but has i, f'],
    [{ i: 1, x: 1 }, '.x is no field of Value'],
    [{ i: 1.5 }, '.i must be an int32'],
    [{ pair: { a: 1 } }, '.pair.b is missing'],
    [5, ' must be made of an object with one of its members, of bytes, or of another instance'],
  ])) {
    assert.throws(() => make(wrong), invalidValue(`Value${problem}`));
  }
  optimize(make, { f: 1 });
}

const Event = struct({
  kind: 'int',
  data: anonymous(union({
    key: 'int',
    position: anonymous(struct({ x: 'int16', y: 'int16' })),
  })),
  time: 'int',
}, { name: 'Event' });

assert.deepStrictEqual(new Event({ kind: 1, key: 5, time: 2 }).toObject(), { kind: 1, key: 5, x: 5, y: 0, time: 2 });
assert.deepStrictEqual(new Event({ kind: 1, x: 1, y: 2, time: 2 }).toObject(),
                       { kind: 1, key: 0x20001, x: 1, y: 2, time: 2 });
for (const [wrong, problem] of eachCase([
  [{ kind: 1, time: 2 }, ' must have exactly one of key, x, y, but has none'],
  [{ kind: 1, key: 1, x: 1, y: 1, time: 2 }, ' must have exactly one of key, x, y, but has key, x, y'],
  [{ kind: 1, x: 1, time: 2 }, '.y is missing'],
  [{ key: 1, time: 2 }, '.kind is missing'],
])) {
  assert.throws(() => new Event(wrong), invalidValue(`Event${problem}`));
}

// What may be no address is not read as one, unless that very member is asked for.
{
  const Any = union({
    n: 'int64', f: 'double', s: 'cstring', i: 'int53', list: array('string16', 1),
    pair: struct({ name: 'cstring', size: 'int32' }, { name: 'Named' }),
  }, { name: 'Any' });
  const any = new Any();
  any.n = 2n ** 60n + 5n;
  const n = any.n;
  const expected = { n, f: any.f, s: n, i: n, list: [n], pair: { name: n, size: 0 } };
  assert.deepStrictEqual(any.toObject(), expected);
  assert.deepStrictEqual(structuredClone(any), expected);
  assert.strictEqual(inspect(any, { compact: true, breakLength: Infinity }),
                     `Any { n: ${n}n, f: ${any.f}, s: ${n}n, i: ${n}n, list: [ ${n}n ], ` +
                     `pair: { name: ${n}n, size: 0 } }`);
  const Outer = struct({ kind: 'int', u: anonymous(Any), any: Any, text: 'cstring' });
  const outer = new Outer();
  outer.n = outer.any.n = n;
  outer.text = 'text';
  assert.deepStrictEqual(outer.toObject(), { kind: 0, ...expected, any: expected, text: 'text' });
  assert.ok(inspect(outer).includes("text: 'text'"));
  any.s = 'text';
  assert.strictEqual(any.s, 'text');
  assert.strictEqual(any.pair.name, 'text');
}
