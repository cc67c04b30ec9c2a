'use strict';

// How a library is to be loaded: the last argument of dlopen() and of DynamicLibrary.

const { validateBoolean } = require('internal/validators');
const { withUserStack } = require('internal/ffi/errors');
const { readOptions } = require('internal/ffi/type_errors');

// What callbacks throw reaches JavaScript in any case. Node.js is about to have the last
// one, which asks for that.
const kOptions = ['lazy', 'global', 'nodelete', 'deepbind', 'supportsExceptions'];

/**
 * @param {any} value
 * @param {string} place Whose options they are
 * @returns {object} Booleans, or undefined for what was not said. Has no prototype
 */
function readLoadOptions(value, place) {
  const options = readOptions(value, place, kOptions);
  for (let i = 0; i < kOptions.length; i++) {
    const key = kOptions[i];
    if (options[key] !== undefined) {
      withUserStack(validateBoolean, options[key], `options.${key}`);
    }
  }
  return options;
}

module.exports = {
  readLoadOptions,
};
