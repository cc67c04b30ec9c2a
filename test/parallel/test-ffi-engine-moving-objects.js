'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Calls while V8 moves objects as often as it can.

runWith('--stress-compaction', '--gc-interval=211');
