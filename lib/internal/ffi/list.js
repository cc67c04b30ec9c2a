'use strict';

// Arrays that a program can't reach into. To append to an ordinary array runs the
// setters that a program may have put on Array.prototype or Object.prototype: it
// could lose what is appended, or replace it, also by source of generated code.

const {
  ArrayPrototypePush,
  ObjectSetPrototypeOf,
} = primordials;

/**
 * @returns {any[]} An array without a prototype
 */
const createList = () => ObjectSetPrototypeOf([], null);

module.exports = {
  createList,
  // push(list, ...values)
  push: ArrayPrototypePush,
};
