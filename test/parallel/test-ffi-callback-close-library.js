// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { eachCase, libraryClosed, libraryPath } = require('../common/ffi');

// Closing the library, or unregistering the callback, while the callback runs
// takes effect when it returns.

const definitions = { apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' } };
const signature = { arguments: ['i32', 'i32'], return: 'i32' };

const inside = {
  close({ lib }) { lib.close(); },
  dispose(handle) { handle[Symbol.dispose](); },
  unregister({ lib }, callback) { lib.unregisterCallback(callback); },
  unref({ lib }, callback) { lib.unrefCallback(callback); },
};

// So that freed memory does not look as it did.
function disturb() {
  globalThis.gc();
  for (let i = 0; i < 100; i++) Buffer.allocUnsafe(100_000).fill(i);
  const { lib } = dlopen(libraryPath);
  for (let i = 0; i < 100; i++) {
    lib.registerCallback({ arguments: ['f64'], return: 'f64' }, () => 1.5);
  }
}

if (process.argv[2]) {
  const handle = dlopen(libraryPath, definitions);
  const { apply } = handle.functions;
  const callback = handle.lib.registerCallback(signature, common.mustCall((a, b) => {
    inside[process.argv[2]](handle, callback);
    disturb();
    return a + b;
  }));
  assert.strictEqual(apply(callback, 20, 22), 42);
  if (process.argv[2] === 'close' || process.argv[2] === 'dispose') {
    assert.throws(() => apply(callback, 1, 2), libraryClosed);
  }
  return;
}

for (const how of eachCase(Object.keys(inside))) {
  const args = ['--experimental-ffi', '--expose-gc', __filename, how];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.strictEqual(child.signal, null, `${how}: ${child.stderr}`);
  assert.strictEqual(child.status, 0, `${how}: ${child.stderr}`);
}
