'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Code of V8's first compiler.

runWith('--always-sparkplug');
