'use strict';

// The calling conventions that a signature may ask for by name.

const {
  ArrayPrototypeJoin,
  ObjectKeys,
} = primordials;

const { abis, platform } = internalBinding('ffi');
const { throwInvalidArgType, throwInvalidArgValue } = require('internal/ffi/errors');
const { createList, push } = require('internal/ffi/list');

/**
 * @param {any} value
 * @param {string} name The function's, for error messages
 * @returns {number} What the binding takes for it; 0 is the platform's own
 */
function readAbi(value, name) {
  if (typeof value !== 'string') {
    throwInvalidArgType(`Signature of function ${name}: 'abi' must be a string`);
  }
  const abi = abis[value];
  if (abi !== undefined) return abi;
  const names = ObjectKeys(abis);
  const quoted = createList();
  for (let i = 0; i < names.length; i++) push(quoted, `'${names[i]}'`);
  throwInvalidArgValue(
    `ABI '${value}' of function ${name} is not available on ${platform}; ` +
    `there are ${ArrayPrototypeJoin(quoted, ', ')}`);
}

module.exports = {
  readAbi,
};
