// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { array, enumeration, struct } = require('node:ffi');

// Definitions are read once, and what they throw passes through.

function once(object) {
  const result = {};
  for (const [key, value] of Object.entries(object)) {
    Object.defineProperty(result, key, { enumerable: true, get: common.mustCall(() => value) });
  }
  return result;
}

const type = struct(once({ x: 'int', y: 'double' }), once({ packed: true, align: 4, name: 'S' }));
assert.deepStrictEqual([type.name, type.size, type.alignment], ['S', 12, 4]);
assert.strictEqual(array('int', once({ const: true, countedBy: 'n' })).size, 0);
assert.strictEqual(enumeration(once({ A: 1, B: 2 }), once({ as: 'name' })).values.B, 2);

// As a proxy sees it.
const log = [];
const handler = {
  get(target, key) { log.push(key); return target[key]; },
  ownKeys(target) { log.push('ownKeys'); return Reflect.ownKeys(target); },
};
assert.strictEqual(struct(new Proxy({ x: 'int', y: 'int' }, handler)).size, 8);
assert.deepStrictEqual(log.splice(0), ['ownKeys', 'x', 'y']);
assert.strictEqual(struct(new Proxy([['x', 'int'], ['y', 'int']], handler)).size, 8);
assert.deepStrictEqual(log, ['length', '0', '1']);

const error = new Error('program');
const fail = () => { throw error; };
for (const run of [
  () => struct({ x: 'int', get y() { return fail(); } }),
  () => struct({ x: 'int' }, { get name() { return fail(); } }),
  () => struct(new Proxy({}, { ownKeys: fail })),
  () => struct(new Proxy([], { get: fail })),
  () => struct([new Proxy(['x', 'int'], { get: fail })]),
  () => struct({ x: new Proxy(class {}, { getPrototypeOf: fail }) }),
  () => struct({ x: { constructor: new Proxy(class {}, { get: fail }) } }),
  () => enumeration({ get A() { return fail(); } }),
]) {
  assert.throws(run, error);
}

// A type that its own definition leads to is one that can't be there yet.
const definition = { x: 'int', get self() { return struct(definition); } };
assert.throws(() => struct(definition), RangeError);

// Arrays and options that are changed afterwards, or while they are read.
const fields = [['x', 'int'], ['y', 'int']];
const Kept = struct(fields);
fields.length = 0;
assert.strictEqual(Kept.size, 8);
const growing = { get a() { growing.c = 'int'; return 'int'; }, b: 'int' };
assert.deepStrictEqual(Object.keys(struct(growing).fields), ['a', 'b']);
const shrinking = { get a() { delete shrinking.b; return 'int'; }, b: 'int' };
assert.throws(() => struct(shrinking), { code: 'ERR_INVALID_ARG_TYPE' });
