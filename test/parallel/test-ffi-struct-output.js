// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { MessageChannel, Worker } = require('node:worker_threads');
const { array, bits, chars, enumeration, getRawPointer, pointer, struct, union } = require('node:ffi');

// Instances as plain objects, as JSON, as clones, and as util.inspect() prints them.

const Point = struct({ x: 'double', y: 'double' }, { name: 'Point' });
const Number64 = union({ i: 'int64', f: 'double' }, { name: 'Number64' });
const All = struct({
  b: 'boolean', p: Point, list: array(Point, 2), u: Number64, c: chars(8), e: enumeration({ A: 1 }, { as: 'name' }),
  n: pointer('int'), s: 'cstring', f: bits('uint', 3),
}, { name: 'All' });

const all = new All({
  b: true, p: { x: 1, y: 2 }, list: [{ x: 3, y: 4 }, { x: 5, y: 6 }], u: { f: 2 }, c: 'chars', e: 'A', n: null,
  s: 'text', f: 5,
});
const plain = {
  b: true, p: { x: 1, y: 2 }, list: [{ x: 3, y: 4 }, { x: 5, y: 6 }], u: { i: 2n ** 62n, f: 2 }, c: 'chars',
  e: 'A', n: 0n, s: 'text', f: 5,
};

assert.deepStrictEqual(all.toObject(), plain);
assert.deepStrictEqual(All.toObject(all), plain);
assert.deepStrictEqual(Object.keys(all.toObject()), Object.keys(plain));
assert.deepStrictEqual(all.list.toObject(), plain.list);
assert.strictEqual(Object.getPrototypeOf(all.toObject().list), Array.prototype);

// Into another object.
{
  const target = { z: 1, x: 7 };
  assert.strictEqual(all.p.toObject(target), target);
  assert.deepStrictEqual(target, { z: 1, x: 1, y: 2 });
  assert.deepStrictEqual(all.list.toObject([5]), plain.list);
  assert.throws(() => all.p.toObject(5), { code: 'ERR_INVALID_ARG_TYPE' });
}

assert.strictEqual(JSON.stringify(all.p), '{"x":1,"y":2}');
assert.strictEqual(JSON.stringify({ list: all.list }), '{"list":[{"x":3,"y":4},{"x":5,"y":6}]}');

// As of any bigint.
assert.throws(() => JSON.stringify(all), TypeError);

assert.strictEqual(inspect(all), `All {
  b: true,
  p: Point { x: 1, y: 2 },
  list: array(Point, 2) [ Point { x: 3, y: 4 }, Point { x: 5, y: 6 } ],
  u: Number64 { i: 4611686018427387904n, f: 2 },
  c: 'chars',
  e: 'A',
  n: 0n,
  s: 'text',
  f: 5
}`);
assert.strictEqual(inspect([all.p]), '[ Point { x: 1, y: 2 } ]');
assert.strictEqual(inspect({ a: { b: { c: all } } }), '{ a: { b: { c: [All] } } }');
assert.strictEqual(inspect(all, { depth: 0 }).includes('p: [Point]'), true);
assert.strictEqual(inspect(new (array('int', 200))(), { maxArrayLength: 2 }),
                   'array(int, 200) [ 0, 0, ... 198 more items ]');
assert.strictEqual(inspect(new (array('int', 101))()).endsWith('... 1 more item\n]'), true);
assert.strictEqual(inspect(Point.at(getRawPointer(new Float64Array([1, 2])))), 'Point { x: 1, y: 2 }');

// What can't be read.
{
  const Big = struct({ a: 'int53', b: 'int' }, { name: 'Big' });
  const bytes = new BigInt64Array([2n ** 60n, 1n]);
  assert.strictEqual(inspect(Big.from(bytes)), 'Big { a: [Big.a is no safe integer], b: 1 }');
  assert.throws(() => Big.from(bytes).toObject(), { code: 'ERR_OUT_OF_RANGE', message: 'Big.a is no safe integer' });
}

// Clones.
assert.deepStrictEqual(structuredClone(all), plain);
assert.deepStrictEqual(structuredClone({ a: [all.p, all.p], b: all.list }),
                       { a: [plain.p, plain.p], b: plain.list });
assert.strictEqual(Object.getPrototypeOf(structuredClone(all.p)), Object.prototype);
assert.deepStrictEqual(Reflect.ownKeys(structuredClone(all.p)), ['x', 'y']);
assert.deepStrictEqual(structuredClone(structuredClone(all.list)), plain.list);
assert.throws(() => structuredClone(all.p, { transfer: [all.p] }), { name: 'DataCloneError' });
{
  class Sub extends Point {}
  assert.deepStrictEqual(structuredClone(new Sub({ x: 1, y: 2 })), { x: 1, y: 2 });
}

const { port1, port2 } = new MessageChannel();
port2.once('message', common.mustCall((message) => {
  assert.deepStrictEqual(message, { all: plain, list: plain.list });
  port2.close();
}));
port1.postMessage({ all, list: all.list });

const worker = new Worker(`
  const { parentPort, workerData } = require('node:worker_threads');
  const { struct } = require('node:ffi');
  const Pair = struct({ a: 'int', b: 'int' });
  parentPort.postMessage([workerData, new Pair({ a: 1, b: 2 })]);
`, { eval: true, workerData: all });
worker.once('message', common.mustCall((message) => {
  assert.deepStrictEqual(message, [plain, { a: 1, b: 2 }]);
}));
