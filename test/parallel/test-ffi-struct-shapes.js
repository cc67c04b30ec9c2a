// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, array, struct, toBuffer } = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');

// Structs by value are copied as far as they go and no further, whatever lies
// around them; they are as aligned on the stack as their types ask for; they may
// be larger than a page, or of no size at all; and their results do not get into
// each other's way. In unoptimised and optimised code, and in callbacks.

// Runs a function as a program's first call, and optimised.
function inBoth(fn) {
  fn();
  optimize(fn);
  fn();
}

const path = pathOf('shapes');
const { lib, functions: { before_the_end } } = dlopen(path, {
  before_the_end: { arguments: ['size_t'], return: 'pointer' },
});

// Up to the end of the memory, and not beyond it.
for (const size of eachCase([1, 3, 5, 7, 9, 11, 13, 15, 17, 31])) {
  const Bytes = struct({ bytes: array('uint8', size) });
  const sum = lib.getFunction(`sum_${size}`, { arguments: [Bytes], return: 'uint32' });
  const count = lib.getFunction(`count_${size}`, { arguments: ['uint8'], return: Bytes });
  const ask = lib.getFunction(`ask_${size}`, { arguments: ['pointer'], return: 'uint32' });
  const room = before_the_end(BigInt(size));
  toBuffer(room, size, false).fill(2);
  const value = Bytes.at(room);
  const sums = () => assert.strictEqual(sum(value), 2 * size);
  inBoth(sums);

  // A result is in nobody else's way, neither before it nor behind.
  const expected = (first) => ({ bytes: Array.from({ length: size }, (_, i) => first + i) });
  const keepsApart = () => {
    const results = [count(1), count(2), count(3)];
    results.forEach((result, i) => assert.deepStrictEqual(result.toObject(), expected(i + 1)));
  };
  inBoth(keepsApart);

  // What a callback gives is taken from there, too.
  const answer = (argument) => {
    assert.deepStrictEqual(argument.toObject(), expected(1));
    return value;
  };
  const callback = lib.registerCallback({ arguments: [Bytes], return: Bytes }, answer);
  const answers = () => assert.strictEqual(ask(callback), 2 * size);
  inBoth(answers);
  lib.unregisterCallback(callback);
}

{
  const Floats = struct({ x: 'float', y: 'float', z: 'float' });
  const sum = lib.getFunction('sum_floats', { arguments: [Floats], return: 'float' });
  const count = lib.getFunction('count_floats', { arguments: ['float'], return: Floats });
  const value = Floats.at(before_the_end(12n));
  Object.assign(value, { x: 1, y: 2, z: 4 });
  const sumsFloats = () => {
    assert.strictEqual(sum(value), 7);
    const results = [count(1), count(5)];
    assert.deepStrictEqual(results.map((result) => result.toObject()), [{ x: 1, y: 2, z: 3 }, { x: 5, y: 6, z: 7 }]);
  };
  inBoth(sumsFloats);
}

const Aligned16 = struct({ value: 'uint8' }, { align: 16 });
const Aligned32 = struct({ value: array('uint64', 5) }, { align: 32 });
const Aligned64 = struct({ value: array('uint8', 3) }, { align: 64 });
// Libffi can't align what is on the stack to more than 16 bytes.
if (process.execArgv.includes('--jitless')) {
  assert.throws(() => lib.getFunction('call_aligned', { arguments: [...Array(7).fill('int64'), Aligned64] }),
                { code: 'ERR_FFI_CALL_FAILED', message: "libffi can't call a function of this signature: " +
                           'argument 7 is aligned to 64 bytes, which takes generated code' });
} else {
  const misaligned = lib.getFunction('misaligned', {
    arguments: [...Array(7).fill('int64'), Aligned64, 'int8', Aligned32, 'int8', Aligned16, 'int64'],
    return: 'int',
  });
  const big = { value: [1, 2, 3] };
  const middle = { value: [1n, 2n, 3n, 4n, 5n] };
  const isAligned = () => {
    assert.strictEqual(misaligned(1n, 2n, 3n, 4n, 5n, 6n, 7n, big, 8, middle, 9, { value: 1 }, 10n), 0);
  };
  inBoth(isAligned);

  const call = lib.getFunction('call_aligned', { arguments: ['pointer'], return: 'int64' });
  const signature = { arguments: ['int64', Aligned64, 'int8', Aligned32, 'int64'], return: 'int64' };
  const take = (first, one, second, other, last) => {
    assert.deepStrictEqual([first, one.toObject(), second, other.toObject(), last], [1n, big, 2, middle, 3n]);
    return 4n;
  };
  const callback = lib.registerCallback(signature, take);
  const passesAligned = () => assert.strictEqual(call(callback), 4n);
  inBoth(passesAligned);
}

