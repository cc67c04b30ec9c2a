'use strict';

// A C function that calls a JavaScript one, and another C function that is
// called while there is such a callback.

const common = require('../common.js');
const { flags, open, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  what: ['callback', 'call-beside'],
  n: [1e6],
}, { flags });

function run(f, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += f(i & 63, 1);
  return sum;
}

function main({ what, n }) {
  const { lib, functions } = open({
    call_times: { arguments: ['function', 'int32'], return: 'int32' },
    add_i32: { arguments: ['int32', 'int32'], return: 'int32' },
  });
  const address = lib.registerCallback({ arguments: ['int32'], return: 'int32' }, (index) => index & 1);
  const work = what === 'callback' ?
    (n) => functions.call_times(address, n) :
    (n) => run(functions.add_i32, n);
  warmUp(work);

  bench.start();
  work(n);
  bench.end(n);
}
