// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary } = require('node:ffi');
const { eachCase, libraryPath, optimize } = require('../common/ffi');

// Optimised code takes what unoptimised code takes, converts it alike, and
// refuses the rest with the same error: nothing is truncated or coerced.

const wrong = [undefined, null, true, false, '1', '', Symbol('s'), {}, [], [1], () => {}, { valueOf: () => 1 },
               Object(1), Object(1n), new Date(1), 0.5, 1.5, -0.5, NaN, Infinity, -Infinity, -0, 0, -1, 127, 128,
               -128, -129, 255, 256, 32767, 32768, -32769, 65535, 65536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31),
               -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, 0n, 1n, -1n, 255n,
               2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 100n];
const memory = [new Uint8Array(8), Buffer.alloc(8), new ArrayBuffer(8), new DataView(new ArrayBuffer(8), 4),
                new SharedArrayBuffer(8), new Uint8Array(new SharedArrayBuffer(8), 4),
                new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }), 4), new Uint8Array(0), 'a\0b', 'text'];

const goods = { i8: 1, u8: 1, i16: 1, u16: 1, i32: 1, u32: 1, i64: 1n, u64: 1n, f32: 1.5, f64: 1.5, char: 1, bool: 1,
                pointer: 4096n };

function outcome(f, value) {
  try {
    const result = f(value);
    // The address of a copy differs from call to call.
    return typeof value === 'string' ? typeof result : result;
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
}

let sites = 0;
for (const [type, good] of eachCase(Object.entries(goods))) {
  const lib = new DynamicLibrary(libraryPath);
  const identity = lib.getFunction(`identity_${type}`, { arguments: [type], return: type });
  for (const value of eachCase([...wrong, ...memory])) {
    // A call site of its own, compiled for the good value only.
    const make = () => new Function('f', `return (value) => f(value); // ${sites++}`)(identity);
    const unoptimized = make();
    const optimized = make();
    optimize(optimized, good);
    assert.strictEqual(optimized(good), good);

    const expected = outcome(unoptimized, value);
    assert.deepStrictEqual(outcome(optimized, value), expected, `${type} ${String(Object(value)?.constructor?.name)}`);
    assert.strictEqual(optimized(good), good);
    // A missing and a surplus argument.
    assert.throws(() => identity(), { message: 'Invalid argument count: expected 1, got 0' });
    assert.throws(() => identity(good, good), { message: 'Invalid argument count: expected 1, got 2' });
  }
  lib.close();
}
