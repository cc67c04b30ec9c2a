'use strict';

// The classes of arrays. `length`, at() and iteration are ordinary methods, generated
// for each type. An index, which JavaScript has no accessors for, goes to a Proxy at
// the end of the prototype chain, so that nothing else pays for it.

const {
  ArrayPrototype,
  IteratorPrototype,
  MathTrunc,
  Number,
  NumberIsInteger,
  ObjectSetPrototypeOf,
  Proxy,
  ReflectGet,
  ReflectSet,
  String,
  SymbolIterator,
} = primordials;

const { createAccess } = require('internal/ffi/access');
const { assign, putArray, rethrow } = require('internal/ffi/convert');
const { createFlexible } = require('internal/ffi/flexible');
const { readFunction } = require('internal/ffi/function_pointer');
const {
  isAggregate,
  kLength,
  kMemory,
  kOffset,
  kType,
  rootOf,
  typeOf,
} = require('internal/ffi/instance');
const { evaluateClass, generateStart } = require('internal/ffi/instance_class');
const { Path, describePath, throwOutOfRange, throwWrongReceiver } =
  require('internal/ffi/instance_errors');
const { addMethods } = require('internal/ffi/instance_output');
const { createList, push } = require('internal/ffi/list');
const { leads, readRaw } = require('internal/ffi/raw_value');
const { getChars } = require('internal/ffi/text');

// Of a string that is what a number becomes, that number.
function toIndex(key) {
  if (typeof key !== 'string') return;
  const index = Number(key);
  if (String(index) === key) return index;
}

const isIndexOf = (type, instance, index) =>
  NumberIsInteger(index) && index >= 0 && index < type.getLength(instance);

function setElement(type, instance, index, value) {
  const path = new Path(instance[kType].path, index);
  if (!isIndexOf(type, instance, index)) {
    throwOutOfRange(`${describePath(path)} is out of range: the length is ` +
                    `${type.getLength(instance)}`);
  }
  const { element } = type;
  assign(element, rootOf(instance), instance[kMemory],
         instance[kOffset] + index * element.size, value, path);
}

// A program gets at it by ObjectGetPrototypeOf(), but not at what is behind it.
const indexes = new Proxy({}, {
  __proto__: null,
  get(target, key, receiver) {
    const index = toIndex(key);
    if (index === undefined) return ReflectGet(target, key, receiver);
    const type = typeOf(receiver);
    if (type?.element !== undefined && isIndexOf(type, receiver, index)) {
      return type.getElement(receiver, index);
    }
  },
  set(target, key, value, receiver) {
    const index = toIndex(key);
    const type = index === undefined ? undefined : typeOf(receiver);
    if (type?.element === undefined) return ReflectSet(target, key, value, receiver);
    setElement(type, receiver, index, value);
    return true;
  },
  // It stays what it is.
  defineProperty() { return false; },
  deleteProperty() { return false; },
  preventExtensions() { return false; },
  setPrototypeOf() { return false; },
});

const kReceiver = `const memory = this?.[key];
if (memory === undefined) throwWrongReceiver(record);
`;

function generateRead({ element }, memory, offset, index, owner) {
  const place = `${offset} + ${index} * ${element.size}`;
  if (isAggregate(element)) return `view(${memory}, ${place}, ${owner})`;
  return `read(${memory}, ${place}${element.form === 'func' ? `, ${owner}` : ''})`;
}

const generateRaw = ({ element }) => (isAggregate(element) || !leads(element) ? '' :
  `isRaw ? readRaw(record.element, memory, o + i * ${element.size}) : `);

