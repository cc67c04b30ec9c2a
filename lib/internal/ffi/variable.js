'use strict';

// Data of a library: one variable, whose value is read and written where it is.

const {
  ObjectDefineProperty,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { markTransferMode } = require('internal/worker/js_transferable');

class Variable {
  // The library's, which this keeps open, as functions do.
  #handle;
  #address;
  #type;

  constructor(handle, name, address, type) {
    markTransferMode(this, false, false);
    this.#handle = handle;
    this.#address = address;
    this.#type = type;
    ObjectDefineProperty(this, 'name', {
      __proto__: null,
      enumerable: true,
      value: name,
    });
    ObjectDefineProperty(this, 'pointer', {
      __proto__: null,
      enumerable: true,
      value: address,
    });
  }

  get value() {
    return this.#handle.readVariable(this.#address, this.#type.layout);
  }

  set value(value) {
    this.#handle.writeVariable(this.#address, this.#type.layout, value);
  }

  // Without the value: to read it may fail, and what is there may be anything.
  [customInspectSymbol](depth, options) {
    const { name, pointer } = this;
    const shown = { name, type: this.#type.name, pointer };
    return `Variable ${inspect(shown, options)}`;
  }
}

ObjectDefineProperty(Variable.prototype, 'value', kEnumerableProperty);

/**
 * @param {Library} handle
 * @param {string} name
 * @param {bigint} address
 * @param {object} type A record
 * @returns {Variable}
 */
function createVariable(handle, name, address, type) {
  return new Variable(handle, name, address, type);
}

module.exports = {
  createVariable,
};
