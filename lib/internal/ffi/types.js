'use strict';

// What is known of each type, and what follows from that for the code that is
// generated.
//
// What is known of a type is its record, which has no prototype:
// - `form`: 'scalar' (src/node_ffi/value_type.h), or which constructor made it:
//   'struct', 'union', 'array', 'flexible' (an array without a length), 'pointer',
//   'func', 'enumeration', 'chars', 'endian'
// - `id`, a string that no other type has, and `name`, for people; of those that are made,
//   `serial`, which is greater than that of older ones, and `caches` (signature_cache.js)
// - `size` and `alignment`, in bytes
// - `layout`, which is what the binding takes for it
// - of a scalar, and of what is passed as one, `isFloat`, `isSigned`, and `values`,
//   which says what it is in JavaScript
// What constructors add is said where they are: aggregates.js, constructors.js.
//
// C++ passes scalars, and the bytes of aggregates, whose `values` are 'Aggregate'.
// Whatever else JavaScript has as values of a type is lowered to that, by what the
// record of such a type has:
// - `core`, the record of what C++ gets and gives
// - `lower(value, subject, call)`, of an argument and a callback's result: gives what
//   C++ gets, or an instance whose address that is. It throws if the value is wrong,
//   which `subject` is the name of, such as 'Argument 1'. If `usesCall`, it can leave
//   in `call` what is to be done after the call (lowering.js).
// - `lowerResult(value, subject)`, if a callback's result is another matter
// - `lift(value)`, of a result and a callback's argument: gives what JavaScript gets
// - `leave(lowered)`, if what lower() gives is an object whose `address` C++ gets: it is
//   called at the end of the call, also of one that isn't made after all
// - `bind(library, place)`, if lift() needs more: what it gives for a function, when that
//   is made, is the second argument of lift(). Of a value that can't be got to lift(),
//   `discard(value, bound)` is called.
// - `slot`, if it can't be a field: the type of the field that C writes a result to
// Any of these may be missing. Of an aggregate, C++ gets and gives the address; for a
// result, `create()` makes an instance with room for it.

const {
  ArrayPrototypeFindIndex,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
  ObjectCreate,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectKeys,
  SafeWeakMap,
  Uint16Array,
  Uint32Array,
  Uint8Array,
} = primordials;

