'use strict';

// What a field of a struct or union can be beside its type: a bit-field, padding,
// aligned, or another aggregate whose members become the outer one's. And how the
// definition of the fields is read.

const {
  ArrayIsArray,
  NumberIsInteger,
  ObjectGetPrototypeOf,
  ObjectKeys,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  hardenRegExp,
} = primordials;

const { assertPermitted } = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
} = require('internal/ffi/errors');
const { createList, push } = require('internal/ffi/list');
const { createSpecifier, getSpecifier } = require('internal/ffi/specifiers');
const {
  describeValue,
  readAlignment,
  readCount,
  readType,
  refuseUnstored,
  shorten,
} = require('internal/ffi/type_errors');
const { getType } = require('internal/ffi/types');

/**
 * @param {any} given What a program gave as a type
 * @param {object} type Its record
 * @returns {string} What to call it: aliases as such
 */
const nameOf = (given, type) => (typeof given === 'string' ? given : type.name);

/**
 * Reads an argument that is a type.
 * @param {any} value
 * @param {string} call The function that has it as its first argument
 * @param {string} which Another one than the first
 * @returns {object} The type's record
 */
const readTypeArgument = (value, call, which = 'first') =>
  readType(value, `The ${which} argument of ${call}`, call);

function readBits(call, given, width) {
  const type = readTypeArgument(given, `${call}()`);
  const name = `${call}(${nameOf(given, type)}, ${NumberIsInteger(width) ? width : '...'})`;
  const count = readCount(width, `The width of ${name}`);
  return { __proto__: null, name, type, given, width: count };
}

/**
 * A bit-field.
 * @param {string|object} type
 * @param {number} width In bits
 * @returns {object}
 */
function bits(type, width) {
  assertPermitted();
  const read = readBits('bits', type, width);
  if (read.width === 0) {
    throwInvalidArgValue(
      `The width of ${read.name} must be at least 1; padding() may have none`);
  }
  return createSpecifier(read);
}

/**
 * A bit-field without a name.
 * @param {string|object} type
 * @param {number} width In bits; with 0, what follows is aligned to the type
 * @returns {object}
 */
function padding(type, width) {
  assertPermitted();
  const read = readBits('padding', type, width);
  return createSpecifier({ __proto__: null, ...read, isUnnamed: true });
}

/**
 * A struct or union whose members are those of the one that it is a field of.
 * @param {Function} type
 * @returns {object}
 */
function anonymous(type) {
  assertPermitted();
  const record = readTypeArgument(type, 'anonymous()');
  if (record.form !== 'struct' && record.form !== 'union') {
    throwInvalidArgValue(
      `The type of anonymous() must be a struct or a union, not ${nameOf(type, record)}`);
  }
  return createSpecifier({
    __proto__: null,
    name: `anonymous(${record.name})`,
    type: record,
    given: type,
    isAnonymous: true,
  });
}

/**
 * A field that is aligned to more than its type asks for.
 * @param {string|object} type Or what bits() and anonymous() give
 * @param {number} alignment In bytes
 * @returns {object}
 */
function aligned(type, alignment) {
  assertPermitted();
  readAlignment(alignment, 'The alignment of aligned()');
  const inner = getSpecifier(type);
  if (inner !== undefined && inner.parameter === undefined) {
    if (inner.alignment !== 0) {
      throwInvalidArgValue(`${inner.name} is aligned already`);
    }
    const name = `aligned(${inner.name}, ${alignment})`;
    return createSpecifier({ __proto__: null, ...inner, name, alignment });
  }
  const record = readTypeArgument(type, 'aligned()');
  return createSpecifier({
    __proto__: null,
    name: `aligned(${nameOf(type, record)}, ${alignment})`,
    type: record,
    given: type,
    alignment,
  });
}

function isPlainObject(value) {
  const prototype = ObjectGetPrototypeOf(value);
  return prototype === null || ObjectGetPrototypeOf(prototype) === null;
}

function isTypeOrSpecifier(value) {
  return getType(value) !== undefined || getSpecifier(value) !== undefined;
}

