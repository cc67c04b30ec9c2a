// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { DynamicLibrary, dlopen, suffix } = require('node:ffi');
const fixtures = require('../common/fixtures');
const tmpdir = require('../common/tmpdir');
const { eachCase, invalidType, invalidValue, libraryPath } = require('../common/ffi');

// A library that can't be loaded: why, in the loader's words.

function refused(path, error) {
  assert.throws(() => dlopen(path), error);
  assert.throws(() => dlopen(path, {}), error);
  assert.throws(() => new DynamicLibrary(path), error);
}

for (const path of eachCase([undefined, 1, true, {}, () => {}, Symbol('x'), new String('x'),
                             { href: 'file:///x', protocol: 'file:' }, { __proto__: URL.prototype },
                             { __proto__: Uint8Array.prototype }])) {
  refused(path, invalidType('Library path must be a string or null'));
}
for (const path of eachCase(['\0', 'lib\0c', 'lib\0'])) {
  refused(path, invalidValue('Library path must not contain null bytes'));
}
refused('', invalidValue('Library path must not be empty'));

const missing = fixtures.path('ffi', `missing.${suffix}`);
refused(missing, {
  name: 'Error',
  code: 'ERR_FFI_CALL_FAILED',
  message: /^dlopen failed: .*missing\..*; the file does not exist$/,
});
// Where it was looked for.
refused(`./missing.${suffix}`, {
  message: /^dlopen failed: .*; the path is relative to the working directory, (.*); the file does not exist$/,
});
if (!common.isWindows) {
  refused('libmissing', {
    message: /^dlopen failed: .*; looked for in LD_LIBRARY_PATH \(.+\), in the loader's cache and in its default folders$/,
  });
}
// A file that is no library, and a folder.
for (const path of eachCase([__filename, __dirname])) {
  refused(path, {
    name: 'Error',
    code: 'ERR_FFI_CALL_FAILED',
    message: /^dlopen failed: \S.*; the file exists$/,
  });
}
// The beginning of a library. To touch what it lacks would end the process.
if (common.isLinux) {
  tmpdir.refresh();
  const bytes = fs.readFileSync(libraryPath);
  const path = tmpdir.resolve(`libffi_incomplete.${suffix}`);
  for (const length of eachCase([64, 1000, 4096, 4097, Math.floor(bytes.length / 3)])) {
    fs.writeFileSync(path, bytes.subarray(0, length));
    refused(path, {
      code: 'ERR_FFI_CALL_FAILED',
      message: /^dlopen failed: .*libffi_incomplete\..*; the file exists$/,
    });
  }
}
// A name of any length.
refused('x'.repeat(1e6), { code: 'ERR_FFI_CALL_FAILED' });

assert.throws(() => DynamicLibrary(missing), {
  name: 'TypeError',
  message: "Class constructor DynamicLibrary cannot be invoked without 'new'",
});
