'use strict';

// Opening a library, which is loaded already, looking up functions, and closing
// it again.

const common = require('../common.js');
const { flags, open } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  functions: [0, 1, 11],
  n: [1e4],
}, { flags });

const types = ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64', 'char'];

function main({ functions, n }) {
  const definitions = {};
  for (const type of types.slice(0, functions)) {
    definitions[`add_${type}`] = { arguments: [type, type], return: type };
  }
  // It stays loaded, and what is made once for each type is made.
  open(definitions);

  bench.start();
  for (let i = 0; i < n; i++) open(definitions).lib.close();
  bench.end(n);
}
