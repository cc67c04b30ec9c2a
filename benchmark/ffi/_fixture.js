'use strict';

// The functions that the benchmarks call are those of the tests, in a library
// that `make -C test/fixtures/ffi` builds.

const path = require('node:path');

// Only a benchmark's own process has --experimental-ffi, and so node:ffi: not
// the one that starts it.
function open(definitions) {
  const { dlopen, suffix } = require('node:ffi');
  const library = path.resolve(
    __dirname, '../../test/fixtures/ffi/build', `libffi_fixture.${suffix}`);
  return dlopen(library, definitions);
}

// Opens the library for a single function.
function load(name, types, result) {
  return open({ [name]: { arguments: types, return: result } }).functions[name];
}

// A loop that starts often and is never long is optimised as a whole. One that V8
// replaces while it runs has its variables as they are then, and stays slower.
function warmUp(work) {
  for (let i = 0; i < 2000; i++) work(100);
}

module.exports = { flags: ['--experimental-ffi', '--no-warnings'], load, open, warmUp };