// A list of names and of what is given for each, each of which is read once.
function readPairs(fields, noun) {
  const list = createList();
  if (ArrayIsArray(fields)) {
    const { length } = fields;
    for (let i = 0; i < length; i++) {
      const pair = fields[i];
      if (!ArrayIsArray(pair) || pair.length !== 2) {
        throwInvalidArgType(
          `Field ${i} of ${noun} must be an array of its name and its type`);
      }
      push(list, { __proto__: null, name: pair[0], given: pair[1] });
    }
    return list;
  }
  const isObject = typeof fields === 'object' && fields !== null &&
                   !isTypeOrSpecifier(fields);
  const keys = isObject ? ObjectKeys(fields) : [];
  // A Map, say, has no keys.
  if (!isObject || (keys.length === 0 && !isPlainObject(fields))) {
    const received = describeValue(fields);
    throwInvalidArgType(
      `The fields of ${noun} must be an object of types by name, or an array of ` +
      `names and types. Received ${received}`);
  }
  for (let i = 0; i < keys.length; i++) {
    push(list, { __proto__: null, name: keys[i], given: fields[keys[i]] });
  }
  return list;
}

const kIndex = hardenRegExp(/^(0|[1-9][0-9]*)$/);

function checkName(name, index, noun) {
  if (typeof name !== 'string') {
    const received = describeValue(name);
    throwInvalidArgType(
      `The name of field ${index} of ${noun} must be a string. Received ${received}`);
  }
  if (name === '' || name === '__proto__' || StringPrototypeIncludes(name, '\0')) {
    throwInvalidArgValue(`A field of ${noun} can't have the name '${shorten(name)}'`);
  }
  if (RegExpPrototypeExec(kIndex, name) !== null) {
    throwInvalidArgValue(
      `A field of ${noun} can't have the name '${shorten(name)}': JavaScript puts such ` +
      'keys before all others');
  }
}

function checkBits({ type, given, width }, key, noun) {
  const { form, values, isFloat } = type;
  const isInteger = form === 'enumeration' || (form === 'scalar' && !isFloat &&
    (values === 'Number' || values === 'BigInt' || values === 'Boolean' ||
     (values === 'SafeInteger' && type !== getType('address'))));
  const name = nameOf(given, type);
  if (!isInteger) {
    throwInvalidArgValue(
      `The bit-field ${key} of ${noun} can't be of type ${name}, which is no integer type`);
  }
  const isBoolean = values === 'Boolean' || given === 'bool';
  const limit = isBoolean ? 1 : type.size * 8;
  if (width > limit) {
    throwInvalidArgValue(
      `The bit-field ${key} of ${noun} must have at most ${limit} bit${limit === 1 ? '' : 's'}, ` +
      `as ${name} has. Received ${width}`);
  }
}

function checkComplete({ type }, place, form) {
  refuseUnstored(type, `The ${place}`);
  if (type === getType('void')) {
    throwInvalidArgValue(`The ${place} must not be of type void`);
  }
  if (type.isFlexible && type.form !== 'flexible') {
    throwInvalidArgValue(
      `The ${place} must not be of type ${type.name}, which ends with an array ` +
      'without a length; use pointer()');
  }
  if (type.isFlexible && form === 'union') {
    throwInvalidArgValue(
      `The ${place} must not be of type ${type.name}: only the last field of a struct ` +
      'may be an array without a length');
  }
}

/**
 * Reads the definition of the fields of a struct or union.
 * @param {object} fields
 * @param {string} form
 * @param {string} noun What to call the struct or union
 * @returns {object[]} What getSpecifier() gives, with a `key` and a `place`
 */
function readFields(fields, form, noun) {
  const pairs = readPairs(fields, noun);
  const list = createList();
  for (let i = 0; i < pairs.length; i++) {
    const { name: key, given } = pairs[i];
    checkName(key, i, noun);
    const place = `field ${key} of ${noun}`;
    let specifier = getSpecifier(given);
    if (specifier === undefined || specifier.parameter !== undefined) {
      const type = readType(given, `Field ${key} of ${noun}`, place);
      specifier = { __proto__: null, type, given, alignment: 0, width: undefined,
                    isUnnamed: false, isAnonymous: false };
    }
    if (specifier.width === undefined) checkComplete(specifier, place, form);
    else checkBits(specifier, key, noun);
    push(list, { __proto__: null, ...specifier, key, place });
  }
  return list;
}

module.exports = {
  aligned,
  anonymous,
  bits,
  nameOf,
  padding,
  readFields,
  readTypeArgument,
};
