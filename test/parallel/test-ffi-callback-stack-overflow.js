// Flags: --experimental-ffi
'use strict';
/* eslint-disable node-core/must-call-assert -- a callback that did not run would show in `depth` */
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { Worker, isMainThread } = require('node:worker_threads');
const { eachCase, libraryPath } = require('../common/ffi');

// Callbacks nest as deep as the stack allows. Its end is a RangeError, in a
// worker too, whose stack is smaller.

const { lib, functions: { call_i32, call_pointer, call_void, call_with_self } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  call_pointer: { arguments: ['function', 'pointer'], return: 'pointer' },
  call_void: { arguments: ['function'] },
  call_with_self: { arguments: ['function'] },
});

const countDown = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, (level) =>
  (level === 0 ? 0 : call_i32(countDown, level - 1) + 1));
assert.strictEqual(call_i32(countDown, 100), 100);

for (let i = 0; i < 3; i++) {
  let depth = 0;
  const endless = lib.registerCallback(() => { depth++; call_void(endless); });
  assert.throws(() => call_void(endless), RangeError);
  assert.ok(depth > 100, `only ${depth}`);

  // With work to do on the way back, as deep as it goes.
  depth = 0;
  const cleaning = lib.registerCallback({ arguments: ['pointer'], return: 'pointer' }, (pointer) => {
    try {
      return call_pointer(cleaning, pointer + 1n);
    } catch (error) {
      assert.ok(error instanceof RangeError);
      depth++;
      throw error;
    } finally {
      JSON.stringify({ pointer: `${pointer}` });
    }
  });
  assert.throws(() => call_pointer(cleaning, 0n), RangeError);
  assert.ok(depth > 0);

  // With no JavaScript but the engine's own between native frames.
  const self = lib.registerCallback({ arguments: ['function'] }, call_with_self);
  assert.throws(() => call_with_self(self), RangeError);
  const bound = lib.registerCallback({ arguments: ['function'] }, call_with_self.bind(null));
  assert.throws(() => call_with_self(bound), RangeError);
  const proxy = lib.registerCallback({ arguments: ['function'] }, new Proxy(call_with_self, {}));
  assert.throws(() => call_with_self(proxy), RangeError);
}

// Nothing is left of it.
assert.strictEqual(call_i32(countDown, 100), 100);

if (isMainThread) {
  for (const resourceLimits of eachCase([undefined, { stackSizeMb: 1 }, { stackSizeMb: 16 }])) {
    const worker = new Worker(__filename, { resourceLimits });
    worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
  }
}
