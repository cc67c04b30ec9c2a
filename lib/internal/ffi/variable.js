'use strict';

// Data of a library: one variable, whose value is read and written where it is.

const {
  Number,
  ObjectDefineProperty,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { struct } = require('internal/ffi/aggregates');
const { createNativeMemory } = require('internal/ffi/instance_memory');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');
const { getType } = require('internal/ffi/types');

class Variable {
  // The library's, which this keeps open, as functions do.
  #handle;
  #address;
  #type;
  // Of a type that C++ doesn't know: an instance of a struct of this one field.
  #holder;

  constructor(handle, name, address, type, given) {
    keepHere(this);
    this.#handle = handle;
    this.#address = address;
    this.#type = type;
    if (type.form !== 'scalar') {
      // Errors call it `name.value`.
      const record = getType(struct({ value: given }, { name }));
      this.#holder = record.view(createNativeMemory(Number(address)), 0, undefined, Infinity);
    }
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
    if (this.#holder === undefined) {
      return this.#handle.readVariable(this.#address, this.#type.layout);
    }
    this.#handle.assertOpen();
    return this.#holder.value;
  }

  set value(value) {
    if (this.#holder === undefined) {
      this.#handle.writeVariable(this.#address, this.#type.layout, value);
      return;
    }
    this.#handle.assertWritable(this.#address);
    this.#holder.value = value;
  }

  // Without the value: to read it may fail, and what is there may be anything.
  [customInspectSymbol](depth, options) {
    const { name, pointer } = this;
    const shown = { name, type: this.#type.name, pointer };
    return `Variable ${inspect(shown, options)}`;
  }
}

ObjectDefineProperty(Variable.prototype, 'value', kEnumerableProperty);
refuseClones(Variable.prototype, ({ name }) => `The variable ${name}`);

/**
 * @param {Library} handle
 * @param {string} name
 * @param {bigint} address
 * @param {object} type A record
 * @param {any} given What the program has of it
 * @returns {Variable}
 */
function createVariable(handle, name, address, type, given) {
  return new Variable(handle, name, address, type, given);
}

module.exports = {
  createVariable,
};
