'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Code of V8's second compiler, as early as can be.

runWith('--maglev', '--invocation-count-for-maglev=2');
