// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { eachCase, optimize } = require('../common/ffi');

// Optimised code reads and writes memory as unoptimised code does, and gives
// the same errors.

const memory = new ArrayBuffer(64);
const pointer = ffi.getRawPointer(memory);
const numbers = [-0, 0, 1, -1, 0.5, NaN, Infinity, 127, 128, -129, 255, 256, 32768, 65536, 2 ** 31, 2 ** 32, 2 ** 53,
                 -(2 ** 31), -(2 ** 53), 1e308];
const bigints = [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 63n), -(2n ** 63n) - 1n];
const others = [undefined, null, true, '1', Symbol('s'), {}, { valueOf: () => 1 }, [], () => {}];
const badPointers = [...numbers, ...others, 0n, -1n, -pointer, 2n ** 64n, 2n ** 64n + pointer, 2n ** 128n + pointer];
const badOffsets = [...bigints, ...others.slice(1), -1, 0.5, NaN, Infinity, 2 ** 53, '0'];

function outcome(f, args) {
  try {
    return f(...args);
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
}

// A function of its own, which has seen nothing but what is good.
let sites = 0;
function make(f, ...good) {
  const call = new Function('f', `return (a, b, c) => f(a, b, c); // ${sites++}`)(f);
  return good.length === 0 ? call : optimize(call, ...good);
}

function run(call, args) {
  new Uint8Array(memory).fill(0xaa);
  return [outcome(call, args), Buffer.from(memory.slice())];
}

function compare(f, good, args) {
  const optimized = make(f, ...good);
  assert.deepStrictEqual(run(optimized, args), run(make(f), args), `${f.name} ${args.map(String)}`);
  // Wrong arguments are no reason to be slow from then on, or wrong.
  assert.deepStrictEqual(run(optimized, good), run(make(f), good));
}

for (const bits of eachCase(['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64',
                             'Float32', 'Float64'])) {
  const get = ffi[`get${bits}`];
  const set = ffi[`set${bits}`];
  const good = /Int64/i.test(bits) ? 5n : 5;

  for (const args of eachCase([[pointer], [pointer, undefined], [pointer, 0], [pointer, -0], [pointer, 7],
                               [pointer, 1.0]])) {
    compare(get, [pointer, 3], args);
    compare(get, [pointer], args);
  }
  // Only the value is another matter for each type.
  if (['Uint8', 'Int64', 'Float64'].includes(bits)) {
    for (const bad of eachCase(badPointers)) {
      compare(get, [pointer, 3], [bad, 0]);
      compare(set, [pointer, 3, good], [bad, 0, good]);
    }
    for (const bad of eachCase(badOffsets)) {
      compare(get, [pointer, 3], [pointer, bad]);
      compare(set, [pointer, 3, good], [pointer, bad, good]);
    }
  }
  for (const value of eachCase([...numbers, ...bigints, ...others])) {
    compare(set, [pointer, 3, good], [pointer, 5, value]);
  }
  compare(set, [pointer, 3, good], [pointer]);
  compare(set, [pointer, 3, good], [pointer, 0]);
}