function generateClass(record) {
  const length = record.isFlexible ? 'this[kLength]' : record.count;
  return `function getElement(v, i) {
if (!(i < ${record.isFlexible ? 'v[kLength]' : record.count})) return;
try {
return ${generateRead(record, 'v[key]', 'v[kOffset]', 'i', 'v[kOwner] ?? v')};
} catch (error) {
onReadError(error, v, i);
}
}
class Instance {
${generateStart(record)}
get length() {
try {
if (this[key] !== undefined) return ${length};
} catch {
/* It is undefined or null. */
}
throwWrongReceiver(record);
}
at(i) {
try {
const memory = this[key];
if (memory === undefined) throwWrongReceiver(record);
if (typeof i === 'number' && (i | 0) === i && i >= 0 && i < ${length}) {
return ${generateRead(record, 'memory', 'this[kOffset]', '(i | 0)', 'this[kOwner] ?? this')};
}
} catch (error) {
onReadError(error, this, i);
}
return getElement(this, toPosition(i, ${length}));
}
[iteratorKey]() {
${kReceiver}return new Iterator(this, memory, this[kOffset], ${length}, this[kOwner] ?? this);
}
}
class Iterator {
#array;
#memory;
#offset;
#length;
#owner;
#index = 0;
constructor(array, memory, offset, length, owner) {
this.#array = array;
this.#memory = memory;
this.#offset = offset;
this.#length = length;
this.#owner = owner;
}
next() {
const i = this.#index;
const done = i >= this.#length;
let value;
if (!done) {
this.#index = i + 1;
try {
value = ${generateRead(record, 'this.#memory', 'this.#offset', 'i', 'this.#owner')};
} catch (error) {
onReadError(error, this.#array, i);
}
}
return { value, done };
}
}
return {
__proto__: null,
getElement,
Instance,
Iterator,
toPlain(v, isRaw) {
const list = createList();
const memory = v[key];
const o = v[kOffset];
const length = ${record.isFlexible ? 'v[kLength]' : record.count};
for (let i = 0; i < length; i++) {
let item;
try {
item = ${generateRaw(record)}${generateRead(record, 'memory', 'o', 'i', 'v[kOwner] ?? v')};
} catch (error) {
onReadError(error, v, i);
}
push(list, ${isAggregate(record.element) ? 'plain(item, isRaw)' : 'item'});
}
return toArray(list);
},
view(memory, offset, owner, length) {
return new Instance(internal, memory, offset, owner, length);
},
};`;
}

// What at() takes for an index, as that of arrays does: Infinity for no element.
function toPosition(value, length) {
  let index = typeof value === 'number' ? MathTrunc(value) : NaN;
  if (index < 0) index += length;
  return index >= 0 && index < length ? index : Infinity;
}

function getConstants(record) {
  const { element } = record;
  const isChars = element.form === 'chars';
  const constants = {
    __proto__: null,
    createFlexible,
    fill: record.fill,
    iteratorKey: SymbolIterator,
    onReadError(error, instance, i) {
      if (instance?.[record.memoryKey] === undefined) throwWrongReceiver(record);
      rethrow(error, instance[kMemory], new Path(instance[kType].path, i));
    },
    createList,
    push,
    readRaw,
    toArray: (list) => ObjectSetPrototypeOf(list, ArrayPrototype),
    toPosition,
  };
  if (isAggregate(element)) {
    constants.view = element.view;
    constants.plain = element.toPlain;
  } else if (isChars) {
    constants.read = (memory, o) => getChars(element, memory, o, record.path);
  } else {
    const { read } = createAccess(element);
    constants.read = element.form !== 'func' ? read :
      (memory, o, root) => readFunction(element, read(memory, o), root, o);
  }
  return constants;
}

/**
 * Makes the class of an array.
 * @param {object} record
 * @returns {Function}
 */
function createArrayClass(record) {
  const { element, count } = record;
  record.getLength = record.isFlexible ? (instance) => instance[kLength] : () => count;
  record.fill = (root, memory, offset, value, path) =>
    putArray(element, count, root, memory, offset, value, path);
  const { getElement, Instance, Iterator, toPlain, view } = evaluateClass(
    'class array', generateClass(record), record, getConstants(record));
  record.getElement = getElement;
  ObjectSetPrototypeOf(Instance.prototype, indexes);
  ObjectSetPrototypeOf(Iterator.prototype, IteratorPrototype);
  addMethods(Instance.prototype);
  record.toPlain = toPlain;
  record.view = view;
  record.create = () => new Instance();
  return Instance;
}

module.exports = {
  createArrayClass,
};
