'use strict';

// Finding a library by its short name.

const {
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const {
  assertPermitted,
  findLibraryFile,
} = internalBinding('ffi');
const { suffix } = require('internal/ffi/constants');
const { throwInvalidArgType, throwInvalidArgValue } = require('internal/ffi/errors');

const isWindows = process.platform === 'win32';
// The name of a file, with or without a version.
const kFile = hardenRegExp(/\.so(\.|$)/);
const kPathSeparator = isWindows ? hardenRegExp(/[\\/]/) : hardenRegExp(/\//);

function readName(name) {
  if (typeof name !== 'string') throwInvalidArgType('Library name must be a string');
  if (name === '') throwInvalidArgValue('Library name must not be empty');
  if (StringPrototypeIncludes(name, '\0')) {
    throwInvalidArgValue('Library name must not contain null bytes');
  }
  if (RegExpPrototypeExec(kPathSeparator, name) !== null) {
    throwInvalidArgValue('Library name must not be a path');
  }
  return name;
}

function findFile(name) {
  if (RegExpPrototypeExec(kFile, name) !== null) {
    return findLibraryFile(name, false) ?? findLibraryFile(name, true);
  }
  const isPrefixed = StringPrototypeStartsWith(name, 'lib');
  return (isPrefixed ? findLibraryFile(`${name}.so`, true) : null) ??
    findLibraryFile(`lib${name}.so`, true);
}

// Other loaders don't tell where they look, and may have libraries that are no files.
function nameFile(name) {
  if (StringPrototypeEndsWith(name, `.${suffix}`)) return name;
  const prefix = isWindows || StringPrototypeStartsWith(name, 'lib') ? '' : 'lib';
  return `${prefix}${name}.${suffix}`;
}

/**
 * Finds the library that a linker would take for a name.
 * @param {string} name Such as 'm', 'libm' or 'libm.so.6'
 * @returns {string|undefined} What dlopen() takes
 */
function findLibrary(name) {
  assertPermitted();
  readName(name);
  // Not null, which is the process itself to dlopen().
  return findLibraryFile === undefined ? nameFile(name) : findFile(name) ?? undefined;
}

module.exports = {
  findLibrary,
};
