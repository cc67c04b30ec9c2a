// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func, getInt32, getRawPointer, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// `errorResult` is what native code gets when a Callback throws, when its result is
// wrong, and when it doesn't run because another one threw before.

// store_…() writes what the callback gives, twice.
const kinds = ['struct', 'i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64', 'pointer'];
const { functions } = dlopen(pathOf('function_pointers'), Object.fromEntries(
  kinds.map((kind) => [`store_${kind}`, { arguments: ['function', 'buffer'] }])));

const fails = {
  throws() { throw new RangeError('mine'); },
  givesObject: () => ({}),
  givesPromise: async () => 1,
};
for (const [type, kind, errorResult, bytes] of eachCase([
  ['int8', 'i8', -2, Int8Array.of(-2, -2)],
  ['uint8', 'u8', 255, Uint8Array.of(255, 255)],
  ['int16', 'i16', -300, Int16Array.of(-300, -300)],
  ['uint16', 'u16', 65535, Uint16Array.of(65535, 65535)],
  ['int', 'i32', -(2 ** 31), Int32Array.of(-(2 ** 31), -(2 ** 31))],
  ['uint', 'u32', 2 ** 32 - 1, Uint32Array.of(2 ** 32 - 1, 2 ** 32 - 1)],
  ['int64', 'i64', -1n, BigInt64Array.of(-1n, -1n)],
  ['int64', 'i64', 5, BigInt64Array.of(5n, 5n)],
  ['uint64', 'u64', 2n ** 64n - 1n, BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 1n)],
  ['float', 'f32', 0.5, Float32Array.of(0.5, 0.5)],
  ['double', 'f64', -0.1, Float64Array.of(-0.1, -0.1)],
  ['boolean', 'u8', true, Uint8Array.of(1, 1)],
  ['int53', 'i64', -1, BigInt64Array.of(-1n, -1n)],
  ['address', 'pointer', 4096, BigUint64Array.of(4096n, 4096n)],
  ['pointer', 'pointer', 4096n, BigUint64Array.of(4096n, 4096n)],
  ['pointer', 'pointer', null, BigUint64Array.of(0n, 0n)],
  ['cstring', 'pointer', 4096n, BigUint64Array.of(4096n, 4096n)],
  ['int', 'i32', undefined, Int32Array.of(0, 0)],
  ['int', 'i32', 0, Int32Array.of(0, 0)],
])) {
  for (const [name, fail] of eachCase(Object.entries(fails))) {
    using callback = new Callback({ return: type }, common.mustCall(fail), { errorResult });
    const got = bytes.slice().fill(bytes[0] === 0 ? 1 : bytes[0]);
    got.fill(typeof bytes[0] === 'bigint' ? 77n : 77);
    assert.throws(() => functions[`store_${kind}`](callback, got), name === 'throws' ?
      { message: 'mine' } : { code: 'ERR_INVALID_ARG_VALUE', message: /^Callback result must/ });
    assert.deepStrictEqual(got, bytes);
  }
}

// What is right is given as it is, after an error too.
{
  let isFailing = false;
  using callback = new Callback({ return: 'int' }, () => {
    if (isFailing) throw new RangeError('mine');
    return 3;
  }, { errorResult: -1 });
  const results = new Int32Array(2);
  const at = getRawPointer(results);
  const call = optimize(() => functions.store_i32(callback, results));
  for (let i = 0; i < 10; i++) {
    isFailing = i % 2 === 1;
    if (isFailing) {
      assert.throws(call, { message: 'mine' });
    } else {
      call();
    }
    assert.strictEqual(getInt32(at), isFailing ? -1 : 3);
    assert.strictEqual(getInt32(at, 4), isFailing ? -1 : 3);
  }
}

// A struct, of which an instance, a plain object or bytes are given, and every field.
{
  const Point = struct({ x: 'double', y: 'int' }, { name: 'Point' });
  const type = func({ return: Point });
  for (const errorResult of eachCase([
    { x: 0.5, y: 7 }, new Point({ x: 0.5, y: 7 }), Float64Array.of(0.5, 3.5e-323),
  ])) {
    let isFailing = true;
    using callback = new Callback(type, () => {
      if (isFailing) throw new RangeError('mine');
      return { x: 1, y: 2 };
    }, { errorResult });
    const results = new Float64Array(4);
    assert.throws(() => functions.store_struct(callback, results), { message: 'mine' });
    assert.deepStrictEqual(Point.from(results).toObject(), { x: 0.5, y: 7 });
    assert.deepStrictEqual(Point.from(results, 16).toObject(), { x: 0.5, y: 7 });
    isFailing = false;
    functions.store_struct(callback, results);
    assert.deepStrictEqual(Point.from(results).toObject(), { x: 1, y: 2 });
  }
  assert.throws(() => new Callback(type, () => {}, { errorResult: { x: 1 } }),
                invalidValue('Option errorResult: y is missing'));
  assert.throws(() => new Callback(type, () => {}, { errorResult: { x: 1, y: 'text' } }),
                invalidValue('Option errorResult: y must be an int32'));
}

// A Callback inside of which another one threw.
{
  const inner = new Int32Array(2);
  const outer = new Int32Array(2);
  using failing = new Callback({ return: 'int' }, () => { throw new RangeError('mine'); },
                               { errorResult: -1 });
  using around = new Callback({ return: 'int' }, () => {
    functions.store_i32(failing, inner);
    return 5;
  }, { errorResult: -2 });
  assert.throws(() => functions.store_i32(around, outer), { message: 'mine' });
  assert.deepStrictEqual([...inner, ...outer], [-1, -1, -2, -2]);
}
