'use strict';

// Calls with the address of JavaScript's memory.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  type: ['Buffer', 'Uint8Array', 'Float64Array', 'DataView', 'ArrayBuffer'],
  n: [1e6],
}, { flags });

function make(type) {
  switch (type) {
    case 'Buffer':
      return Buffer.alloc(64);
    case 'DataView':
      return new DataView(new ArrayBuffer(64));
    default:
      return new globalThis[type](64);
  }
}

function run(f, objects, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Number(f(objects[i & 1], 2));
  return sum;
}

function main({ type, n }) {
  const f = load('sum_bytes', ['buffer', 'uint64'], 'uint64');
  const objects = [make(type), make(type)];
  warmUp((n) => run(f, objects, n));

  bench.start();
  run(f, objects, n);
  bench.end(n);
}
