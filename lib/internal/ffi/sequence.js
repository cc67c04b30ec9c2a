'use strict';

// Arrays of a type that are as long as they happen to be: what T.at(pointer, count)
// gives, and what C gets for an array of a program's.

/**
 * @param {object} element A type
 * @returns {object} The record of such arrays
 */
function getSequence(element) {
  if (element.sequence !== undefined) return element.sequence;
  const record = {
    __proto__: null,
    form: 'flexible',
    id: `${element.id}[]`,
    name: `array(${element.name})`,
    size: 0,
    alignment: element.alignment,
    isFlexible: true,
    element,
    count: undefined,
    isConst: false,
    sequence: undefined,
    base: undefined,
  };
  // That module needs this one.
  record.class = require('internal/ffi/struct').createClass(record);
  element.sequence = record;
  return record;
}

module.exports = {
  getSequence,
};