const {
  codes: {
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { setLayout } = require('internal/ffi/layout');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');

// `typeNames` has the number of the type that a name stands for, which is the
// index in `types` of its record.
const { typeNames, types } = internalBinding('ffi');

for (let i = 0; i < types.length; i++) {
  const type = types[i];
  type.form = 'scalar';
  type.id = `${i}`;
  type.layout = i;
  type.core = type;
}

// The type without a name: an address as a number, or what a pointer may be.
const referenceType =
  types[ArrayPrototypeFindIndex(types, ({ values }) => values === 'Reference')];

const kSignedArrays =
  { '__proto__': null, '1': Int8Array, '2': Int16Array, '4': Int32Array, '8': BigInt64Array };
const kUnsignedArrays =
  { '__proto__': null, '1': Uint8Array, '2': Uint16Array, '4': Uint32Array, '8': BigUint64Array };

// The records of all types but scalars, by what a program has of them: classes, and
// objects. Nothing that a program makes itself is in there.
const records = new SafeWeakMap();
let lastId = 0;

/**
 * @param {object} properties What a record has beside an `id`, without a prototype
 * @param {Function} getLayout See setLayout()
 * @returns {object} The record
 */
function createRecord(properties, getLayout) {
  const record = { __proto__: null, id: `#${++lastId}`, serial: lastId, caches: undefined };
  const keys = ObjectKeys(properties);
  for (let i = 0; i < keys.length; i++) {
    record[keys[i]] = properties[keys[i]];
  }
  setLayout(record, getLayout);
  return record;
}

/**
 * Makes an object or a class stand for a type.
 * @param {object|Function} type
 * @param {object} record
 */
function setRecord(type, record) {
  records.set(type, record);
}

function getOwnName(fn) {
  const value = ObjectGetOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof value === 'string' ? value : '';
}

/**
 * Makes the record of a type that is like another one.
 * @param {object} base The other one's
 * @param {object} changes Properties that it has otherwise, without a prototype
 * @returns {object}
 */
function createVariant(base, changes) {
  const properties = { __proto__: null };
  const keys = ObjectKeys(base);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    // What each has of its own. To read the layout may make it.
    if (key !== 'id' && key !== 'serial' && key !== 'caches' && key !== 'layout') {
      properties[key] = base[key];
    }
  }
  return createRecord({ __proto__: null, ...properties, ...changes }, () => base.layout);
}

// The record of a class that extends one: what is new of it is itself.
function derive(base, subclass) {
  const record = createVariant(base, {
    __proto__: null,
    class: subclass,
    base,
    name: getOwnName(subclass) || base.name,
  });
  if (base.core === base) record.core = record;
  records.set(subclass, record);
  base.onDerived?.(record);
  return record;
}

function getClassType(value) {
  const record = records.get(value);
  if (record !== undefined) return record;
  const parent = ObjectGetPrototypeOf(value);
  if (typeof parent !== 'function') return;
  const base = getClassType(parent);
  if (base !== undefined) return derive(base, value);
}

/**
 * @param {any} value What stands for a type in a definition
 * @returns {object|undefined} Its record
 */
function getType(value) {
  if (typeof value === 'string') {
    const number = typeNames[value];
    return number === undefined ? undefined : types[number];
  }
  if (typeof value === 'function') return getClassType(value);
  if (typeof value === 'object' && value !== null) return records.get(value);
}

function getOwnRecord(type) {
  const record = records.get(type);
  if (record === undefined) throw new ERR_INVALID_THIS('a type of node:ffi');
  return record;
}

// What types that are no classes inherit.
const typePrototype = {
  get name() { return getOwnRecord(this).name; },
  get size() { return getOwnRecord(this).size; },
  get alignment() { return getOwnRecord(this).alignment; },
  [customInspectSymbol]() { return getOwnRecord(this).name; },
};
refuseClones(typePrototype, (type) => `The type ${getOwnRecord(type).name}`);
ObjectFreeze(typePrototype);

/**
 * Makes what a program has of a type that is no class.
 * @param {object} record
 * @param {object} [properties] What it has itself, as of ObjectCreate()
 * @returns {object}
 */
function createTypeObject(record, properties) {
  const type = ObjectCreate(typePrototype, properties);
  // To clone it, as for another thread, would give an object that is no type.
  keepHere(type);
  setRecord(type, record);
  return ObjectFreeze(type);
}

/**
 * @param {object} type
 * @returns {Function} The class of typed arrays that have such values
 */
function getArrayClass(type) {
  const { size, isFloat, isSigned } = type;
  if (isFloat) return size === 4 ? Float32Array : Float64Array;
  return isSigned ? kSignedArrays[size] : kUnsignedArrays[size];
}

/**
 * @param {object} type
 * @returns {boolean} Whether what C gives is text, which JavaScript gets as a string
 */
function isText(type) {
  const { values } = type;
  return values === 'Utf8' || values === 'Utf16' || values === 'Utf32';
}

const kIsPointer =
  { '__proto__': null, 'Pointer': true, 'Utf8': true, 'Utf16': true, 'Utf32': true };

/**
 * @param {object} type
 * @returns {boolean} Whether an instance has the address of something as a value of it
 */
function isPointer(type) {
  const { form, values } = type;
  return form === 'pointer' || form === 'func' ||
    (form === 'scalar' && kIsPointer[values] === true);
}

/**
 * @param {string} number An expression
 * @returns {string} The condition that a number, which is no fraction, is safe
 */
const isSafe = (number) =>
  `${number} <= ${NumberMAX_SAFE_INTEGER} && ${number} >= ${NumberMIN_SAFE_INTEGER}`;

/**
 * Gives an expression: the integer that C has, if it has the low bits of a number.
 * @param {object} type An integer type of at most 32 bits
 * @param {string} number An expression of highest precedence
 * @returns {string}
 */
function narrow(type, number) {
  const { size, isSigned } = type;
  if (size === 4) return isSigned ? `(${number} | 0)` : `(${number} >>> 0)`;
  const bits = size * 8;
  return isSigned ?
    `(${number} << ${32 - bits} >> ${32 - bits})` :
    `(${number} & ${2 ** bits - 1})`;
}

module.exports = {
  createRecord,
  createTypeObject,
  createVariant,
  getArrayClass,
  getType,
  isPointer,
  isSafe,
  isText,
  narrow,
  referenceType,
  setRecord,
  typeNames,
  types,
};
