'use strict';

// The functions that make types of others, but for aggregates. Beside what types.js
// says, the records have:
// - of a pointer: what getTarget() gives
// - of func(): `signature`, what readSignature() gives
// - of an enumeration: `base`, the record of its integer type; `byName` and `byValue`,
//   maps, whose values are such as the base type has; `asName`
// - of chars(): `encoding`
// - of another byte order: `base`, and `isBig`

const {
  ArrayFrom,
  ArrayIsArray,
  BigInt,
  BigIntAsIntN,
  BigIntAsUintN,
  FunctionPrototypeToString,
  Number,
  NumberIsSafeInteger,
  ObjectFreeze,
  ObjectKeys,
  ReflectApply,
  SafeMap,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: {
    ERR_INVALID_THIS,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { normalizeEncoding } = require('internal/util');
const { assertPermitted } = internalBinding('ffi');
const { describe } = require('internal/ffi/codegen');
const {
  didYouMean,
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');
const { nameOf, readTypeArgument } = require('internal/ffi/fields');
const { getFunctionAt, getFunctionPointerProperties } = require('internal/ffi/function_pointer');
const { TypeLayout } = require('internal/ffi/layout');
const { lowerPointer } = require('internal/ffi/pass');
const { readSignature } = require('internal/ffi/signature');
const { getSpecifier } = require('internal/ffi/specifiers');
const {
  describeValue,
  readCount,
  readOptions,
  readType,
  refuseUnstored,
  shorten,
} = require('internal/ffi/type_errors');
const {
  createRecord,
  createTypeObject,
  getType,
  referenceType,
} = require('internal/ffi/types');

const kPointer = getType('pointer');

// The record of a type that is, for C++, another one.
function createAlike(base, properties) {
  const { size, alignment, isFloat, isSigned, values } = base;
  const core = base === kPointer ? referenceType : base.core;
  return createRecord({
    __proto__: null,
    size,
    alignment,
    core,
    isFloat,
    isSigned,
    values,
    isFlexible: false,
    ...properties,
  }, () => base.layout);
}

const isClass = (fn) => StringPrototypeStartsWith(FunctionPrototypeToString(fn), 'class');

/**
 * A pointer.
 * @param {string|object|Function} type What it points to; or a function that gives
 *   that, and is called when it is first needed
 * @returns {object}
 */
function pointer(type) {
  assertPermitted();
  const isLate = typeof type === 'function' && getType(type) === undefined && !isClass(type);
  const target = isLate ? undefined : readTypeArgument(type, 'pointer()');
  if (!isLate) refuseUnstored(target, 'What pointer() points to');
  const record = createAlike(kPointer, {
    __proto__: null,
    form: 'pointer',
    name: `pointer(${isLate ? '...' : nameOf(type, target)})`,
    target,
    findTarget: isLate ? type : undefined,
    usesCall: true,
  });
  record.lower = (value, subject, call) => lowerPointer(record, value, subject, call);
  return createTypeObject(record);
}

/**
 * @param {object} record A pointer's
 * @returns {object} The record of what it points to
 */
function getTarget(record) {
  if (record.target !== undefined) return record.target;
  const given = ReflectApply(record.findTarget, undefined, []);
  const target = readType(given, 'What the function of pointer() gives', 'pointer()');
  refuseUnstored(target, 'What pointer() points to');
  record.target = target;
  record.name = `pointer(${nameOf(given, target)})`;
  return target;
}

const kFuncProperties = {
  __proto__: null,
  at: {
    __proto__: null,
    value: function at(address) {
      const record = getType(this);
      if (record?.form !== 'func') throw new ERR_INVALID_THIS('a type of func()');
      return getFunctionAt(record, address);
    },
  },
};

/**
 * A pointer to a function.
 * @param {object} signature
 * @returns {object}
 */
function func(signature) {
  assertPermitted();
  if (typeof signature !== 'object' || signature === null || ArrayIsArray(signature) ||
      getType(signature) !== undefined || getSpecifier(signature) !== undefined) {
    const received = describeValue(signature);
    throwInvalidArgType(`The signature of func() must be an object. Received ${received}`);
  }
  const read = readSignature(signature, 'func()');
  return createTypeObject(createAlike(kPointer, {
    __proto__: null,
    form: 'func',
    name: `func(${describe(read)})`,
    ...getFunctionPointerProperties(read),
  }), kFuncProperties);
}

const isInteger = (type) => type.form === 'scalar' && !type.isFloat &&
  (type.values === 'Number' || type.values === 'BigInt' || type.values === 'SafeInteger') &&
  type !== getType('address');

// All values, as bigints, in a map; each is read once.
function readValues(values) {
  if (typeof values !== 'object' || values === null || ArrayIsArray(values) ||
      getType(values) !== undefined) {
    const received = describeValue(values);
    throwInvalidArgType(
      `The values of enumeration() must be an object of numbers by name. Received ${received}`);
  }
  const keys = ObjectKeys(values);
  const map = new SafeMap();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const value = values[key];
    if (typeof value !== 'bigint' && !NumberIsSafeInteger(value)) {
      const received = describeValue(value);
      throwInvalidArgValue(
        `The value ${shorten(key)} of enumeration() must be an integer. Received ${received}`);
    }
    map.set(key, BigInt(value));
  }
  return map;
}

const has = ({ size, isSigned }, value) =>
  (isSigned ? BigIntAsIntN(size * 8, value) : BigIntAsUintN(size * 8, value)) === value;

const kBases = ['int', 'uint', 'int64', 'uint64'];

// As GCC does, the first type that has room for all.
function findBase(map) {
  for (let i = 0; i < kBases.length; i++) {
    const base = getType(kBases[i]);
    let hasAll = true;
    for (const { 1: value } of map) hasAll &&= has(base, value);
    if (hasAll) return base;
  }
  throwInvalidArgValue('The values of enumeration() are not all of one integer type');
}

function readBase(given, map) {
  if (given === undefined) return findBase(map);
  const base = readTypeArgument(given, 'enumeration()', 'second');
  if (!isInteger(base)) {
    throwInvalidArgValue(
      `The type of enumeration() must be an integer type, not ${nameOf(given, base)}`);
  }
  for (const { 0: key, 1: value } of map) {
    if (!has(base, value) ||
        (base.values === 'SafeInteger' && !NumberIsSafeInteger(Number(value)))) {
      throwInvalidArgValue(
        `The value ${shorten(key)} of enumeration() is ${value}, which the type ` +
        `${nameOf(given, base)} has no room for`);
    }
  }
  return base;
}

function readAs(options) {
  const { as } = readOptions(options, 'enumeration()', ['as']);
  if (as === undefined || as === 'number') return false;
  if (as === 'name') return true;
  const received = describeValue(as);
  throwInvalidArgValue(
    `The option 'as' of enumeration() must be 'name' or 'number'. Received ${received}`);
}

function composeName(map) {
  let names = '';
  let count = 0;
  for (const { 0: key } of map) {
    if (++count > 3) return `enumeration(${names}, ...)`;
    names += `${count === 1 ? '' : ', '}${shorten(key)}`;
  }
  return `enumeration(${names})`;
}

// Names as arguments, and as results if the type says so. Names that there aren't are
// left to the check of what the base type has.
function addNames(record) {
  const { asName, byName, byValue } = record;
  record.lower = (value, subject) => {
    if (typeof value !== 'string') return value;
    const number = byName.get(value);
    if (number === undefined) throwUnknownName(record, value, subject);
    return number;
  };
  if (asName) record.lift = (value) => byValue.get(value) ?? value;
}

function throwUnknownName({ base, byName }, value, subject) {
  throwInvalidArgValue(
    `${subject} must be ${base.expected} or a name of the enumeration, not ` +
    `'${shorten(value)}'${didYouMean(value, ArrayFrom(byName.keys()))}`);
}

/**
 * An enumeration.
 * @param {object} values Numbers or bigints by name
 * @param {string} [type] An integer type; by default the first of int, uint, int64 and
 *   uint64 that has room for all values
 * @param {{as: string}} [options] With `as: 'name'`, C's values become names
 * @returns {object} Has `values`, too
 */
function enumeration(values, type, options) {
  assertPermitted();
  if (typeof type === 'object' && type !== null && getType(type) === undefined &&
      getSpecifier(type) === undefined && options === undefined) {
    options = type;
    type = undefined;
  }
  const map = readValues(values);
  const base = readBase(type, map);
  const asName = readAs(options);
  const byName = new SafeMap();
  const byValue = new SafeMap();
  const visible = { __proto__: null };
  for (const { 0: key, 1: bigint } of map) {
    const value = base.values === 'BigInt' ? bigint : Number(bigint);
    byName.set(key, value);
    // Of names for one value, the first one counts.
    if (!byValue.has(value)) byValue.set(value, key);
    visible[key] = value;
  }
  const record = createAlike(base, {
    __proto__: null,
    form: 'enumeration',
    name: composeName(map),
    base,
    byName,
    byValue,
    asName,
  });
  addNames(record);
  return createTypeObject(record, {
    __proto__: null,
    values: { __proto__: null, value: ObjectFreeze(visible), enumerable: true },
  });
}

const kTextEncodings =
  { '__proto__': null, 'utf8': 1, 'latin1': 1, 'ascii': 1, 'utf16le': 2 };

function readEncoding(value) {
  if (value === undefined) return 'utf8';
  if (typeof value !== 'string') {
    const received = describeValue(value);
    throwInvalidArgType(`The encoding of chars() must be a string. Received ${received}`);
  }
  const encoding = value === '' ? undefined : normalizeEncoding(value);
  if (encoding === undefined || kTextEncodings[encoding] === undefined) {
    withUserStack(() => { throw new ERR_UNKNOWN_ENCODING(value); });
  }
  return encoding;
}

/**
 * Bytes that are text: as a parameter or field, an array of char.
 * @param {number} size In bytes
 * @param {string} [encoding]
 * @returns {object}
 */
function chars(size, encoding) {
  assertPermitted();
  const count = readCount(size, 'The size of chars()');
  const name = readEncoding(encoding);
  if (count % kTextEncodings[name] !== 0) {
    throwInvalidArgValue(
      `The size of chars() must be a multiple of 2 with ${name}. Received ${count}`);
  }
  const getLayout = () => TypeLayout.array(getType('char').layout, count);
  return createTypeObject(createRecord({
    __proto__: null,
    form: 'chars',
    name: encoding === undefined ? `chars(${count})` : `chars(${count}, ${name})`,
    size: count,
    alignment: 1,
    core: referenceType,
    isFloat: false,
    isSigned: false,
    values: 'Aggregate',
    isFlexible: false,
    encoding: name,
  }, getLayout));
}

function createEndian(call, given, isBig) {
  assertPermitted();
  const base = readTypeArgument(given, `${call}()`);
  const { form, values } = base;
  const isNumber = values === 'Number' || values === 'BigInt' || values === 'Boolean' ||
                   (values === 'SafeInteger' && base !== getType('address'));
  if (!isNumber || (form !== 'scalar' && form !== 'enumeration')) {
    throwInvalidArgValue(
      `The type of ${call}() must be a type of numbers, not ${nameOf(given, base)}`);
  }
  return createTypeObject(createAlike(base, {
    __proto__: null,
    form: 'endian',
    name: `${call}(${nameOf(given, base)})`,
    base,
    isBig,
  }));
}

/**
 * Numbers whose highest byte comes first.
 * @param {string|object} type
 * @returns {object}
 */
function bigEndian(type) {
  return createEndian('bigEndian', type, true);
}

/**
 * Numbers whose lowest byte comes first.
 * @param {string|object} type
 * @returns {object}
 */
function littleEndian(type) {
  return createEndian('littleEndian', type, false);
}

module.exports = {
  bigEndian,
  chars,
  enumeration,
  func,
  getTarget,
  littleEndian,
  pointer,
};
