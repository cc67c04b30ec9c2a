// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('looks at /proc/self');
const assert = require('node:assert');
const fs = require('node:fs');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// A program can write to descriptors that it guesses, and close them. None of
// the memory that has generated code has one, and no address at which it can be
// written.

function check() {
  for (const fd of fs.readdirSync('/proc/self/fd')) {
    let target;
    try {
      target = fs.readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      continue; // The one that listed the folder.
    }
    assert.doesNotMatch(target, /node-ffi/);
  }
  const maps = fs.readFileSync('/proc/self/maps', 'utf8').split('\n').filter((line) => line.includes('node-ffi'));
  for (const line of maps) assert.match(line, / (r-xs|---s) /);
}

const { lib } = dlopen(libraryPath);
check();
const types = ['i32', 'f64', 'pointer'];
for (let i = 0; i < 200; i++) {
  const args = Array.from({ length: 5 }, (_, n) => types[Math.floor(i / 3 ** n) % 3]);
  const callback = lib.registerCallback({ arguments: args, return: 'f64' }, () => i);
  const call = lib.getFunction('add_i32', { arguments: ['i32', 'i32'], return: 'i32' });
  assert.strictEqual(call(i, 1), i + 1);
  if (i % 2) lib.unregisterCallback(callback);
}
check();
