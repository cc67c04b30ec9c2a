'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Calls through libffi only, by code that is never compiled.

runWith('--jitless');
