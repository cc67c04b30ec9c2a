// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { array, compare, copy, dlopen, fill, getRawPointer, struct, toBuffer } =
  require('node:ffi');
const { eachCase, invalidType, invalidValue, optimize } = require('../common/ffi');

// copy(), fill() and compare() take bytes, instances and addresses for each side, in
// optimised code as in any other.

const { functions: { malloc, free } } = dlopen(null, {
  malloc: { arguments: ['size_t'], return: 'pointer' },
  free: { arguments: ['pointer'] },
});
const memory = malloc(64);
const native = toBuffer(memory, 64, false);
const Pair = struct({ a: 'uint32', b: 'uint32' });
const Bytes = array('uint8', 8);

// Sides of 8 bytes, and what is written to and read from them.
const sides = {
  address: () => ({ side: memory, bytes: native.subarray(0, 8) }),
  buffer() {
    const bytes = Buffer.alloc(8);
    return { side: bytes, bytes };
  },
  // On V8's heap still.
  small() {
    const side = new Uint16Array(4);
    return { side, get bytes() { return Buffer.from(side.buffer); } };
  },
  view() {
    const bytes = Buffer.alloc(32);
    return { side: new DataView(bytes.buffer, bytes.byteOffset + 3, 8), bytes: bytes.subarray(3, 11) };
  },
  arrayBuffer() {
    const side = new ArrayBuffer(8);
    return { side, bytes: Buffer.from(side) };
  },
  sharedArrayBuffer() {
    const side = new SharedArrayBuffer(8);
    return { side, bytes: Buffer.from(side) };
  },
  sharedView() {
    const side = new Uint8Array(new SharedArrayBuffer(8));
    return { side, bytes: Buffer.from(side.buffer) };
  },
  resizable() {
    const side = new ArrayBuffer(8, { maxByteLength: 100 });
    return { side: new Uint8Array(side), bytes: Buffer.from(side) };
  },
  instance() {
    const side = new Pair();
    return { side, bytes: toBuffer(getRawPointer(side), 8, false) };
  },
  nativeInstance: () => ({ side: Pair.at(memory + 16n), bytes: native.subarray(16, 24) }),
  instanceOnBytes() {
    const bytes = Buffer.alloc(16);
    return { side: Pair.from(bytes.buffer, bytes.byteOffset + 8), bytes: bytes.subarray(8) };
  },
  arrayInstance() {
    const side = new Bytes();
    return { side, bytes: toBuffer(getRawPointer(side), 8, false) };
  },
  arrayAt: () => ({ side: Pair.at(memory + 32n, 1), bytes: native.subarray(32, 40) }),
};

function testSides() {
  for (const name of eachCase(Object.keys(sides))) {
    const { side: target, bytes: targetBytes } = sides[name]();
    const { side: source, bytes: sourceBytes } =
      sides[name === 'address' ? 'buffer' : 'address']();
    for (const length of eachCase([8, 8n, 3, 0])) {
      assert.strictEqual(fill(target, 0xff, 8), undefined);
      assert.strictEqual(fill(source, 1, 8), undefined);
      assert.strictEqual(copy(target, source, length), undefined);
      const expected = Buffer.alloc(8, 0xff).fill(1, 0, Number(length));
      // One that was on V8's heap is elsewhere now.
      const bytes = name === 'small' ? Buffer.from(target.buffer) : targetBytes;
      assert.deepStrictEqual([...bytes], [...expected]);
      assert.deepStrictEqual([...sourceBytes], [1, 1, 1, 1, 1, 1, 1, 1]);
      assert.strictEqual(compare(target, source, length), 0);
      assert.strictEqual(compare(source, target, length), 0);
      assert.strictEqual(compare(target, source, 8), Number(length) === 8 ? 0 : 1);
      assert.strictEqual(compare(source, target, 8), Number(length) === 8 ? 0 : -1);
    }
  }
}

