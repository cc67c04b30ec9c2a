// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { bits, enumeration, getRawPointer, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize } = require('../common/ffi');

// Bit-fields of all widths, also such that cross the units of their types, have the
// bits that they should, and leave all others alone.

const kTypes = {
  uint8: [8, false], int8: [8, true], uint16: [16, false], int16: [16, true],
  uint32: [32, false], int32: [32, true], uint64: [64, false], int64: [64, true],
};

let seed = 5;
function random(n) {
  seed = (seed * 1103515245 + 12345) % 2 ** 31;
  return Math.floor(seed / 2 ** 31 * n);
}

function makeFields() {
  const names = Object.keys(kTypes);
  const fields = {};
  const read = [];
  for (let i = 0; i < 8; i++) {
    const name = names[random(names.length)];
    const [size, isSigned] = kTypes[name];
    const width = 1 + random(size);
    fields[`f${i}`] = bits(name, width);
    read.push({ name: `f${i}`, size, isSigned, width });
  }
  return { fields, read };
}

// What the bytes have, from JavaScript's point of view.
function expectedOf(bytes, { offset, bitOffset }, { size, isSigned, width }) {
  let all = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) all = all << 8n | BigInt(bytes[i]);
  const value = all >> BigInt(offset * 8 + bitOffset);
  const bigint = isSigned ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
  return size === 64 ? bigint : Number(bigint);
}

const setBit = (bytes, bit) => { bytes[bit >> 3] |= 1 << (bit & 7); };

function checkWrites(instance, bytes, T, field) {
  const { name, size, isSigned, width } = field;
  const { offset, bitOffset } = T.fields[name];
  const toValue = (bigint) => (size === 64 ? bigint : Number(bigint));
  const min = isSigned ? -(2n ** BigInt(width - 1)) : 0n;
  const max = isSigned ? 2n ** BigInt(width - 1) - 1n : 2n ** BigInt(width) - 1n;
  for (const value of [min, max, 0n]) {
    for (const background of [0, 255]) {
      bytes.fill(background);
      const before = new Uint8Array(bytes);
      for (let i = 0; i < width; i++) {
        const bit = offset * 8 + bitOffset + i;
        before[bit >> 3] &= ~(1 << (bit & 7));
        if (BigInt.asUintN(64, value) >> BigInt(i) & 1n) setBit(before, bit);
      }
      instance[name] = toValue(value);
      assert.deepStrictEqual(new Uint8Array(bytes), before);
      assert.strictEqual(instance[name], toValue(value));
    }
  }
  for (const wrong of [toValue(max + 1n), toValue(min - 1n), 0.5, undefined, '1']) {
    assert.throws(() => { instance[name] = wrong; }, {
      code: 'ERR_INVALID_ARG_VALUE',
      message: new RegExp(`^B\\.${name} must be an? u?int\\d+ of ${width} bits?$`),
    });
  }
}

for (const round of eachCase(Array.from({ length: 40 }, (_, i) => i))) {
  const { fields, read } = makeFields();
  const T = struct(fields, { name: 'B', packed: round % 2 === 0 });
  const buffer = new ArrayBuffer(Math.ceil(T.size / 8) * 8 + 8);
  const bytes = new Uint8Array(buffer, 0, T.size);
  for (const instance of [T.from(buffer), T.at(getRawPointer(buffer))]) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < bytes.length; j++) bytes[j] = random(256);
      for (const field of read) {
        assert.strictEqual(instance[field.name], expectedOf(bytes, T.fields[field.name], field));
      }
    }
    for (const field of read) checkWrites(instance, bytes, T, field);
  }
}

// The types that aren't numbers.
{
  const T = struct({
    a: bits('boolean', 1),
    b: bits(enumeration({ off: 0, on: 1, broken: 2 }, 'uint', { as: 'name' }), 2),
    c: bits('int53', 50),
  }, { name: 'T' });
  const get = (t) => [t.a, t.b, t.c];
  const set = (t, a, b, c) => {
    t.a = a;
    t.b = b;
    t.c = c;
  };
  const instance = new T({ a: true, b: 'broken', c: -(2 ** 49) });
  for (let i = 0; i < 2; i++) {
    assert.deepStrictEqual(get(instance), [true, 'broken', -(2 ** 49)]);
    set(instance, false, 1, 2 ** 49 - 1);
    assert.deepStrictEqual(get(instance), [false, 'on', 2 ** 49 - 1]);
    set(instance, true, 'broken', -(2 ** 49));
    assert.throws(() => set(instance, 1, 1, 1), invalidValue('T.a must be a boolean of 1 bit'));
    assert.throws(() => set(instance, true, 'none', 1), {
      code: 'ERR_INVALID_ARG_VALUE', message: /^T\.b must be a name of the enumeration, or a/,
    });
    assert.throws(() => set(instance, true, 'broken', 2 ** 49),
                  invalidValue('T.c must be an int53 of 50 bits'));
    optimize(get, instance);
    optimize(set, instance, true, 'broken', -(2 ** 49));
  }
}
