'use strict';

// What the tests of node:ffi share: where the fixture library is, and that it
// is there (`make -C test/fixtures/ffi` builds it), and what errors look like.

const fs = require('node:fs');
const { inspect } = require('node:util');
const { DynamicLibrary, checkSignatures, suffix } = require('node:ffi');
const common = require('./index');
const fixtures = require('./fixtures');
const tmpdir = require('./tmpdir');

const libraryPath = fixtures.path('ffi', 'build', `libffi_fixture.${suffix}`);

if (!fs.existsSync(libraryPath)) {
  throw new Error(`${libraryPath} is missing: run make -C test/fixtures/ffi`);
}

// The path of the library that a file in test/fixtures/ffi/libraries/ makes.
const pathOf = (name) => fixtures.path('ffi', 'build', `libffi_${name}.${suffix}`);

// A copy, in tmpdir, that nothing else loads, and whether a file is loaded.
function copyOfLibrary(name = 'copy', source = libraryPath) {
  const copy = tmpdir.resolve(`libffi_${name}.${suffix}`);
  if (!fs.existsSync(copy)) fs.copyFileSync(source, copy);
  return copy;
}

// For tests of what is read from debug information.
function skipWithoutLibdw() {
  using lib = new DynamicLibrary(pathOf('debug_info'));
  lib.getFunction('nothing', {});
  try {
    checkSignatures(lib);
  } catch (error) {
    if (!error.message.startsWith("Debug information can't be read: ")) throw error;
    common.skip(error.message);
  }
}

const isLoaded = (path) => fs.readFileSync('/proc/self/maps', 'utf8').includes(path);

// for (const value of eachCase(values)): if the body throws, stderr names the
// value. It takes leaving the loop early for that, too.
function* eachCase(values) {
  for (const value of values) {
    let passed = false;
    try {
      yield value;
      passed = true;
    } finally {
      if (!passed) {
        console.error(`The case that failed: ${inspect(value, { maxStringLength: 100 })}`);
      }
    }
  }
}

// Has V8 optimise a function that calls native ones, which are called fast then,
// but not before 64 calls in optimised code. Takes --allow-natives-syntax. The
// arguments have to be such that it can be called often.
function optimize(fn, ...args) {
  // V8 inlines what it has seen called often, compared with all else.
  for (const calls of [80, 500]) {
    eval('%PrepareFunctionForOptimization(fn)');
    for (let i = 0; i < calls; i++) fn(...args);
    eval('%OptimizeFunctionOnNextCall(fn)');
    for (let i = 0; i < 80; i++) fn(...args);
  }
  return fn;
}

function invalidValue(message) {
  return { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message };
}

function invalidType(message) {
  return { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message };
}

const libraryClosed = {
  name: 'Error',
  code: 'ERR_FFI_LIBRARY_CLOSED',
  message: 'Library is closed',
};

module.exports = {
  copyOfLibrary,
  eachCase,
  invalidType,
  invalidValue,
  isLoaded,
  libraryClosed,
  libraryPath,
  optimize,
  pathOf,
  skipWithoutLibdw,
};
