// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Session } = require('node:inspector');
const { dlopen } = require('node:ffi');
const { libraryPath, optimize } = require('../common/ffi');

// What looks at the stack while optimised code calls native code finds it in
// order: errors that the call throws, and the CPU profiler.

const { functions: { add_i32 } } = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
});

function callsNative(n, last) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum = add_i32(sum, 1);
  return add_i32(sum, last);
}
optimize(callsNative, 100, 1);
assert.strictEqual(callsNative(100, 1), 101);

assert.throws(() => callsNative(100, 1.5), (error) => {
  assert.match(error.stack, /at callsNative/);
  return true;
});

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: 100 });

// Samples are taken by another thread, which may not run for long.
let isSeen = false;
for (let i = 0; i < 30 && !isSeen; i++) {
  session.post('Profiler.start');
  const end = Date.now() + 100;
  while (Date.now() < end) assert.strictEqual(callsNative(10000, 1), 10001);
  session.post('Profiler.stop', common.mustSucceed(({ profile }) => {
    isSeen = profile.nodes.some((node) => node.callFrame.functionName === 'callsNative');
  }));
}
assert(isSeen);
