'use strict';

// Calls that take and give addresses.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  value: ['bigint', 'null'],
  n: [1e7],
}, { flags });

function run(f, value, n) {
  let last;
  for (let i = 0; i < n; i++) last = f(value);
  return last;
}

function runChain(f, value, n) {
  for (let i = 0; i < n; i++) value = f(value);
  return value;
}

function main({ value, n }) {
  const f = load('identity_pointer', ['pointer'], 'pointer');
  const loop = value === 'null' ? run : runChain;
  const argument = value === 'null' ? null : 0x1234n;
  warmUp((n) => loop(f, argument, n));

  bench.start();
  loop(f, argument, n);
  bench.end(n);
}
