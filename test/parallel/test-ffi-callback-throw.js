// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// What a callback throws reaches the JavaScript caller of the native function.

const { lib, functions: { apply } } = dlopen(libraryPath, {
  apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
});
const signature = { arguments: ['i32', 'i32'], return: 'i32' };

if (process.argv[2] === 'uncaught') {
  apply(lib.registerCallback(signature, () => { throw new Error('uncaught'); }), 1, 2);
  return;
}
if (process.argv[2] === 'handled') {
  process.on('uncaughtException', common.mustCall((error) => {
    assert.strictEqual(error.message, 'handled');
  }));
  apply(lib.registerCallback(signature, () => { throw new Error('handled'); }), 1, 2);
  return;
}

for (const thrown of eachCase([new RangeError('mine'), 'text', 5, null, undefined, Symbol('s')])) {
  const callback = lib.registerCallback(signature, common.mustCall(() => { throw thrown; }));
  let caught = false;
  try {
    apply(callback, 1, 2);
  } catch (error) {
    caught = true;
    assert.strictEqual(error, thrown);
  }
  assert.ok(caught);
}

// The next call is like any other.
{
  const callback = lib.registerCallback(signature, (a, b) => {
    if (b === 0) throw new RangeError('division by zero');
    return a / b;
  });
  assert.throws(() => apply(callback, 6, 0), { message: 'division by zero' });
  assert.strictEqual(apply(callback, 6, 3), 2);
}

// Through several levels, and caught on the way.
{
  const deep = lib.registerCallback(signature, (level) => {
    if (level === 0) throw new RangeError('deep');
    return apply(deep, level - 1, 0);
  });
  assert.throws(() => apply(deep, 5, 0), { message: 'deep' });

  const guarded = lib.registerCallback(signature, (level) => {
    try {
      return apply(deep, level, 0);
    } catch (error) {
      return error.message.length;
    }
  });
  assert.strictEqual(apply(guarded, 3, 0), 4);
}

// Too deep a recursion is a RangeError, as in JavaScript.
{
  const endless = lib.registerCallback(signature, () => apply(endless, 0, 0));
  assert.throws(() => apply(endless, 0, 0), RangeError);
}

// Where nobody catches it, it is an uncaught exception, not a crash.
for (const [how, status] of eachCase([['uncaught', 1], ['handled', 0]])) {
  const args = ['--experimental-ffi', __filename, how];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.strictEqual(child.signal, null, child.stderr);
  assert.strictEqual(child.status, status, child.stderr);
  if (how === 'uncaught') assert.match(child.stderr, /Error: uncaught/);
}
