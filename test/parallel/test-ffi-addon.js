// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { optimize, pathOf } = require('../common/ffi');

// A C function of an addon may run JavaScript by Node-API, or change an object
// without: the optimised code that called it, by node:ffi, notices both.

const addon = { exports: {} };
process.dlopen(addon, pathOf('addon'));
const keep = addon.exports;
const signature = { arguments: ['i32'], return: 'i32' };

for (const name of ['call_kept', 'change_kept']) {
  const { functions: { [name]: native } } = dlopen(pathOf('addon'), { [name]: signature });
  // An object of a shape of its own, whose property V8 takes for a constant.
  const shape = new (class { constant = 1; })();
  // While nothing is changed, nothing is noticed.
  keep(undefined);
  const call = optimize((i) => native(i) + shape.constant, 3);
  assert.strictEqual(call(3), 4);
  keep(name === 'call_kept' ? common.mustCall(() => { shape.constant = 7; }) : shape);
  assert.strictEqual(call(7), 14);
}