{
  const size = 60_000;
  const Large = struct({ head: 'int32', body: array('uint8', size), tail: 'int32' });
  const turn = lib.getFunction('turn_large', { arguments: ['int32', Large, 'int32'], return: Large });
  const value = new Large();
  Object.assign(value, { head: 1, tail: 2 });
  value.body[10] = 77;
  for (let i = 0; i < 300; i++) {
    const result = turn(10, value, 20);
    assert.deepStrictEqual([result.head, result.tail, result.body[size - 11], result.body[10]], [12, 21, 77, 0]);
  }
  assert.deepStrictEqual([value.head, value.tail, value.body[10]], [1, 2, 77]);

  const call = lib.getFunction('call_large', { arguments: ['pointer'], return: 'int32' });
  const change = (before, argument) => {
    assert.deepStrictEqual([before, argument.body[size - 1], argument.head], [3, 5, 1]);
    argument.tail = 40;
    return argument;
  };
  const callback = lib.registerCallback({ arguments: ['int32', Large], return: Large }, change);
  const callsLarge = () => assert.strictEqual(call(callback), 46);
  inBoth(callsLarge);
}

{
  const Empty = struct({});
  const around = lib.getFunction('around_empty', {
    arguments: ['int32', Empty, 'int32', Empty, 'double'], return: 'int32',
  });
  const give = lib.getFunction('give_empty', { arguments: ['int32'], return: Empty });
  const getCalls = lib.getFunction('get_calls', { return: 'int32' });
  const ignoresEmpty = () => {
    assert.strictEqual(around(1, {}, 2, new Empty(), 3), 123);
    const before = getCalls();
    assert(give(5) instanceof Empty);
    assert.strictEqual(getCalls(), before + 5);
  };
  inBoth(ignoresEmpty);
  const call = lib.getFunction('call_empty', { arguments: ['pointer'], return: 'int32' });
  const take = (a, empty, b) => {
    assert.deepStrictEqual([a, b], [1, 2]);
    return empty;
  };
  const callback = lib.registerCallback({ arguments: ['int32', Empty, 'int32'], return: Empty }, take);
  const passesEmpty = () => assert.strictEqual(call(callback), 3);
  inBoth(passesEmpty);
}

const Three = struct({ a: 'int64', b: 'int64', c: 'int64' });
{
  const make = lib.getFunction('make_three', { arguments: ['int64', 'int64'], return: Three });
  const makesThree = () => {
    const results = [make(1n, 2n), make(3n, 4n)];
    assert.deepStrictEqual(results.map(({ a, b, c }) => [a, b, c]), [[1n, 2n, 3n], [3n, 4n, 7n]]);
  };
  inBoth(makesThree);
  const room = lib.getFunction('gives_its_room', { arguments: ['pointer'], return: 'int' });
  const callback = lib.registerCallback({ arguments: ['int64'], return: Three }, (a) => ({ a, b: 6n, c: 7n }));
  const givesRoom = () => assert.strictEqual(room(callback), 1);
  inBoth(givesRoom);
}

// Each level of calls and callbacks has values of its own.
{
  const visit = lib.getFunction('visit', { arguments: ['pointer', 'int32', Three], return: Three });
  const signature = { arguments: ['int32', Three], return: Three };
  const goDeeper = (depth, value) => {
    const { a } = value;
    if (depth === 0) return { a, b: 1n, c: 0n };
    const inner = visit(callback, depth - 1, { a: a * 2n, b: 0n, c: 0n });
    // It is still there, after all that.
    assert.strictEqual(value.a, a);
    inner.b += 1n;
    return inner;
  };
  const callback = lib.registerCallback(signature, goDeeper);
  const nests = () => {
    const { a, b, c } = visit(callback, 3, { a: 1n, b: 0n, c: 0n });
    assert.deepStrictEqual([a, b, c], [42n, 4n, 1n + 8n + 20n + 42n]);
  };
  inBoth(nests);

  // What one throws, with structs on all levels, arrives.
  const failing = lib.registerCallback(signature, (depth, value) => {
    if (depth === 0) throw new Error(`at ${value.a}`);
    return visit(failing, depth - 1, value);
  });
  const throws = () => assert.throws(() => visit(failing, 3, { a: 1n, b: 0n, c: 0n }), { message: 'at 7' });
  inBoth(throws);
}

{
  const Mixed = struct({ i: 'int64', f: 'double' });
  const spill = lib.getFunction('spill', {
    arguments: [...Array(6).fill('int64'), Mixed, 'double', 'int64'], return: 'double',
  });
  const spills = () => assert.strictEqual(spill(1n, 1n, 1n, 1n, 1n, 1n, { i: 10n, f: 100 }, 1000, 10000n), 109891);
  inBoth(spills);
}
