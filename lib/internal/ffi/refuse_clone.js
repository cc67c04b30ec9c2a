'use strict';

// Objects that belong to one thread. To clone one, as to post it to another thread does,
// throws an error that names it.

const {
  ObjectDefineProperty,
} = primordials;

const { lazyDOMException } = require('internal/util');
const { kClone, markTransferMode } = require('internal/worker/js_transferable');

/**
 * @param {string} description What it is that is to be cloned
 */
function throwNotCloned(description) {
  throw lazyDOMException(
    `${description} could not be cloned: it belongs to the thread that made it`,
    'DataCloneError');
}

/**
 * Has a prototype refuse that its objects are cloned, which are to be given to keepHere(),
 * each of them.
 * @param {object} prototype
 * @param {Function} describe Gives what an object is
 */
function refuseClones(prototype, describe) {
  ObjectDefineProperty(prototype, kClone, {
    __proto__: null,
    value() { throwNotCloned(describe(this)); },
    configurable: true,
    enumerable: false,
    writable: true,
  });
}

// It takes an object that could be cloned to have its method called.
const keepHere = (object) => markTransferMode(object, true, false);

module.exports = {
  keepHere,
  refuseClones,
};
