// Flags: --experimental-ffi --expose-internals
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { internalBinding } = require('internal/test/binding');
const { getRawPointer } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');
const {
  Library,
  ForeignFunction,
  TypeLayout,
  callSlow,
  forbidGeneratedCode,
  typeNames: { address, double, float, int, int64, uint8, void: nothing },
} = internalBinding('ffi');

// What C++ does with aggregates by value, below all that JavaScript knows of types:
// they are addresses or bytes, and the room for a result comes first.

const struct = (types, packing = 0, alignment = 0) =>
  TypeLayout.aggregate(false, types, types.map(() => undefined), types.map(() => false),
                       types.map(() => 0), packing, alignment);
const Pair = struct([double, double]);
const Mixed = struct([int, float, double]);
const Three = struct([TypeLayout.array(uint8, 3)]);
const Large = struct([TypeLayout.array(int64, 5)]);
const Empty = struct([]);

const library = new Library(pathOf('by_value'));
function get(name, result, args) {
  const handle = new ForeignFunction(library.getSymbol(name, 'name'), result, args);
  library.addFunction(handle);
  return handle.createCallable(name);
}

function mixed(a, b, c) {
  const bytes = new DataView(new ArrayBuffer(16));
  bytes.setInt32(0, a, true);
  bytes.setFloat32(4, b, true);
  bytes.setFloat64(8, c, true);
  return bytes;
}

function testCalls() {
  const addPairs = get('add_pairs', Pair, [Pair, Pair]);
  const a = new Float64Array([1, 2]);
  const b = new Float64Array([10, 20]);
  const room = new Float64Array(2);
  for (const where of eachCase([
    (bytes) => bytes,
    (bytes) => bytes.buffer,
    (bytes) => new DataView(bytes.buffer),
    (bytes) => getRawPointer(bytes),
    (bytes) => Number(getRawPointer(bytes)),
  ])) {
    room.fill(0);
    assert.strictEqual(addPairs(where(room), where(a), where(b)), undefined);
    assert.deepStrictEqual(room, new Float64Array([11, 22]));
  }

  assert.strictEqual(get('sum_pair', double, [Pair])(a), 3);
  const scaled = mixed(0, 0, 0);
  get('scale_mixed', Mixed, [int, Mixed])(scaled, 3, mixed(1, 0.5, -2));
  assert.deepStrictEqual(scaled, mixed(3, 1.5, -6));

  // Nothing beyond it is written.
  const three = new Uint8Array(5);
  get('reverse_three', Three, [Three])(three.subarray(1, 4), new Uint8Array([1, 2, 3]));
  assert.deepStrictEqual([...three], [0, 3, 2, 1, 0]);

  const large = new BigInt64Array([1n, 2n, 3n, 4n, 5n]);
  const sum = new BigInt64Array(5);
  get('add_large', Large, [Large, int64])(sum, large, 100n);
  assert.deepStrictEqual([...sum], [101n, 102n, 103n, 104n, 105n]);
  assert.strictEqual(large[0], 1n);

  const out = new Int32Array(1);
  get('take_empty', Empty, [Empty, int, address])(
    new Uint8Array(0), new Uint8Array(0), 42, Number(getRawPointer(out)));
  assert.strictEqual(out[0], 42);
}

function testCallbacks() {
  const result = mixed(0, 0, 0);
  let bytes;
  const callWithMixed = get('call_with_mixed', Mixed, [address, Mixed]);
  for (const where of eachCase([(view) => view, (view) => Number(getRawPointer(view))])) {
    const pointer = library.registerCallback(common.mustCall((received, large) => {
      const copy = mixed(0, 0, 0);
      get('scale_mixed', Mixed, [int, Mixed])(copy, 2, received);
      const sum = new BigInt64Array(5);
      get('add_large', Large, [Large, int64])(sum, large, 1n);
      assert.deepStrictEqual([...sum], [2n, 3n, 4n, 5n, 6n]);
      bytes = copy;
      return where(copy);
    }), Mixed, [Mixed, Large]);
    callWithMixed(result, Number(pointer), mixed(1, 2, 3));
    assert.deepStrictEqual(result, mixed(2, 4, 6));
    assert.deepStrictEqual(bytes, result);
  }

  const callForLarge = get('call_for_large', int64, [address, int]);
  const pointer = library.registerCallback(
    common.mustCall((value) => new BigInt64Array(5).fill(BigInt(value))), Large, [int]);
  assert.strictEqual(callForLarge(Number(pointer), 21), 42n);

  for (const wrong of eachCase([undefined, 0, 0n, 'text', new Uint8Array(39), Promise.resolve()])) {
    const pointer = library.registerCallback(common.mustCall(() => wrong), Large, [int]);
    assert.throws(() => callForLarge(Number(pointer), 0), {
      code: 'ERR_INVALID_ARG_VALUE',
      message: wrong instanceof Promise ?
        'Callback result must not be a promise' :
        'Callback result must be 40 bytes, or their address',
    });
  }
}

