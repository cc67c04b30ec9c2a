// Flags: --experimental-ffi --expose-gc
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { DynamicLibrary } = require('node:ffi');
const { eachCase, libraryClosed, libraryPath } = require('../common/ffi');

// A definition whose getter or trap closes the library gives an error, wherever
// in it that happens.

const signature = () => ({ arguments: ['i32', 'i32'], return: 'i32' });
const ways = {
  getFunction: (lib, wrap) => lib.getFunction('add_i32', wrap(signature())),
  getFunctions: (lib, wrap) => lib.getFunctions(wrap({ add_i32: signature(), noop: {} })),
  registerCallback: (lib, wrap) => lib.registerCallback(wrap(signature()), () => 0),
};

// The object, with `hit` run by each read of each of its members.
function getters(object, hit) {
  const made = Array.isArray(object) ? [] : {};
  for (const key of Object.keys(object)) {
    const value = typeof object[key] === 'object' ? getters(object[key], hit) : object[key];
    Object.defineProperty(made, key, { enumerable: true, get() { hit(); return value; } });
  }
  return made;
}

if (process.argv[2]) {
  const lib = new DynamicLibrary(libraryPath);
  let reads = 0;
  const wrap = (object) => getters(object, () => {
    if (reads++ === Number(process.argv[3])) {
      lib.close();
      globalThis.gc();
    }
  });
  assert.throws(() => ways[process.argv[2]](lib, wrap), libraryClosed);
  return;
}

for (const [name, reads] of eachCase([['getFunction', 4], ['getFunctions', 5], ['registerCallback', 4]])) {
  for (let read = 0; read < reads; read++) {
    const args = ['--experimental-ffi', '--expose-gc', __filename, name, read];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.strictEqual(child.signal, null, `${name} ${read}: ${child.stderr}`);
    assert.strictEqual(child.status, 0, `${name} ${read}: ${child.stderr}`);
  }
}
