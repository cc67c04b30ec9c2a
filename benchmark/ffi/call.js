'use strict';

// Calls of C functions of several types.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');

const mixed = [
  'int8', 'double', 'uint16', 'float', 'int32', 'double', 'int64', 'float', 'uint8', 'double',
  'int16', 'double', 'uint32', 'double', 'uint64', 'double', 'int8', 'double', 'int32', 'float',
];

const signatures = {
  noop: [[], 'void'],
  add_i8: [['int8', 'int8'], 'int8'],
  add_i32: [['int32', 'int32'], 'int32'],
  add_u32: [['uint32', 'uint32'], 'uint32'],
  add_i64: [['int64', 'int64'], 'int64'],
  add_f32: [['float', 'float'], 'float'],
  add_f64: [['double', 'double'], 'double'],
  sum_eight_i32: [Array(8).fill('int32'), 'int64'],
  sum_twenty_mixed: [mixed, 'double'],
};

const bench = common.createBenchmark(main, {
  signature: Object.keys(signatures),
  n: [1e7],
}, { flags });

const loops = {
  noop(f, n) {
    for (let i = 0; i < n; i++) f();
  },
  integers(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(i & 63, 1);
    return sum;
  },
  add_f32(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(i + 0.5, 1.25);
    return sum;
  },
  add_f64(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(i + 0.5, 1.25);
    return sum;
  },
  add_i64(f, n) {
    let sum = 0n;
    for (let i = 0; i < n; i++) sum = f(sum, 1n);
    return sum;
  },
  sum_eight_i32(f, n) {
    let last;
    for (let i = 0; i < n; i++) last = f(i, 2, 3, 4, 5, 6, 7, 8);
    return last;
  },
  sum_twenty_mixed(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += f(1, 2, 3, 4, i, 6, 7n, 8, 9, 10, 11, 12, 13, 14, 15n, 16, 17, 18, 19, 20);
    }
    return sum;
  },
};

function main({ signature, n }) {
  const f = load(signature, ...signatures[signature]);
  const loop = loops[signature] ?? loops.integers;
  warmUp((n) => loop(f, n));

  bench.start();
  loop(f, n);
  bench.end(n);
}