const kMax = 2n ** 64n - 1n;
const bytes = Buffer.alloc(8);
const detached = new Uint8Array(8);
structuredClone(detached.buffer, { transfer: [detached.buffer] });
const detachedBuffer = new ArrayBuffer(8);
structuredClone(detachedBuffer, { transfer: [detachedBuffer] });
const shrunk = new ArrayBuffer(16, { maxByteLength: 16 });
const outOfBounds = new Uint8Array(shrunk, 8, 8);
shrunk.resize(4);
const goneInstance = (() => {
  const buffer = new ArrayBuffer(8);
  const instance = Pair.from(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  return instance;
})();

// Each call has one side that is wrong.
const calls = [
  ['The target', (side, length) => copy(side, bytes, length)],
  ['The source', (side, length) => copy(bytes, side, length)],
  ['The target', (side, length) => fill(side, 0, length)],
  ['The first argument', (side, length) => compare(side, bytes, length)],
  ['The second argument', (side, length) => compare(bytes, side, length)],
];

function testErrors() {
  for (const { 0: subject, 1: call } of eachCase(calls)) {
    for (const wrong of eachCase([undefined, null, 1, 'x', {}, [], Symbol(), () => {}, Pair])) {
      assert.throws(() => call(wrong, 1), invalidType(
        new RegExp(`^${subject} must be bytes, an instance, or an address as a bigint\\. Received `)));
    }
    for (const wrong of eachCase([-1n, kMax + 1n])) {
      assert.throws(() => call(wrong, 1), invalidValue(`${subject} must be a non-negative bigint`));
    }
    // NULL has no bytes, and any place may have none of.
    assert.throws(() => call(0n, 1), {
      code: 'ERR_FFI_INVALID_POINTER',
      message: `${subject} is a null pointer`,
    });
    for (const place of eachCase([0n, 1n, kMax])) call(place, 0);
    assert.throws(
      () => call(kMax - 2n, 4),
      invalidValue(`${subject} and the length exceed the platform address range`));
    for (const small of eachCase([Buffer.alloc(7), new ArrayBuffer(7), new SharedArrayBuffer(7),
                                  new DataView(new ArrayBuffer(9), 2), new Uint8Array(7),
                                  new (array('uint8', 7))()])) {
      call(small, 7);
      assert.throws(() => call(small, 8), {
        name: 'RangeError',
        code: 'ERR_OUT_OF_RANGE',
        message: `${subject} has 7 bytes, but the length is 8`,
      });
    }
    for (const gone of eachCase([detached, detachedBuffer, outOfBounds])) {
      for (const length of eachCase([0, 1])) {
        assert.throws(() => call(gone, length), invalidValue(
          `${subject} has no memory, as the ArrayBuffer is detached or too short`));
      }
    }
    assert.throws(() => call(goneInstance, 1), { code: 'ERR_INVALID_STATE' });

    for (const wrong of eachCase([undefined, null, '1', {}, true])) {
      assert.throws(() => call(bytes, wrong),
                    invalidType(/^The length must be a number or a bigint\. Received /));
    }
    for (const wrong of eachCase([-1, -1n, 1.5, NaN, Infinity, -Infinity])) {
      assert.throws(() => call(bytes, wrong),
                    invalidValue('The length must be a non-negative integer'));
    }
    for (const wrong of eachCase([2 ** 53, 2n ** 53n, 2n ** 100n, 1e300])) {
      assert.throws(() => call(bytes, wrong), {
        code: 'ERR_OUT_OF_RANGE',
        message: 'The length is too large',
      });
    }
  }
  for (const wrong of eachCase([undefined, null, '1', 1n])) {
    assert.throws(() => fill(bytes, wrong, 8), invalidType(/^The value must be a number\. Received /));
  }
  for (const wrong of eachCase([-1, 256, 1.5, NaN, Infinity])) {
    assert.throws(() => fill(bytes, wrong, 8),
                  invalidValue('The value must be an integer from 0 to 255'));
  }
  // Nothing was written.
  assert.deepStrictEqual([...bytes], [0, 0, 0, 0, 0, 0, 0, 0]);
}

function testAll() {
  testSides();
  testErrors();
}

testAll();
// Of optimised code, too.
const plain = Buffer.alloc(100);
for (const fn of [
  () => copy(plain, memory, 8),
  () => copy(memory, memory + 8n, 8),
  () => fill(plain, 0, 8),
  () => compare(plain, memory, 8),
]) {
  optimize(fn);
}
for (const { 1: call } of calls) optimize(call, Buffer.alloc(8), 8);
testAll();

// They may overlap, in both directions.
const list = Buffer.from([1, 2, 3, 4, 5, 6]);
copy(list.subarray(1), list, 5);
assert.deepStrictEqual([...list], [1, 1, 2, 3, 4, 5]);
copy(list, list.subarray(2), 4);
assert.deepStrictEqual([...list], [2, 3, 4, 5, 4, 5]);
// -0 is 0.
copy(list, list, -0);
fill(list, -0, 1);
assert.strictEqual(list[0], 0);

for (const fn of eachCase([copy, fill, compare])) {
  assert.strictEqual(fn.length, 3);
  assert.throws(() => new fn(), TypeError);
}
free(memory);
