// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { Arena, array, chars, enumeration, func, pointer, struct, union } = ffi;
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// An arena gives zeroed, aligned memory: instances, typed arrays and Buffers, which have
// the address that C sees.

const arena = new Arena();
const Pair = struct({ a: 'int', b: 'double' }, { name: 'Pair' });
class Sum extends Pair {
  get sum() { return this.a + this.b; }
}
const Wide = struct({ a: 'uint8' }, { align: 256 });
const List = struct({ n: 'int', items: array('int') }, { name: 'List' });

function checkPointer(view, alignment) {
  const address = ffi.getRawPointer(view);
  assert.strictEqual(view.pointer, address);
  assert.strictEqual(address % BigInt(alignment), 0n);
  return address;
}

// Structs and the like.
for (const Type of eachCase([Pair, Sum, union({ a: 'int', b: 'int64' }), array('int', 3), Wide])) {
  for (let i = 0; i < 3; i++) {
    const instance = arena.alloc(Type);
    assert.ok(instance instanceof Type);
    const address = checkPointer(instance, Type.alignment);
    assert.deepStrictEqual([...ffi.toBuffer(address, Type.size)], Array(Type.size).fill(0));
    ffi.fill(instance, 0xff, Type.size);
    assert.strictEqual(ffi.getUint8(address, Type.size - 1), 0xff);
  }
  const list = arena.alloc(Type, 3);
  assert.strictEqual(list.length, 3);
  const address = checkPointer(list, Type.alignment);
  assert.deepStrictEqual([...ffi.toBuffer(address, 3 * Type.size)], Array(3 * Type.size).fill(0));
  ffi.fill(list, 0xff, 3 * Type.size);
  assert.strictEqual(arena.alloc(Type, 0).length, 0);
}
const pair = arena.alloc(Pair);
pair.a = 1;
pair.b = 0.5;
assert.strictEqual(ffi.getInt32(pair.pointer), 1);
assert.deepStrictEqual(Pair.at(pair.pointer).toObject(), { a: 1, b: 0.5 });
assert.deepStrictEqual(Object.keys(pair), []);
const sums = arena.alloc(Sum, 2);
sums[1] = { a: 1, b: 2 };
assert.strictEqual(sums[1].sum, 3);

// What ends with an array has as many elements as are asked for.
assert.strictEqual(arena.alloc(List).items.length, 0);
const items = arena.alloc(List, 3);
assert.strictEqual(items.items.length, 3);
items.items = [1, 2, 3];
assert.deepStrictEqual([...ffi.toBuffer(items.pointer, 16)].filter(Boolean), [1, 2, 3]);
const ints = arena.alloc(array('int'), 3);
assert.strictEqual(ints.length, 3);
ints[2] = 5;
assert.strictEqual(ffi.getInt32(ints.pointer, 8), 5);
assert.throws(() => arena.alloc(array('int')),
              invalidValue('The count must be given, as array(int) has no length'));

// Numbers are typed arrays.
for (const [name, Class] of eachCase([
  ['int8', Int8Array], ['uint8', Uint8Array], ['bool', Uint8Array], ['int16', Int16Array],
  ['int', Int32Array], ['uint32', Uint32Array], ['int64', BigInt64Array], ['size_t', BigUint64Array],
  ['float', Float32Array], ['double', Float64Array],
])) {
  for (const count of eachCase([undefined, 1, 3, 0])) {
    const view = arena.alloc(name, count);
    assert.strictEqual(Object.getPrototypeOf(view), Class.prototype);
    assert.strictEqual(view.length, count ?? 1);
    checkPointer(view, Class.BYTES_PER_ELEMENT);
    assert.ok(view.every((value) => Number(value) === 0));
    view.fill(name === 'int64' || name === 'size_t' ? 1n : 1);
    assert.deepStrictEqual(Object.keys(view), Object.keys(new Class(view.length)));
  }
}
// Of all other types, there are arrays of the values that they have.
for (const [type, zero, value] of eachCase([
  ['boolean', false, true], ['int53', 0, 2 ** 50], ['address', 0, 4096], ['pointer', 0n, 4096n],
  ['cstring', null, null], [pointer(Pair), 0n, pair.pointer], [chars(8), '', 'text'],
  [enumeration({ zero: 0, one: 1 }, { as: 'name' }), 'zero', 'one'], [func({}), null, null],
  [ffi.bigEndian('int'), 0, 7],
])) {
  const view = arena.alloc(type);
  assert.strictEqual(view.length, 1);
  assert.strictEqual(view[0], zero);
  view[0] = value;
  assert.strictEqual(view[0], value);
  checkPointer(view, ffi.alignof(type));
  assert.strictEqual(arena.alloc(type, 4).length, 4);
}

