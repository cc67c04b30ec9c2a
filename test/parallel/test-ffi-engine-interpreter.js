'use strict';
require('../common');
const { runWith } = require('../common/ffi_engines');

// Code that is not optimised.

runWith('--no-opt', '--no-sparkplug', '--no-maglev');
