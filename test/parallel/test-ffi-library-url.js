// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const { DynamicLibrary, dlopen, suffix } = require('node:ffi');
const tmpdir = require('../common/tmpdir');
const { eachCase, invalidType, invalidValue, libraryPath } = require('../common/ffi');

// A `file:` URL names a library, as everywhere in Node.js; text that looks like one
// does not.

tmpdir.refresh();
// With characters that a URL escapes.
const path = tmpdir.resolve(`lib 100% gr\u00fcn#1.${suffix}`);
fs.copyFileSync(libraryPath, path);

{
  using library = dlopen(pathToFileURL(path), { noop: {} });
  assert.strictEqual(library.functions.noop(), undefined);
  assert.strictEqual(library.lib.path, path);
  using lib = new DynamicLibrary(pathToFileURL(path));
  assert.strictEqual(lib.path, path);
}
// A subclass can't say something else.
{
  class Other extends URL {
    get href() { return 'http://example.org/'; }
    get protocol() { return 'http:'; }
  }
  using lib = new DynamicLibrary(new Other(pathToFileURL(path)));
  assert.strictEqual(lib.path, path);
}

function refused(value, error) {
  assert.throws(() => dlopen(value), error);
  assert.throws(() => new DynamicLibrary(value), error);
}
refused(new URL('http://example.org/lib.so'), { name: 'TypeError', code: 'ERR_INVALID_URL_SCHEME' });
refused(new URL('data:,x'), { code: 'ERR_INVALID_URL_SCHEME' });
refused(new URL('file:///a%2Fb'), { name: 'TypeError', code: 'ERR_INVALID_FILE_URL_PATH' });
if (!common.isWindows) {
  refused(new URL('file://host/lib.so'), { name: 'TypeError', code: 'ERR_INVALID_FILE_URL_HOST' });
  refused(new URL('file:///a%00b'), invalidValue('Library path must not contain null bytes'));
  refused(new URL('file:///no/such/library'), {
    code: 'ERR_FFI_CALL_FAILED',
    message: /^dlopen failed: \/no\/such\/library: .*; the file does not exist$/,
  });
}
// A string is a path.
refused(pathToFileURL(path).href, { code: 'ERR_FFI_CALL_FAILED', message: /; the file does not exist$/ });
for (const value of eachCase([{ href: 'file:///x', protocol: 'file:', pathname: '/x' },
                              { __proto__: URL.prototype }, { __proto__: pathToFileURL(path) }])) {
  refused(value, invalidType('Library path must be a string or null'));
}
