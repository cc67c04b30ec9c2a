'use strict';

// Calls with numbers that V8 has in different representations.

const common = require('../common.js');
const { flags, load, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  type: ['int32', 'double'],
  value: ['integer', 'double', 'Int32Array', 'Float64Array', 'property'],
  n: [1e7],
}, { flags });

const values = Array.from({ length: 16 }, (_, i) => i);
const ints = Int32Array.from(values);
const doubles = Float64Array.from(values);
const objects = values.map((value) => ({ value }));

const loops = {
  integer(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(i & 15, 1);
    return sum;
  },
  double(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f((i & 15) * 0.5 + (i & 15) * 0.5, 1);
    return sum;
  },
  Int32Array(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(ints[i & 15], 1);
    return sum;
  },
  Float64Array(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(doubles[i & 15], 1);
    return sum;
  },
  property(f, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(objects[i & 15].value, 1);
    return sum;
  },
};

function main({ type, value, n }) {
  const f = load(type === 'int32' ? 'add_i32' : 'add_f64', [type, type], type);
  const loop = loops[value];
  warmUp((n) => loop(f, n));

  bench.start();
  loop(f, n);
  bench.end(n);
}
