// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { bigEndian, enumeration, getRawPointer, littleEndian, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize } = require('../common/ffi');

// A field is read and written as an argument of its type is passed: in JavaScript's
// memory, in native memory and in bytes alike, optimised or not.

const kMax64 = 2n ** 63n - 1n;
const kColors = enumeration({ red: 1, green: 2 }, { as: 'name' });
const kSafe = Number.MAX_SAFE_INTEGER;
const outOfRange = (message) => ({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message });

// The type, values that it takes, values that it gives another one for, and values that
// it refuses; what it says of these.
const kTypes = [
  ['int8', [-128, 0, 127], [[-0, 0]], [-129, 128, 0.5, NaN, 1n], 'an int8'],
  ['uint8', [0, 255], [], [-1, 256, Infinity, '1', null], 'a uint8'],
  ['int16', [-32768, 32767], [], [32768, true, undefined], 'an int16'],
  ['uint16', [0, 65535], [], [-1, 65536, {}], 'a uint16'],
  ['int32', [-(2 ** 31), 2 ** 31 - 1], [], [2 ** 31, [1]], 'an int32'],
  ['uint32', [0, 2 ** 32 - 1], [], [2 ** 32, -1, () => 1], 'a uint32'],
  ['int64', [-kMax64 - 1n, kMax64], [[-5, -5n], [kSafe, BigInt(kSafe)]], [kMax64 + 1n, 2 ** 53, 0.5], 'an int64'],
  ['uint64', [0n, 2n * kMax64 + 1n], [[5, 5n]], [-1n, -1, 2n * kMax64 + 2n, 2 ** 53], 'a uint64'],
  ['float', [0.5, -Infinity, NaN], [[0.1, Math.fround(0.1)]], [1n, '1', null, undefined], 'a float'],
  ['double', [0.1, NaN, -0], [], [1n, '1', null, undefined], 'a double'],
  ['boolean', [true, false], [], [0, 1, 'true', undefined], 'a boolean'],
  ['int53', [-kSafe, kSafe, -1, 2 ** 32], [[-0, 0]], [0.5, NaN, 1n, '1'], 'an int53'],
  ['uint53', [0, kSafe, 2 ** 32 + 1], [], [-1, 1n], 'a uint53'],
  ['address', [0, kSafe], [], [-1, null, 1n], 'an address'],
  [kColors, ['red', 'green', 7], [[1, 'red']], ['blue', 1n, 0.5], 'a name of the enumeration, or an int32'],
  [bigEndian('int16'), [-2, 300], [], [32768], 'an int16'],
  [bigEndian('uint32'), [2 ** 31], [], [-1], 'a uint32'],
  [bigEndian('int64'), [-kMax64, 1n], [[1, 1n]], [2n ** 63n], 'an int64'],
  [bigEndian('double'), [0.1, -0], [], ['1'], 'a double'],
  [bigEndian('uint53'), [kSafe, 5], [], [-5], 'a uint53'],
  [bigEndian('boolean'), [true, false], [], [1], 'a boolean'],
  [bigEndian(kColors), ['green'], [], ['blue'], 'a name of the enumeration, or an int32'],
  [littleEndian('float'), [0.5], [], ['1'], 'a float'],
];

// One of each kind of memory, with a field behind and one before that stay as they are.
function makeInstances(type) {
  const T = struct({ before: 'uint8', x: type, after: 'uint8' }, { name: 'T', packed: true });
  const bytes = new ArrayBuffer(64);
  const native = new ArrayBuffer(64);
  const instances = [new T(), T.at(getRawPointer(native) + 8n), T.from(bytes, 3),
                     T.from(new ArrayBuffer(64, { maxByteLength: 128 }), 8),
                     T.from(new SharedArrayBuffer(64))];
  for (const instance of instances) instance.before = instance.after = 0xA5;
  return { instances, native };
}

function check(instance, get, set, values, others) {
  for (const value of values) {
    set(instance, value);
    assert.deepStrictEqual(get(instance), value);
  }
  for (const [value, other] of others) {
    set(instance, value);
    assert.deepStrictEqual(get(instance), other);
  }
  assert.strictEqual(instance.before, 0xA5);
  assert.strictEqual(instance.after, 0xA5);
}

function checkRefused(instance, get, set, wrong, expected) {
  const before = get(instance);
  for (const value of eachCase(wrong)) {
    assert.throws(() => set(instance, value), invalidValue(`T.x must be ${expected}`));
    assert.deepStrictEqual(get(instance), before);
  }
}

for (const [type, values, others, wrong, expected] of eachCase(kTypes)) {
  const { instances, native } = makeInstances(type);
  for (const instance of instances) {
    const get = (o) => o.x;
    const set = (o, value) => { o.x = value; };
    check(instance, get, set, values, others);
    checkRefused(instance, get, set, wrong, expected);
    // As V8 compiles it for this one, and for whatever comes.
    instance.x = values[0];
    optimize(get, instance);
    optimize(set, instance, values[0]);
    check(instance, get, set, values, others);
    checkRefused(instance, get, set, wrong, expected);
    for (const other of instances) check(other, get, set, values, others);
  }
  assert.ok(native);
}

// Integers that no number has.
{
  const Wide = struct({ x: 'int64', y: 'uint64' }, { name: 'Wide' });
  const Narrow = struct({ x: 'int53', y: 'address' }, { name: 'Narrow' });
  const bytes = new ArrayBuffer(16);
  const wide = Wide.from(bytes);
  for (const narrow of [Narrow.from(bytes), Narrow.at(getRawPointer(bytes))]) {
    const get = (o) => o.x;
    for (let i = 0; i < 2; i++) {
      for (const x of [2n ** 53n, -(2n ** 53n), 2n ** 62n]) {
        wide.x = x;
        wide.y = 2n ** 63n;
        assert.throws(() => get(narrow), outOfRange('Narrow.x is no safe integer'));
        assert.throws(() => narrow.y, outOfRange('Narrow.y is no safe integer'));
      }
      wide.x = -(2n ** 53n) + 1n;
      assert.strictEqual(get(narrow), -kSafe);
      optimize(get, narrow);
    }
    for (const value of [2 ** 53, -(2 ** 53), Infinity]) {
      assert.throws(() => { narrow.x = value; }, outOfRange('Narrow.x must be a safe integer'));
    }
  }
}
