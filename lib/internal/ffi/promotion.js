'use strict';

// What C makes of the types of arguments beyond a function's parameters.

const {
  MathFround,
} = primordials;

const { throwInvalidArgValue } = require('internal/ffi/errors');
const { getType } = require('internal/ffi/types');

const kFloat = getType('float32');

// C has no float there: it is rounded to one, and passed as a double.
const promotedFloat = {
  __proto__: null,
  ...kFloat,
  id: `${kFloat.id} promoted`,
  core: getType('float64'),
  lower(value, subject) {
    if (typeof value !== 'number') throwInvalidArgValue(`${subject} must be a float`);
    return MathFround(value);
  },
};

/**
 * Gives the record of the type that C passes for one. Narrow integers are as wide as
 * `int` in any case.
 * @param {object} type
 * @returns {object}
 */
function promote(type) {
  return type === kFloat ? promotedFloat : type;
}

module.exports = {
  promote,
};
