// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { MessageChannel } = require('node:worker_threads');
const ffi = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryClosed, pathOf } =
  require('../common/ffi');

// adopt() gives bytes that own native memory: on disposal it is released, once, and all
// views of it have nothing any more.

const definitions = {
  take: { arguments: ['size_t'], return: 'pointer' },
  give_back: { arguments: ['pointer'], return: 'int' },
  count_released: { return: 'int' },
  count_wrong: { return: 'int' },
};
const { functions } = ffi.dlopen(pathOf('releases'), definitions);
const { take, give_back, count_released, count_wrong } = functions;
let expected = 0;

function check() {
  assert.strictEqual(count_released(), expected);
  assert.strictEqual(count_wrong(), 0);
}

const Four = ffi.struct({ value: 'uint32' });

// By name, and by the end of a block.
for (const length of eachCase([8, 8n])) {
  const memory = take(8);
  const bytes = ffi.adopt(memory, length, give_back);
  assert.ok(Buffer.isBuffer(bytes));
  assert.strictEqual(Object.getPrototypeOf(bytes), Buffer.prototype);
  assert.strictEqual(ffi.getRawPointer(bytes), memory);
  assert.deepStrictEqual([...bytes], [7, 7, 7, 7, 7, 7, 7, 7]);
  bytes[1] = 8;
  assert.strictEqual(ffi.getUint8(memory, 1), 8);
  assert.deepStrictEqual(Object.getOwnPropertySymbols(bytes), [Symbol.dispose]);
  assert.deepStrictEqual(Object.keys(bytes), Object.keys(Buffer.alloc(8)));

  const slice = bytes.subarray(2);
  const ints = new Int32Array(bytes.buffer);
  const instance = Four.from(bytes, 4);
  assert.strictEqual(instance.value, 0x07070707);
  check();
  assert.strictEqual(bytes[Symbol.dispose](), undefined);
  expected++;
  check();
  for (const view of eachCase([bytes, slice, ints])) {
    assert.strictEqual(view.length, 0);
    assert.strictEqual(view[0], undefined);
  }
  assert.ok(bytes.buffer.detached);
  assert.throws(() => instance.value, { code: 'ERR_INVALID_STATE' });
  assert.throws(() => give_back(bytes), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => ffi.copy(bytes, slice, 0), { code: 'ERR_INVALID_ARG_VALUE' });
  // Once is enough.
  bytes[Symbol.dispose]();
  slice[Symbol.dispose]?.();
  check();
}
{
  const stack = new DisposableStack();
  stack.use(ffi.adopt(take(1), 1, give_back));
  stack.use(ffi.adopt(take(1), 1, give_back));
  check();
  stack.dispose();
  expected += 2;
  check();
}

// To a program that holds it, it is no other buffer's memory.
{
  const bytes = ffi.adopt(take(8), 8, give_back);
  const { buffer } = bytes;
  const { port1 } = new MessageChannel();
  assert.throws(() => structuredClone(bytes, { transfer: [buffer] }), { name: 'DataCloneError' });
  assert.throws(() => port1.postMessage(bytes, [buffer]), { name: 'DataCloneError' });
  assert.throws(() => buffer.transfer(), TypeError);
  assert.throws(() => buffer.transferToFixedLength(), TypeError);
  assert.strictEqual(bytes.length, 8);
  const copy = structuredClone(bytes);
  port1.close();
  bytes[Symbol.dispose]();
  expected++;
  check();
  assert.deepStrictEqual([...copy], [7, 7, 7, 7, 7, 7, 7, 7]);
}

// The garbage collector knows how much it is.
{
  const kSize = 64 * 1024 * 1024;
  const { external } = process.memoryUsage();
  const bytes = ffi.adopt(take(kSize), kSize, give_back);
  const grown = process.memoryUsage().external - external;
  assert.ok(grown > kSize * 0.9, `${grown}`);
  bytes[Symbol.dispose]();
  expected++;
  check();
  const left = process.memoryUsage().external - external;
  assert.ok(left < kSize * 0.1, `${left}`);
}

// No bytes may have an owner, too, but there is nothing to release at NULL.
{
  const none = ffi.adopt(take(0), 0, give_back);
  assert.strictEqual(none.length, 0);
  none[Symbol.dispose]();
  none[Symbol.dispose]();
  expected++;
  check();
  const nothing = ffi.adopt(0n, 0, give_back);
  assert.strictEqual(nothing.length, 0);
  nothing[Symbol.dispose]();
  check();
}

// What the function throws, its caller gets; it was called.
{
  const { functions: { rmdir } } = ffi.dlopen(null, {
    rmdir: { arguments: ['pointer'], return: 'int', errno: 'throw' },
  });
  // An empty path.
  const memory = ffi.getRawPointer(Buffer.alloc(8));
  const bytes = ffi.adopt(memory, 8, rmdir);
  assert.throws(() => bytes[Symbol.dispose](), { code: 'ENOENT', syscall: 'rmdir' });
  assert.strictEqual(bytes.length, 0);
  bytes[Symbol.dispose]();
}

// What is refused is not released.
{
  const memory = take(8);
  const other = ffi.dlopen(pathOf('releases'), {
    ...definitions,
    two: { symbol: 'give_back', arguments: ['pointer', 'pointer'] },
  });
  for (const wrong of eachCase([undefined, null, 1, '1', {}])) {
    assert.throws(() => ffi.adopt(wrong, 8, give_back), invalidType('The first argument must be a bigint'));
  }
  assert.throws(() => ffi.adopt(-1n, 8, give_back), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => ffi.adopt(0n, 8, give_back), { code: 'ERR_FFI_INVALID_POINTER' });
  for (const wrong of eachCase([undefined, null, '8', {}])) {
    assert.throws(() => ffi.adopt(memory, wrong, give_back),
                  invalidType(/^The length must be a number or a bigint\. Received /));
  }
  for (const wrong of eachCase([-1, 1.5, NaN])) {
    assert.throws(() => ffi.adopt(memory, wrong, give_back), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  assert.throws(() => ffi.adopt(memory, 2 ** 53, give_back), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => ffi.adopt(2n ** 64n - 8n, 16, give_back), { code: 'ERR_INVALID_ARG_VALUE' });
  for (const wrong of eachCase([undefined, null, 'free', 1n, () => {}])) {
    assert.throws(() => ffi.adopt(memory, 8, wrong),
                  invalidType(/^The free function must be a native function\. Received /));
  }
  const Thing = ffi.handle('thing');
  const { functions: unfit } = ffi.dlopen(null, Object.fromEntries(
    [ffi.inout('int'), ffi.out('int'), Thing, ffi.consumes(Thing)].map(
      (type, i) => [`free${i}`, { symbol: 'free', arguments: [type] }])));
  for (const wrong of eachCase([other.functions.two, ...Object.values(unfit)])) {
    assert.throws(() => ffi.adopt(memory, 8, wrong), invalidValue(
      'The free function must be a native function with one parameter, a pointer'));
  }

  // A library that is closed releases nothing any more.
  const bytes = ffi.adopt(memory, 8, other.functions.give_back);
  other.lib.close();
  assert.throws(() => bytes[Symbol.dispose](), libraryClosed);
  assert.strictEqual(bytes.length, 8);
  assert.throws(() => ffi.adopt(memory, 8, other.functions.give_back), libraryClosed);
  check();
  give_back(bytes);
  expected++;
  check();
}
