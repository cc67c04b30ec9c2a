// Flags: --experimental-ffi
'use strict';

// The message about a callback that is gone has a name for each of its types, also where
// that is made of others.

require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { array, cdef, dlopen, func, handle, pointer } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

if (process.argv[2] === 'child') {
  const { H } = cdef('typedef void (*H)(void *, const char *name, const char **list, int (*)(void));').types;
  const type = func({ arguments: [H, pointer('cstring'), array('int'), handle('Handle')] });
  const { functions } = dlopen(libraryPath, { keep: { arguments: [type] }, call_kept: {} });
  functions.keep(function first() {});
  functions.call_kept();
  return;
}
const { stderr } = spawnSync(
  process.execPath, ['--experimental-ffi', __filename, 'child'], { encoding: 'utf8' });
assert.ok(stderr.includes("FATAL ERROR: node:ffi: callback 'first' of type void (pointer, pointer, " +
                          'pointer, pointer) was called after '), stderr);
