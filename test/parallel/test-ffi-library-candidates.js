// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { pathToFileURL } = require('node:url');
const { DynamicLibrary, dlopen, suffix } = require('node:ffi');
const fixtures = require('../common/fixtures');
const { eachCase, invalidType, invalidValue, libraryPath, pathOf } = require('../common/ffi');

// Of a list, the first library is taken that can be loaded.

const missing = fixtures.path('ffi', `missing.${suffix}`);
const definitions = { noop: {} };

for (const [list, path] of eachCase([
  [[libraryPath], libraryPath],
  [[missing, libraryPath], libraryPath],
  [[pathToFileURL(missing), pathToFileURL(libraryPath)], libraryPath],
  [[missing, Buffer.from('no library'), __filename, libraryPath, pathOf('variables')], libraryPath],
])) {
  using library = dlopen(list, definitions);
  assert.strictEqual(library.lib.path, path);
  assert.strictEqual(library.functions.noop(), undefined);
  using lib = new DynamicLibrary(list);
  assert.strictEqual(lib.path, path);
}
{
  using process = new DynamicLibrary([missing, null, libraryPath]);
  assert.strictEqual(process.path, '');
}

// One that lacks a symbol is not passed over.
assert.throws(() => dlopen([pathOf('variables'), libraryPath], definitions), {
  code: 'ERR_FFI_CALL_FAILED',
  message: /^dlsym failed: /,
});

// Each reason is given, in the order of the list.
assert.throws(() => dlopen([missing, Buffer.from('no library'), `./missing.${suffix}`]), ({ name, code, message }) => {
  assert.deepStrictEqual({ name, code }, { name: 'Error', code: 'ERR_FFI_CALL_FAILED' });
  const lines = message.split('\n');
  assert.strictEqual(lines.length, 4);
  assert.strictEqual(lines[0], 'dlopen failed: none of the 3 libraries can be loaded:');
  assert.match(lines[1], /^ {2}.*missing\..*; the file does not exist$/);
  assert.match(lines[2], /^ {2}<bytes>: \S/);
  assert.match(lines[3], /^ {2}.*; the path is relative to the working directory, .*; the file does not exist$/);
  return true;
});
// Of a list of one, as without a list.
assert.throws(() => dlopen([missing]), { message: /^dlopen failed: .*missing\..*; the file does not exist$/ });

// Nothing is loaded if the list is wrong.
assert.throws(() => dlopen([]), invalidValue('The list of library paths must not be empty'));
for (const wrong of eachCase([undefined, 1, {}, [], [libraryPath], Symbol('x'), () => {}])) {
  const error = invalidType('Library path 1 must be a string, a URL object, bytes or null');
  assert.throws(() => dlopen([libraryPath, wrong]), error);
  assert.throws(() => new DynamicLibrary([missing, wrong]), error);
}
assert.throws(() => dlopen([libraryPath, '']), invalidValue('Library path 1 must not be empty'));
assert.throws(() => dlopen(['a\0b']), invalidValue('Library path 0 must not contain null bytes'));
assert.throws(() => dlopen([libraryPath, new Uint8Array()]),
              invalidValue('The bytes of a library must not be empty'));
assert.throws(() => dlopen([libraryPath, new URL('http://example.org/')]), { code: 'ERR_INVALID_URL_SCHEME' });
assert.throws(() => dlopen(new Array(3)), { code: 'ERR_INVALID_ARG_TYPE' });

// A list is read once, by its indices.
{
  const reads = [];
  const list = new Proxy([missing, libraryPath], {
    get(target, key) {
      reads.push(String(key));
      return target[key];
    },
  });
  using lib = new DynamicLibrary(list);
  assert.strictEqual(lib.path, libraryPath);
  assert.deepStrictEqual(reads, ['length', '0', '1']);
}
// What a program's code throws while it is read passes through.
assert.throws(() => dlopen(new Proxy([missing], { get() { throw new RangeError('trap'); } })),
              { name: 'RangeError', message: 'trap' });
