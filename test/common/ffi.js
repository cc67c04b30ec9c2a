'use strict';

// What the tests of node:ffi share: where the fixture library is, and that it
// is there (`make -C test/fixtures/ffi` builds it), and what errors look like.

const fs = require('node:fs');
const { suffix } = require('node:ffi');
const fixtures = require('./fixtures');

const libraryPath = fixtures.path('ffi', 'build', `libffi_fixture.${suffix}`);

if (!fs.existsSync(libraryPath)) {
  throw new Error(`${libraryPath} is missing: run make -C test/fixtures/ffi`);
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
  invalidType,
  invalidValue,
  libraryClosed,
  libraryPath,
};
