// Flags: --experimental-ffi --ffi-checked
'use strict';
const common = require('../common');
const assert = require('node:assert');
const {
  Arena, dlopen, func, getInt32, getRawPointer, inout, out, pointer, setInt8, struct, toBuffer,
  toString,
} = require('node:ffi');
const { pathOf } = require('../common/ffi');

// With --ffi-checked, native code gets copies of bytes and strings. All that it does to
// these, JavaScript sees, and the other way round.

const { functions } = dlopen(pathOf('checked'), {
  write_at: { arguments: ['buffer', 'intptr_t', 'char'] },
  distance: { arguments: ['buffer', 'buffer'], return: 'int53' },
  is_aligned: { arguments: ['buffer', 'size_t'], return: 'int' },
  get_kept: { return: 'pointer' },
  keep: { arguments: ['buffer'] },
});
const { write_at, distance, get_kept, is_aligned, keep } = functions;
const libc = dlopen(null, {
  memchr: { arguments: ['buffer', 'int', 'size_t'], return: 'pointer' },
  strchr: { arguments: ['string', 'int'], return: 'cstring' },
  strtol: { arguments: ['buffer', out('pointer'), 'int'], return: 'long' },
}).functions;

// What is written.
for (const length of [1, 7, 8, 16, 100, 4096, 5000, 1e6]) {
  for (const offset of [0, 1, 8, 13]) {
    const buffer = new Uint8Array(length + offset + 8).fill(1);
    const view = buffer.subarray(offset, offset + length);
    write_at(view, 0, 2);
    write_at(view, length - 1, 3);
    const expected = new Uint8Array(length + offset + 8).fill(1);
    expected[offset] = 2;
    expected[offset + length - 1] = 3;
    assert.deepStrictEqual(buffer, expected);
    assert.strictEqual(is_aligned(view, 16), 1);
  }
}

// Views of one buffer are as far from each other as they are in JavaScript. Those of
// Buffer's pool, which know nothing of each other, need not be.
{
  const bytes = new Uint8Array(100);
  assert.strictEqual(distance(bytes, bytes.subarray(40)), 40);
  assert.strictEqual(distance(bytes.subarray(90), bytes.subarray(40, 41)), -50);
  assert.strictEqual(distance(bytes, bytes.subarray(100)), 100);
  const a = Buffer.from('12345678');
  const b = Buffer.from('12345678');
  assert.strictEqual(a.buffer, b.buffer);
  assert.notStrictEqual(distance(a, b), b.byteOffset - a.byteOffset);
}

// Addresses that lead to copies lead to what was copied, in results and in what is
// written.
{
  const bytes = Buffer.from('hello, world');
  assert.strictEqual(libc.memchr(bytes, 'w'.charCodeAt(0), 12), getRawPointer(bytes) + 7n);
  assert.strictEqual(libc.strchr('hello, world', 'w'.charCodeAt(0)), 'world');
  const digits = Buffer.from('123 \0');
  assert.deepStrictEqual(libc.strtol(digits, 10),
                         { value: 123n, out: [getRawPointer(digits) + 3n] });
}

// Who has the address passes the memory itself, as what is native memory, or may be
// kept by native code, or is used by other threads.
{
  const bytes = new Uint8Array(8);
  const { distance } = dlopen(pathOf('checked'), {
    distance: { arguments: ['buffer', 'pointer'], return: 'int53' },
  }).functions;
  assert.strictEqual(distance(bytes, getRawPointer(bytes) + 4n), 4);

  using arena = new Arena();
  const isItself = (value) => {
    keep(value);
    return get_kept() === getRawPointer(value);
  };
  assert(isItself(arena.alloc(16)));
  assert(isItself(toBuffer(getRawPointer(bytes), 8, false)));
  assert(isItself(new Uint8Array(new SharedArrayBuffer(8))));
  assert.throws(() => isItself(bytes), { code: 'ERR_FFI_INVALID_POINTER' });
}

// Structs that point to each other do so as copies, too.
{
  const Node = struct({ value: 'int64', next: pointer('void') }, { name: 'Node' });
  const { sum_second, sum_nodes, write_int64 } = dlopen(pathOf('checked'), {
    sum_nodes: { arguments: [pointer(Node)], return: 'int53' },
    sum_second: { arguments: [pointer(Node), pointer(Node)], return: 'int53' },
    write_int64: { arguments: [inout('int64'), 'int64'] },
  }).functions;
  const second = new Node({ value: 2n, next: null });
  const first = new Node({ value: 1n, next: second });
  assert.strictEqual(sum_second(first, second), 3);
  assert.strictEqual(second.value, 3n);
  assert.strictEqual(first.next, getRawPointer(second));
  assert.strictEqual(sum_nodes(first), 4);
  assert.deepStrictEqual([first.value, second.value], [0n, 0n]);
  assert.deepStrictEqual(write_int64(1n, 5n).out, [5n]);
}

// A callback sees what was written so far, and native code what the callback writes.
{
  const { write_around } = dlopen(pathOf('checked'), {
    write_around: { arguments: ['buffer', func({})], return: 'int' },
  }).functions;
  const bytes = new Uint8Array(9);
  const seen = write_around(bytes, common.mustCall(() => {
    assert.strictEqual(bytes[0], 1);
    bytes[1] = 7;
    write_around(bytes, common.mustCall(() => assert.strictEqual(bytes[0], 2)));
    assert.strictEqual(bytes[0], 3);
    bytes[8] = 9;
  }));
  assert.strictEqual(seen, 7);
  assert.deepStrictEqual([...bytes], [4, 7, 0, 0, 0, 0, 0, 0, 9]);
  assert.throws(() => write_around(bytes, () => { throw new Error('callback'); }), /callback/);
  assert.strictEqual(bytes[0], 6);
}

// A callback gets the address of what was copied, which is what C has at that time. What
// it writes there, and an address that it returns, get to the copy.
{
  const { call_at } = dlopen(pathOf('checked'), {
    call_at: { arguments: ['buffer', 'size_t', func({ arguments: ['pointer'], return: 'pointer' })],
               return: 'int' },
  }).functions;
  const { qsort } = dlopen(null, {
    qsort: { arguments: ['buffer', 'size_t', 'size_t',
                         func({ arguments: ['pointer', 'pointer'], return: 'int' })] },
  }).functions;
  const numbers = Int32Array.from({ length: 500 }, (_, i) => (i * 7919) % 500);
  const address = getRawPointer(numbers);
  const at = (element) => {
    const index = Number(element - address) / 4;
    assert(index >= 0 && index < numbers.length);
    assert.strictEqual(numbers[index], getInt32(element));
    return numbers[index];
  };
  qsort(numbers, numbers.length, 4, (a, b) => at(a) - at(b));
  assert.deepStrictEqual([...numbers], Array.from({ length: 500 }, (_, i) => i));

  // It calls with the address of the last byte, and writes 5 where the result leads.
  const bytes = new Uint8Array(20);
  const seen = call_at(bytes, 19, common.mustCall((last) => {
    assert.strictEqual(last, getRawPointer(bytes) + 19n);
    setInt8(last, 0, 9);
    return last - 4n;
  }));
  assert.strictEqual(seen, 9);
  assert.deepStrictEqual([bytes[15], bytes[19]], [5, 9]);
}
assert.strictEqual(toString(getRawPointer(Buffer.from('end\0'))), 'end');