function testErrors() {
  const sumPair = get('sum_pair', double, [Pair]);
  const detached = new Float64Array(2);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const shrunk = new ArrayBuffer(16, { maxByteLength: 16 });
  const outside = new Float64Array(shrunk, 0, 2);
  shrunk.resize(8);
  const mustBe = 'Argument 0 must be 16 bytes, or their address';
  for (const [value, message] of eachCase([
    [undefined, mustBe],
    [null, mustBe],
    [0, mustBe],
    [0n, mustBe],
    [-1, mustBe],
    [NaN, mustBe],
    [2 ** 53, mustBe],
    [-1n, mustBe],
    [2n ** 64n, mustBe],
    ['', mustBe],
    [{}, mustBe],
    [new Float64Array(1), mustBe],
    [new ArrayBuffer(17), mustBe],
    [detached, 'Argument 0 has no memory, as the ArrayBuffer is detached'],
    [outside, 'Argument 0 is an ArrayBufferView outside the bounds of its ArrayBuffer'],
  ])) {
    assert.throws(() => sumPair(value), { code: 'ERR_INVALID_ARG_VALUE', message });
  }

  // The room does not count.
  const addPairs = get('add_pairs', Pair, [Pair, Pair]);
  const pair = new Float64Array(2);
  for (const [args, count] of eachCase([[[], 0], [[pair], 0], [[pair, pair], 1],
                                        [[pair, pair, pair, pair], 3]])) {
    assert.throws(() => addPairs(...args), {
      code: 'ERR_INVALID_ARG_VALUE',
      message: `Invalid argument count: expected 2, got ${count}`,
    });
  }
  const handle = new ForeignFunction(library.getSymbol('add_pairs', 'name'), Pair, [Pair, Pair]);
  assert.throws(() => callSlow(1, handle), {
    message: 'Invalid argument count: expected 2, got 1',
  });
  assert.throws(() => addPairs(new Float64Array(1), pair, pair), {
    message: 'The room for the result must be 16 bytes, or their address',
  });
}

function testLimits() {
  const huge = TypeLayout.array(uint8, 100 * 2 ** 20);
  const tooLarge = (subject, size) => ({
    code: 'ERR_INVALID_ARG_VALUE',
    message: `${subject} has ${size} bytes, which can't be passed by value: ` +
             'a call has at most 65536',
  });
  assert.throws(() => new ForeignFunction(1n, nothing, [int, huge]),
                tooLarge('Argument 1', 104857600));
  assert.throws(() => new ForeignFunction(1n, huge, []), tooLarge('The result', 104857600));
  const half = TypeLayout.array(uint8, 2 ** 15);
  assert.throws(() => new ForeignFunction(1n, nothing, [half, half, half]),
                {
                  code: 'ERR_INVALID_ARG_VALUE',
                  message: 'Argument 2 has 32768 bytes, which is too much: ' +
                           'the arguments of a call can have at most 65536 bytes together',
                });
  assert.throws(() => library.registerCallback(() => {}, nothing, [huge]),
                tooLarge('Argument 0', 104857600));
  const flexible = struct([int, TypeLayout.array(uint8)]);
  assert.throws(() => new ForeignFunction(1n, nothing, [flexible]), {
    code: 'ERR_INVALID_ARG_VALUE',
    message: "Argument 0 has no size, and can't be passed by value",
  });
}

testCalls();
testCallbacks();
testErrors();
testLimits();
// More than the 199 calls that libffi makes, if there is generated code.
for (let i = 0; i < 50; i++) testCalls();


if (process.argv[2] !== 'child') {
  // Libffi makes all of the calls in another process.
  const { spawnSync } = require('node:child_process');
  const { status, stderr } = spawnSync(process.execPath, [
    '--experimental-ffi', '--expose-internals', '--jitless', __filename, 'child',
  ], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
} else {
  forbidGeneratedCode();
  testCalls();
  testCallbacks();
}
