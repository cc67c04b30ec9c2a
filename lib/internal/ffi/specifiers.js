'use strict';

// What bits(), padding(), anonymous() and aligned() give (fields.js), and out() and the
// like (parameters.js): no types, as they only say how one is a field of a struct or
// union, or a parameter of a function.

const {
  ObjectFreeze,
  SafeWeakMap,
} = primordials;

const {
  codes: {
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');

const specifiers = new SafeWeakMap();

function getOwnName(specifier) {
  const found = specifiers.get(specifier);
  if (found === undefined) throw new ERR_INVALID_THIS('a field of node:ffi');
  return found.name;
}

const specifierPrototype = {
  get name() { return getOwnName(this); },
  [customInspectSymbol]() { return getOwnName(this); },
};
refuseClones(specifierPrototype, getOwnName);
ObjectFreeze(specifierPrototype);

/**
 * Makes what a program has of a specifier.
 * @param {object} properties See getSpecifier()
 * @returns {object}
 */
function createSpecifier(properties) {
  const specifier = { __proto__: specifierPrototype };
  keepHere(specifier);
  specifiers.set(specifier, {
    __proto__: null,
    alignment: 0,
    width: undefined,
    isUnnamed: false,
    isAnonymous: false,
    parameter: undefined,
    ...properties,
  });
  return ObjectFreeze(specifier);
}

/**
 * @param {any} value
 * @returns {object|undefined} What is known of a specifier: its `name`; `type`, a record;
 *   `given`, what a program gave for that; `alignment`, or 0; `width`, of bit-fields;
 *   `isUnnamed` and `isAnonymous`. Of a parameter, only `name` and `parameter`.
 */
function getSpecifier(value) {
  if (typeof value === 'object' && value !== null) return specifiers.get(value);
}

module.exports = {
  createSpecifier,
  getSpecifier,
};
