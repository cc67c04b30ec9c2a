'use strict';

const assert = require('node:assert');
const add = require('./build/Release/addon.node');

assert.strictEqual(add(20, 22), 42);
