// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { array, getRawPointer, pointer, struct } = require('node:ffi');
const { eachCase, invalidValue } = require('../common/ffi');

// Arrays without a length: the last field of a struct, with and without another field
// that counts it, and what a pointer that is counted points to.

const outOfRange = (message) => ({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message });

const Plain = struct({ id: 'int', items: array('int16') }, { name: 'Plain' });
const Counted = struct({ n: 'int', items: array('int64', { countedBy: 'n' }) }, { name: 'Counted' });

// Without a counter: what it is given, and what fits.
{
  const plain = new Plain({ id: 5, items: [1, 2, 3] });
  assert.deepStrictEqual(plain.toObject(), { id: 5, items: [1, 2, 3] });
  assert.strictEqual(plain.items.length, 3);
  plain.items[2] = 7;
  assert.throws(() => { plain.items[3] = 7; }, { code: 'ERR_OUT_OF_RANGE' });
  plain.items = new Int16Array([4, 5, 6]);
  assert.deepStrictEqual(plain.items.toObject(), [4, 5, 6]);
  assert.throws(() => { plain.items = [1]; }, invalidValue('Plain.items must have 3 elements, but has 1'));
  assert.throws(() => { plain.items = [1, 2, 'x']; }, invalidValue('Plain.items[2] must be an int16'));
  assert.deepStrictEqual(plain.items.toObject(), [4, 5, 6]);
  assert.deepStrictEqual(new Plain(plain).toObject(), { id: 5, items: [4, 5, 6] });
  assert.deepStrictEqual(new Plain().toObject(), { id: 0, items: [] });
  const bytes = new Int16Array([1, 0, 5, 6, 7, 8]);
  assert.deepStrictEqual(Plain.from(bytes).toObject(), { id: 1, items: [5, 6, 7, 8] });
  assert.deepStrictEqual(Plain.from(bytes.buffer, 4).toObject(), { id: 5 + 6 * 2 ** 16, items: [7, 8] });
  assert.deepStrictEqual(Plain.at(getRawPointer(bytes)).toObject(), { id: 1, items: [] });
  assert.throws(() => new Plain({ id: 5 }), invalidValue('Plain.items is missing'));
  assert.throws(() => new Plain({ id: 5, items: 5 }), {
    message: 'Plain.items must be an array or Int16Array of elements of type int16',
  });
}

// With one.
{
  const counted = new Counted({ items: [1n, 2] });
  assert.deepStrictEqual(counted.toObject(), { n: 2, items: [1n, 2n] });
  assert.deepStrictEqual(new Counted({ n: 1, items: [5n] }).items.toObject(), [5n]);
  assert.throws(() => new Counted({ n: 2, items: [5n] }),
                invalidValue('Counted.n must be 1, as items has that many elements'));
  counted.n = 1;
  assert.deepStrictEqual(counted.items.toObject(), [1n]);
  counted.n = 3;
  assert.throws(() => counted.items,
                outOfRange('Counted.items is counted by n, which is 3, but there is room for 2'));
  counted.n = -1;
  assert.throws(() => counted.items, outOfRange('Counted.items is counted by n, which is -1'));
  assert.throws(() => counted.toObject(), { code: 'ERR_OUT_OF_RANGE' });

  const bytes = new BigInt64Array([2n, 7n, 8n, 9n]);
  for (const one of [Counted.from(bytes), Counted.at(getRawPointer(bytes))]) {
    assert.deepStrictEqual(one.toObject(), { n: 2, items: [7n, 8n] });
    one.items[1] = 10n;
    assert.strictEqual(bytes[2], 10n);
    bytes[2] = 8n;
  }
  bytes[0] = 4n;
  assert.throws(() => Counted.from(bytes).items,
                outOfRange('Counted.items is counted by n, which is 4, but there is room for 3'));
}

// Behind a pointer.
{
  const Buf = struct({ len: 'uint64', data: pointer(array('uint8', { countedBy: 'len' })) }, { name: 'Buf' });
  const data = new Uint8Array([1, 2, 3]);
  const buf = new Buf({ len: 3, data });
  assert.deepStrictEqual(buf.data.toObject(), [1, 2, 3]);
  buf.data[0] = 9;
  assert.strictEqual(data[0], 9);
  buf.len = 2;
  assert.deepStrictEqual([...buf.data], [9, 2]);
  buf.data = null;
  assert.strictEqual(buf.data, null);
  buf.len = 2n ** 60n;
  buf.data = 8n;
  assert.throws(() => buf.data, outOfRange(`Buf.data is counted by len, which is ${2n ** 60n}`));
}

// By itself.
{
  const Ints = array('int');
  assert.deepStrictEqual(new Ints([1, 2]).toObject(), [1, 2]);
  assert.deepStrictEqual(new Ints().toObject(), []);
  assert.deepStrictEqual(Ints.from(new Int32Array([1, 2, 3]), 4).toObject(), [2, 3]);
  const native = new Int32Array([4, 5, 6]);
  assert.deepStrictEqual(Ints.at(getRawPointer(native), 2).toObject(), [4, 5]);
  assert.deepStrictEqual(Ints.at(getRawPointer(native)).toObject(), []);
  for (const wrong of eachCase([5, 'ab', {}, new Float32Array(1)])) {
    assert.throws(() => new Ints(wrong), { code: 'ERR_INVALID_ARG_VALUE' });
  }
}
