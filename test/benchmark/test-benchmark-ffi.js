// Flags: --experimental-ffi
'use strict';

require('../common');

// The library must be there.
require('../common/ffi');

const runBenchmark = require('../common/benchmark');

runBenchmark('ffi', { NODEJS_BENCHMARK_ZERO_ALLOWED: 1 });
