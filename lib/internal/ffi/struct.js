'use strict';

const { ObjectDefineProperty } = primordials;

// A placeholder: the class of a type whose instances can't be made yet.

/**
 * @param {object} record
 * @returns {Function}
 */
function createClass(record) {
  const type = class {};
  ObjectDefineProperty(type, 'name', { __proto__: null, value: record.name });
  return type;
}

module.exports = {
  createClass,
};
