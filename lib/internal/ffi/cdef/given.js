'use strict';

// The types that a program gives to cdef() by name. Each is taken when its name is first
// found in the text.

const {
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  SafeMap,
  hardenRegExp,
} = primordials;

const { push } = require('internal/ffi/list');
const { base } = require('internal/ffi/cdef/base_types');
const { ScalarType, createGiven } = require('internal/ffi/cdef/c_types');
const { keywords } = require('internal/ffi/cdef/kinds');
const { throwInvalidArgValue } = require('internal/ffi/errors');
const { readType, shorten } = require('internal/ffi/type_errors');
const { getType } = require('internal/ffi/types');

// C's types by the records of ours. Of several, the first.
const byRecord = new SafeMap();
const kNames = ObjectKeys(base);
for (let i = 0; i < kNames.length; i++) {
  const { record } = base[kNames[i]];
  if (record !== undefined && !byRecord.has(record)) byRecord.set(record, base[kNames[i]]);
}

function readGiven(name, value) {
  const place = `options.types['${shorten(name)}']`;
  return readType(value, place, place);
}

function createType(name, value) {
  const record = readGiven(name, value);
  if (record === getType('void')) return base.void;
  const known = byRecord.get(record);
  if (known === undefined) return createGiven(name, value, record);
  const { kind, rank } = known;
  const type = new ScalarType(kind, name, value, rank, known.canonical);
  type.isSigned = known.isSigned;
  return type;
}

const kName =
  hardenRegExp(/^(?:(?:struct|union|enum) )?[\p{ID_Start}_$][\p{ID_Continue}$]*$/u);

// What no text can have.
function checkName(name) {
  if (RegExpPrototypeExec(kName, name) !== null && keywords.get(name) === undefined) return;
  throwInvalidArgValue(
    `options.types['${shorten(name)}']: this is no name of a type, such as 'name' or ` +
    "'struct name'; a handle for pointers is under the name of what these point to");
}

// What is there is looked at even if the text does not use it. What is made when it is
// first read, such as the types of another text, is not.
function checkValue(values, name) {
  const property = ObjectGetOwnPropertyDescriptor(values, name);
  if (property !== undefined && ObjectPrototypeHasOwnProperty(property, 'value')) {
    readGiven(name, property.value);
  }
}

const kTagged = { __proto__: null, struct: true, union: true, enumeration: true, handle: true };

class Given {
  #values;
  #names;
  #types = new SafeMap();

  constructor(values) {
    this.#values = values;
    this.#names = new SafeMap();
    if (values === undefined) return;
    const keys = ObjectKeys(values);
    for (let i = 0; i < keys.length; i++) {
      checkName(keys[i]);
      checkValue(values, keys[i]);
      this.#names.set(keys[i], true);
    }
  }

  #find(key) {
    if (!this.#names.has(key)) return;
    let type = this.#types.get(key);
    if (type === undefined) {
      type = createType(key, this.#values[key]);
      this.#types.set(key, type);
    }
    return type;
  }

  /**
   * @param {string} name
   * @returns {CType|undefined} What stands for the name
   */
  findName(name) {
    return this.#names.size === 0 ? undefined : this.#find(name);
  }

  /**
   * @param {string} word 'struct', 'union' or 'enum'
   * @param {string} tag
   * @returns {CType|undefined} What stands for that, under its whole name or the tag alone
   */
  findTag(word, tag) {
    if (this.#names.size === 0) return;
    const type = this.#find(`${word} ${tag}`);
    if (type !== undefined) return type;
    const named = this.#find(tag);
    return kTagged[named?.record?.form] === true ? named : undefined;
  }

  /**
   * Adds the names that stand for types.
   * @param {string[]} list
   */
  addNames(list) {
    for (const { 0: key } of this.#names) push(list, key);
  }
}

module.exports = {
  Given,
};
