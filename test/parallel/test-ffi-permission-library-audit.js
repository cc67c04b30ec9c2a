// Flags: --experimental-ffi
'use strict';

// With --permission-audit, what --allow-ffi-library does not allow is published, with the
// path of the file, and goes on as ever.

const common = require('../common');
const assert = require('node:assert');
const { subscribe } = require('node:diagnostics_channel');
const fs = require('node:fs');
const ffi = require('node:ffi');
const { libraryPath, pathOf } = require('../common/ffi');
const { runLimited } = require('../common/ffi_permission');

if (process.argv.length === 2) {
  runLimited(__filename, [libraryPath], [libraryPath, pathOf('initializer'), fs.realpathSync(process.execPath)], {
    flags: ['--permission-audit'],
  });
} else {
  const [library, other, executable] = process.argv.slice(2);
  let messages = [];
  subscribe('node:permission-model:ffi', common.mustCallAtLeast((message) => {
    assert.strictEqual(message.permission, 'FFI');
    messages.push(message.resource);
  }));
  const take = () => {
    const taken = messages;
    messages = [];
    return taken;
  };

  const definitions = { identity_pointer: { arguments: ['pointer'], return: 'pointer' } };
  const { functions } = ffi.dlopen(library, definitions);
  assert.deepStrictEqual(take(), []);
  ffi.dlopen(other, {});
  assert.deepStrictEqual(take(), [other]);
  assert.strictEqual(process.env.FFI_FIXTURE_INITIALIZED, '1');
  ffi.dlopen(null, {});
  assert.deepStrictEqual(take(), [executable]);
  ffi.dlopen(fs.readFileSync(library), {});
  assert.deepStrictEqual(take(), ['']);

  for (let i = 0; i < 2000; i++) assert.strictEqual(functions.identity_pointer(8n), 8n);
  assert.strictEqual(take().length, 2000);
  assert.strictEqual(process.permission.has('ffi', other), false);
}
