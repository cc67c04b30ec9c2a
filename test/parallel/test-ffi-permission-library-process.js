// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, the process itself, null, is the library of its executable;
// what it shows of other libraries is theirs.

require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const ffi = require('node:ffi');
const { libraryPath } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');

const [action, argument] = process.argv.slice(2);
if (action === undefined) {
  const executable = fs.realpathSync(process.execPath);
  runLimited(__filename, [libraryPath], ['denied', executable]);
  runLimited(__filename, [executable, libraryPath], ['allowed', libraryPath]);
} else if (action === 'denied') {
  assert.throws(() => ffi.dlopen(null, {}), denied(argument));
  assert.throws(() => new ffi.DynamicLibrary(null), denied(argument));
  assert.throws(() => ffi.dlopen([null], {}), denied(argument));
} else {
  const { lib } = ffi.dlopen(null, {});
  assert.strictEqual(lib.path, '');
  assert.strictEqual(typeof lib.getSymbol('napi_create_object'), 'bigint');
  for (const name of ['system', 'getenv']) {
    assert.throws(() => lib.getSymbol(name),
                  ({ code, resource }) => code === 'ERR_ACCESS_DENIED' && /libc/.test(resource));
  }
  // A library that is global is seen by the process.
  ffi.dlopen(argument, {}, { global: true });
  assert.strictEqual(typeof lib.getSymbol('string_length'), 'bigint');
}
