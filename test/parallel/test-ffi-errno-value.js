// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread } = require('node:worker_threads');
const { array, dlopen, struct } = require('node:ffi');
const { eachCase, invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// With `errno: true`, a function gives what errno was when the C function returned,
// beside its result.

const path = pathOf('errno');
const errno = true;
const { EINVAL, ENOENT } = require('node:os').constants.errno;

// The errno of the thread may be anything before.
{
  const { functions } = dlopen(path, {
    errno_before: { return: 'i32', errno },
    give_nothing: { arguments: ['i32'] },
  });
  const before = optimize(() => functions.errno_before());
  for (const fn of [functions.errno_before, before]) {
    functions.give_nothing(EINVAL);
    assert.deepStrictEqual(fn(), { value: 0, errno: 0 });
  }
}

// Results of all types, by the path for all functions, and by the fast one.
for (const [name, type, ...values] of eachCase([
  ['i8', 'int8', -1, 5], ['u8', 'uint8', 255, 5], ['i16', 'int16', -1, 5], ['u16', 'uint16', 65535, 5],
  ['i32', 'int32', -1, 5], ['u32', 'uint32', 2 ** 32 - 1, 5],
  ['i64', 'int64', -1n, 5n, 2n ** 62n], ['u64', 'uint64', 2n ** 64n - 1n, 5n, 2n ** 63n],
  ['i64', 'int53', -1, 5, 2 ** 53 - 1], ['u64', 'uint53', 0, 5, 2 ** 53 - 1],
  ['f32', 'float', -1, 0.5], ['f64', 'double', -1, 0.1], ['bool', 'boolean', true, false],
  ['pointer', 'pointer', 0n, 5n, 2n ** 64n - 1n], ['pointer', 'address', 0, 5, 2 ** 53 - 1],
])) {
  const definition = { symbol: `give_${name}`, arguments: ['int', type], return: type, errno };
  const { functions: { give } } = dlopen(path, { give: definition });
  const call = optimize((error, value) => give(error, value), 1, values[0]);
  for (const value of values) {
    for (const error of [0, ENOENT, EINVAL, -1, 2 ** 31 - 1]) {
      assert.deepStrictEqual(give(error, value), { value, errno: error });
      assert.deepStrictEqual(call(error, value), { value, errno: error });
    }
  }
}

// Text, and nothing.
{
  const { functions } = dlopen(path, {
    give_text: { arguments: ['int', 'cstring'], return: 'cstring', errno },
    give_nothing: { arguments: ['int'], errno },
  });
  const text = optimize((error, value) => functions.give_text(error, value), 1, 'text');
  const nothing = optimize((error) => functions.give_nothing(error), 1);
  for (const give of [functions.give_text, text]) {
    for (const value of ['', 'text', 'Grüße', 'x'.repeat(1e5), null]) {
      assert.deepStrictEqual(give(ENOENT, value), { value, errno: ENOENT });
    }
  }
  for (const give of [functions.give_nothing, nothing]) {
    assert.deepStrictEqual(give(ENOENT), { value: undefined, errno: ENOENT });
  }
}

// Structs, in registers and in memory.
{
  const Pair = struct({ first: 'double', second: 'int' });
  const Large = struct({ values: array('int64', 5) });
  const { functions } = dlopen(path, {
    give_pair: { arguments: ['int', Pair], return: Pair, errno },
    give_large: { arguments: ['int', Large], return: Large, errno },
  });
  const pair = new Pair({ first: 0.5, second: 7 });
  const large = new Large({ values: [1n, 2n, 3n, 4n, 5n] });
  const givePair = optimize((error) => functions.give_pair(error, pair), 1);
  const giveLarge = optimize((error) => functions.give_large(error, large), 1);
  for (const error of [0, ENOENT]) {
    for (const { value, errno } of [functions.give_pair(error, pair), givePair(error)]) {
      assert.ok(value instanceof Pair);
      assert.deepStrictEqual(value.toObject(), { first: 0.5, second: 7 });
      assert.strictEqual(errno, error);
    }
    for (const { value, errno } of [functions.give_large(error, large), giveLarge(error)]) {
      assert.deepStrictEqual([...value.values], [1n, 2n, 3n, 4n, 5n]);
      assert.strictEqual(errno, error);
    }
  }
}

// The object has always the same shape, which V8 calls a map.
{
  const { functions } = dlopen(path, {
    give_i32: { arguments: ['int', 'int'], return: 'int', errno },
    i32_too: { symbol: 'give_i32', arguments: ['int', 'int53'], return: 'int', errno },
  });
  const call = optimize((error, value) => functions.give_i32(error, value), 1, 1);
  const slow = functions.i32_too(1, 1);
  const haveSameMap = eval('(a, b) => %HaveSameMap(a, b)');
  assert.ok(haveSameMap(call(1, 1), slow));
  assert.ok(haveSameMap({ value: 1, errno: 1 }, slow));
  assert.strictEqual(Object.getPrototypeOf(slow), Object.prototype);
}

// What comes between doesn't change it, as the collector that makes room for a result.
{
  const { functions: { give_i64: give } } = dlopen(path, {
    give_i64: { arguments: ['int', 'int64'], return: 'int64', errno },
  });
  const kept = [];
  const call = optimize((error, value) => {
    const result = give(error, value);
    kept[error & 255] = result;
    return result.errno;
  }, 1, 1n);
  const rounds = process.env.NODE_FFI_FEWER_ROUNDS ? 2e4 : 1e6;
  for (let i = 0; i < rounds; i++) {
    if (call(i, 2n ** 62n) !== i) assert.fail(`wrong errno in round ${i}`);
  }
}

// Callbacks. It is what it is when the C function returns.
{
  const { lib, functions } = dlopen(path, {
    call_then_set: { arguments: ['function', 'int'], return: 'int', errno },
    set_then_call: { arguments: ['function', 'int'], return: 'int', errno },
    give_i32: { arguments: ['int', 'int'], return: 'int', errno },
  });
  const address = lib.registerCallback(common.mustCallAtLeast(() => {
    assert.deepStrictEqual(functions.give_i32(EINVAL, 7), { value: 7, errno: EINVAL });
  }, 4));
  const nothing = lib.registerCallback(() => {});
  const throwing = lib.registerCallback(() => { throw new Error('of a callback'); });
  const callThenSet = optimize((fn) => functions.call_then_set(fn, ENOENT), nothing);
  const setThenCall = optimize((fn) => functions.set_then_call(fn, ENOENT), nothing);
  for (const call of [(fn) => functions.call_then_set(fn, ENOENT), callThenSet]) {
    assert.deepStrictEqual(call(address), { value: -1, errno: ENOENT });
    assert.throws(() => call(throwing), /of a callback/);
  }
  for (const call of [(fn) => functions.set_then_call(fn, ENOENT), setThenCall]) {
    // What the callback did is not to be seen.
    assert.deepStrictEqual(call(address), { value: ENOENT, errno: ENOENT });
    assert.throws(() => call(throwing), /of a callback/);
  }
}

// Arguments are checked as those of any function.
{
  const { lib, functions: { give_i32: give } } = dlopen(path, {
    give_i32: { arguments: ['int', 'int'], return: 'int', errno },
  });
  assert.strictEqual(give.length, 2);
  assert.strictEqual(give.name, 'give_i32');
  assert.deepStrictEqual(Object.getOwnPropertyNames(give).sort(), ['length', 'name', 'pointer']);
  assert.throws(() => Reflect.construct(give, []), TypeError);
  const call = optimize((...args) => give(...args), 1, 1);
  for (const fn of [give, call]) {
    assert.throws(() => fn(1), invalidValue('Invalid argument count: expected 2, got 1'));
    assert.throws(() => fn(1, 2, 3), invalidValue('Invalid argument count: expected 2, got 3'));
    assert.throws(() => fn(1, 'x'), invalidValue('Argument 1 must be an int32'));
  }

  // It is another type than without; false is the default.
  const plain = { arguments: ['int', 'int'], return: 'int' };
  assert.strictEqual(lib.getFunction('give_i32', { ...plain, errno: true }), give);
  for (const definition of [plain, { ...plain, errno: false }, { ...plain, errno: 'throw' }]) {
    assert.throws(() => lib.getFunction('give_i32', definition), invalidValue(
      'Function give_i32 was already requested with a different signature'));
  }
  const without = lib.getFunction('without', { ...plain, errno: false, symbol: 'give_i32' });
  assert.strictEqual(without(ENOENT, 7), 7);
  const fromPointer = lib.getFunctionFromPointer(give.pointer, { ...plain, errno: true });
  assert.deepStrictEqual(fromPointer(ENOENT, 7), { value: 7, errno: ENOENT });

  for (const wrong of eachCase([undefined, null, 1, 'yes', 'value', {}])) {
    assert.throws(() => lib.getFunction('f', { errno: wrong }), invalidValue(
      "Signature of function f: 'errno' must be true, false or 'throw'"));
  }
  assert.throws(() => lib.registerCallback({ errno }, common.mustNotCall()), invalidValue(
    "Signature of function <callback>: 'errno' is for functions that JavaScript calls"));

  lib.close();
  for (const fn of [give, call, fromPointer]) {
    assert.throws(() => fn(1, 1), libraryClosed);
    assert.throws(() => fn(), libraryClosed);
  }
}

// Each thread has its own.
if (isMainThread) {
  new Worker(__filename).on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
}
