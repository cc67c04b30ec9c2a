'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Optimised code that makes ordinary calls of V8's API.

runWith('--no-turbo-fast-api-calls');
