'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Optimised code of functions that are not inlined.

runWith('--no-turbo-inlining');
