'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Optimised code, as early as can be.

runWith('--invocation-count-for-turbofan=2', '--minimum-invocations-after-ic-update=1');
