// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// The export…() functions copy JavaScript data to native memory that has room
// for it.

const memory = Buffer.alloc(64);
const pointer = ffi.getRawPointer(memory);
const nullPointer = {
  name: 'Error',
  code: 'ERR_FFI_INVALID_POINTER',
  message: 'Cannot create a buffer from a null pointer',
};

function outOfRange(needed, received) {
  return {
    name: 'RangeError',
    code: 'ERR_OUT_OF_RANGE',
    message: 'The value of "len" is out of range. ' +
             `It must be >= ${needed}. Received ${received}`,
  };
}

// Checks that `run` writes `expected` and nothing else.
function writes(expected, run) {
  memory.fill(0xaa);
  assert.strictEqual(run(), undefined);
  assert.deepStrictEqual([...memory.subarray(0, expected.length)], [...expected]);
  assert.ok(memory.subarray(expected.length).every((byte) => byte === 0xaa));
}

for (const [text, encoding, terminator] of eachCase([
  ['', 'utf8', '\0'],
  ['h\u00e9llo \u{1f600}', 'utf8', '\0'],
  ['a\0b', 'utf-8', '\0'],
  ['h\u00e9llo', 'latin1', '\0'],
  ['h\u00e9llo', 'ascii', '\0'],
  ['h\u00e9llo', 'utf16le', '\0\0'],
  ['\u{1f600}', 'UCS-2', '\0\0'],
  ['', 'ucs2', '\0\0'],
  ['616263', 'hex', '\0'],
  ['YWJj', 'base64', '\0'],
])) {
  const bytes = Buffer.concat([Buffer.from(text, encoding), Buffer.from(terminator)]);
  const { length } = bytes;
  writes(bytes, () => ffi.exportString(text, pointer, length, encoding));
  writes(bytes, () => ffi.exportString(text, pointer, 64, encoding));
  assert.throws(() => ffi.exportString(text, pointer, length - 1, encoding),
                outOfRange(length, length - 1));
}
writes(Buffer.from('abc\0'), () => ffi.exportString('abc', pointer, 4));
writes(Buffer.from('abc\0'), () => ffi.exportString('abc', pointer, 4, undefined));

for (const encoding of eachCase(['nope', 'utf-7', 'buffer'])) {
  assert.throws(() => ffi.exportString('', pointer, 4, encoding), {
    name: 'TypeError',
    code: 'ERR_UNKNOWN_ENCODING',
    message: `Unknown encoding: ${encoding}`,
  });
}
for (const encoding of eachCase([null, 5, {}])) {
  assert.throws(() => ffi.exportString('', pointer, 4, encoding),
                { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
}

const data = [1, 2, 3, 4];
const { buffer } = new Uint8Array(data);
const resizable = new ArrayBuffer(8, { maxByteLength: 16 });
const outOfBounds = new Uint8Array(resizable, 4, 4);
resizable.resize(2);
const detached = new ArrayBuffer(4);
const detachedView = new Uint8Array(detached);
structuredClone(detached, { transfer: [detached] });

const exporters = {
  exportString: { good: ['abc'], length: 4, wrong: [undefined, null, 1, Buffer.alloc(1)] },
  exportBuffer: { good: [Buffer.from(data)], length: 4, empty: Buffer.alloc(0),
                  wrong: [undefined, 'x', buffer, new Uint8Array(4)] },
  exportArrayBuffer: { good: [buffer], length: 4, empty: new ArrayBuffer(0),
                       wrong: [undefined, 'x', new Uint8Array(4), new SharedArrayBuffer(4)] },
  exportArrayBufferView: {
    good: [
      new Uint8Array(buffer), new DataView(buffer), new Uint32Array(buffer),
      new Uint8Array([0, ...data, 9]).subarray(1, 5),
      new Uint8Array(new SharedArrayBuffer(4)).fill(1).map((_, i) => i + 1),
    ],
    length: 4, empty: new Float64Array(0),
    wrong: [undefined, 'x', buffer, new SharedArrayBuffer(4)],
  },
};
for (const [name, { good, length, wrong, empty }] of eachCase(Object.entries(exporters))) {
  const run = ffi[name];
  assert.strictEqual(run.length, 3);
  for (const value of eachCase(good)) {
    if (name !== 'exportString') writes(data, () => run(value, pointer, length));
    assert.throws(() => run(value, pointer, length - 1), outOfRange(length, length - 1));
    for (const wrongLength of eachCase([undefined, null, '4', 4n])) {
      assert.throws(() => run(value, pointer, wrongLength),
                    { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message: /"len"/ });
    }
    for (const wrongLength of eachCase([-1, 4.5, NaN, 2 ** 53])) {
      assert.throws(() => run(value, pointer, wrongLength),
                    { name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message: /"len"/ });
    }
    for (const wrongPointer of eachCase([undefined, null, 0, '0', memory])) {
      assert.throws(() => run(value, wrongPointer, length),
                    invalidType('The pointer must be a bigint'));
    }
    assert.throws(() => run(value, -1n, length),
                  invalidValue('The pointer must be a non-negative bigint'));
    assert.throws(() => run(value, 0n, length), nullPointer);
    assert.throws(
      () => run(value, 2n ** 64n - 2n, length),
      invalidValue('The pointer and length exceed the platform address range'));
  }
  for (const value of eachCase(wrong)) {
    assert.throws(() => run(value, pointer, length),
                  { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  }
  // Nothing at all may be copied through NULL.
  if (empty !== undefined) {
    assert.strictEqual(run(empty, 0n, 0), undefined);
    assert.strictEqual(run(empty, 0n, 8), undefined);
  }
}

assert.throws(
  () => ffi.exportArrayBuffer(detached, pointer, 4),
  invalidValue('The first argument has no memory, as the ArrayBuffer is detached'));
assert.throws(
  () => ffi.exportArrayBufferView(detachedView, pointer, 4),
  invalidValue('The first argument has no memory, as the ArrayBuffer is detached'));
assert.throws(
  () => ffi.exportArrayBufferView(outOfBounds, pointer, 4),
  invalidValue('The first argument is an ArrayBufferView outside the bounds ' +
               'of its ArrayBuffer'));

// Source and target may overlap.
memory.set([1, 2, 3, 4, 5]);
ffi.exportBuffer(memory.subarray(0, 4), pointer + 1n, 4);
assert.deepStrictEqual([...memory.subarray(0, 5)], [1, 1, 2, 3, 4]);
