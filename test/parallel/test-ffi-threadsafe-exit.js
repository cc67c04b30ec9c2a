// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// The process ends while threads call, and a library waits for these as it is unloaded:
// calls give zero from then on.

const ends = {
  __proto__: null,
  exits() { setTimeout(() => process.exit(3), 20); },
  exitsInside() { return process.exit(3); },
  throwsInside() { throw new Error('mine'); },
  throws() { setTimeout(() => { throw new Error('mine'); }, 20); },
  returns(callback) { setTimeout(() => callback.unref(), 20); },
  never() { return new Promise(() => setTimeout(() => process.exit(3), 20)); },
};
const codes = {
  __proto__: null, exits: 3, exitsInside: 3, throwsInside: 1, throws: 1, returns: 0, never: 3,
};

if (process.argv[2]) {
  const { 2: end, 3: result } = process.argv;
  const { functions } = dlopen(pathOf('threads'), {
    start_endless: { arguments: ['function', 'int32'], return: 'int32' },
    stop_at_exit: {},
  });
  functions.stop_at_exit();
  let isFirst = true;
  const callback = new Callback(
    { arguments: ['int32'], return: result, threadsafe: true },
    () => {
      if (!isFirst) return result === 'void' ? undefined : 1;
      isFirst = false;
      const given = ends[end](callback);
      return result === 'void' ? undefined : given ?? 1;
    });
  assert.strictEqual(functions.start_endless(callback, 3), 0);
} else {
  for (const end of eachCase(Object.keys(ends))) {
    for (const result of eachCase(['void', 'int32'])) {
      const child = spawnSync(process.execPath, ['--experimental-ffi', __filename, end, result],
                              { encoding: 'utf8', timeout: 60_000 });
      assert.strictEqual(child.status, codes[end], `${child.signal} ${child.stderr}`);
      assert.ok(child.stderr.endsWith('joined\n'), child.stderr);
    }
  }
}
