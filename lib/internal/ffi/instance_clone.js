'use strict';

// What a structured clone of an instance becomes: a plain object or array. What
// makes it has to be a constructor whose prototype has this method.

const {
  ObjectDefineProperty,
  ObjectKeys,
  ReflectDeleteProperty,
} = primordials;

const { kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const {
  privateSymbols: {
    transfer_mode_private_symbol: kTransferMode,
  },
} = internalBinding('util');

function define(target, key, value, enumerable) {
  ObjectDefineProperty(target, key, {
    __proto__: null, value, writable: true, enumerable, configurable: true,
  });
}

// Until it has its fields, it must be one of node's cloneable objects.
function prepare(plain) {
  markTransferMode(plain, true, false);
  define(plain, kDeserialize, (data) => {
    ReflectDeleteProperty(plain, kDeserialize);
    delete plain[kTransferMode];
    const keys = ObjectKeys(data);
    for (let i = 0; i < keys.length; i++) define(plain, keys[i], data[keys[i]], true);
  }, false);
  return plain;
}

// These are called with `new`, and what they return takes the place of what that made.
function PlainObject() {
  return prepare({});
}

function PlainArray() {
  return prepare([]);
}
PlainObject.prototype[kDeserialize] = () => {};
PlainArray.prototype[kDeserialize] = () => {};

module.exports = {
  PlainArray,
  PlainObject,
};
