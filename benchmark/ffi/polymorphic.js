'use strict';

// One call site for several functions of one type.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  functions: [1, 2, 4, 20],
  n: [5e6],
}, { flags });

function run(functions, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += functions[i % functions.length](i & 63, 1);
  return sum;
}

function main({ functions: count, n }) {
  // Each library that is opened has functions of its own.
  const functions = Array.from({ length: count }, () => load('add_i32', ['int32', 'int32'], 'int32'));
  warmUp((n) => run(functions, n));

  bench.start();
  run(functions, n);
  bench.end(n);
}
