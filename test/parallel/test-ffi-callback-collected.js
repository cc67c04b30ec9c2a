// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { invalidValue, libraryPath } = require('../common/ffi');

// unrefCallback lets the function be collected. A call then does nothing and
// gives zero; refCallback and unrefCallback throw.

const { lib, functions: { apply } } = dlopen(libraryPath, {
  apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
});
const signature = { arguments: ['i32', 'i32'], return: 'i32' };

let weak;
const callback = (() => {
  const add = (a, b) => a + b;
  weak = new WeakRef(add);
  return lib.registerCallback(signature, add);
})();
assert.strictEqual(apply(callback, 20, 22), 42);
lib.unrefCallback(callback);

gcUntil('the callback is collected', () => weak.deref() === undefined).then(common.mustCall(() => {
  assert.strictEqual(apply(callback, 20, 22), 0);
  assert.throws(() => lib.refCallback(callback), invalidValue('Callback not found'));
  assert.throws(() => lib.unrefCallback(callback), invalidValue('Callback not found'));
}));

// One that is referenced again stays.
{
  const kept = lib.registerCallback(signature, (a, b) => a * b);
  lib.unrefCallback(kept);
  lib.refCallback(kept);
  globalThis.gc();
  assert.strictEqual(apply(kept, 6, 7), 42);
}