// Bytes are a Buffer.
for (const size of eachCase([0, 1, 100, 100n, 5000, 3_000_000])) {
  const bytes = arena.alloc(size);
  assert.ok(Buffer.isBuffer(bytes));
  assert.strictEqual(bytes.length, Number(size));
  checkPointer(bytes, 16);
  assert.ok(bytes.every((byte) => byte === 0));
  bytes.fill(0xff);
}
assert.strictEqual(arena.alloc(10, 3).length, 30);

// No piece is given out twice, whatever the sizes.
const views = [];
for (let i = 0; i < 3000; i++) {
  const view = arena.alloc((i * 7919) % 257);
  assert.ok(view.every((byte) => byte === 0));
  views.push(view.fill(i));
}
views.forEach((view, i) => assert.ok(view.every((byte) => byte === (i & 0xff))));

// Calls take them.
const { functions } = ffi.dlopen(null, {
  strlen: { arguments: [pointer('char')], return: 'size_t' },
  memcmp: { arguments: ['pointer', 'pointer', 'size_t'], return: 'int' },
  strtol: { arguments: ['pointer', array('pointer'), 'int'], return: 'long' },
});
const text = arena.string('123 rest');
const end = arena.alloc('pointer');
assert.strictEqual(functions.strtol(text, end, 10), 123n);
assert.strictEqual(end[0], text.pointer + 3n);
assert.strictEqual(functions.strlen(text), 8n);
assert.strictEqual(functions.memcmp(arena.alloc(Pair), arena.alloc(Pair), 16), 0);

for (const wrong of eachCase([undefined, null, {}, [], () => {}, Symbol('x'), true, ffi.bits('int', 1)])) {
  assert.throws(() => arena.alloc(wrong), invalidType(
    /^The first argument must be a type, the name of one, or a number of bytes\. Received /));
}
assert.throws(() => arena.alloc('integer'), invalidValue(
  "Unsupported FFI type 'integer' for the first argument of alloc(); did you mean 'int'?"));
assert.throws(() => arena.alloc('void'), invalidValue('The type void has no size'));
for (const wrong of eachCase([-1, -1n, 0.5, NaN, Infinity])) {
  assert.throws(() => arena.alloc(wrong),
                invalidValue('The number of bytes must be a non-negative integer'));
}
for (const wrong of eachCase([null, '1', 1n, {}])) {
  for (const type of eachCase([Pair, 'int', 'pointer', 1, List])) {
    assert.throws(() => arena.alloc(type, wrong), invalidType(/^The count must be a number\. Received /));
  }
}
for (const wrong of eachCase([-1, 0.5, NaN, 2 ** 53])) {
  assert.throws(() => arena.alloc(Pair, wrong), { code: 'ERR_INVALID_ARG_VALUE' });
}
assert.throws(() => arena.alloc(2 ** 53), { code: 'ERR_OUT_OF_RANGE' });
for (const run of eachCase([
  () => arena.alloc(2 ** 53 - 1), () => arena.alloc(2 ** 50, 2 ** 50),
  () => arena.alloc(Pair, 2 ** 52), () => arena.alloc('int', 2 ** 53 - 1),
  () => arena.alloc('pointer', 2 ** 51), () => arena.alloc(List, 2 ** 51),
])) {
  assert.throws(run, { code: 'ERR_MEMORY_ALLOCATION_FAILED', message: /^There is no memory for / });
}
// It is as good as before.
assert.strictEqual(arena.alloc(Pair).a, 0);

assert.throws(() => Arena(), TypeError);
assert.throws(() => Arena.prototype.alloc.call({}, 1), TypeError);
assert.throws(() => structuredClone(arena), { name: 'DataCloneError' });
const getter = Object.getOwnPropertyDescriptor(arena.alloc(1), 'pointer').get;
for (const wrong of eachCase([undefined, {}, new Uint8Array(1), pair])) {
  assert.throws(() => getter.call(wrong), invalidType('The receiver must be what an arena has given'));
}
