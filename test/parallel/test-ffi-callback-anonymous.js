// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// Messages have the name that a function has in JavaScript, and no other one.

const functions = {
  '__proto__': null,
  '(anonymous)': [
    () => new Callback({ arguments: ['int'] }, () => {}, { errorResult: undefined }),
    () => {
      const it = {};
      it.field = (() => () => {})();
      return new Callback({ arguments: ['int'] }, it.field);
    },
    () => new Callback({ arguments: ['int'] }, new Proxy(() => {}, {})),
  ],
  "'bound fn'": [
    () => new Callback({ arguments: ['int'] }, function fn() { return this; }.bind(null)),
  ],
  "'assigned'": [
    () => {
      const assigned = () => {};
      return new Callback({ arguments: ['int'] }, assigned);
    },
  ],
  "'own'": [
    () => {
      function fn() {}
      Object.defineProperty(fn, 'name', { value: 'own' });
      return new Callback({ arguments: ['int'] }, fn);
    },
    () => {
      const fn = (() => () => {})();
      Object.defineProperty(fn, 'name', { value: 'own' });
      return new Callback({ arguments: ['int'] }, fn);
    },
  ],
};

if (process.argv[2]) {
  const callback = functions[process.argv[2]][process.argv[3]]();
  const { pointer } = callback;
  callback.close();
  dlopen(pathOf('threads'), {
    emit_here: { arguments: ['pointer', 'int32'] },
  }).functions.emit_here(pointer, 1);
} else {
  for (const [name, makers] of eachCase(Object.entries(functions))) {
    for (const index of makers.keys()) {
      const { stderr } = spawnSync(
        process.execPath, ['--experimental-ffi', __filename, name, index], { encoding: 'utf8' });
      assert.ok(stderr.includes(`node:ffi: callback ${name} of type void (int32) was called`),
                stderr);
    }
  }
}
