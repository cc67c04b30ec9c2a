'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Where V8 may move code, there are no fast calls.

runWith('--compact-code-space');
