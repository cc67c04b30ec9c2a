'use strict';

// What is wrong with what should be a type, and other arguments of the functions
// that make types.

const {
  ArrayIsArray,
  NumberIsInteger,
  NumberMAX_SAFE_INTEGER,
  ObjectKeys,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  hardenRegExp,
} = primordials;

const { determineSpecificType } = require('internal/errors');
const {
  didYouMean,
  throwInvalidArgType,
  throwInvalidArgValue,
} = require('internal/ffi/errors');
const { getSpecifier } = require('internal/ffi/specifiers');
const { getType, typeNames } = require('internal/ffi/types');

const kTypeNames = ObjectKeys(typeNames);
const kMaxLength = 64;

// C types that there are, but not here, and what there is in their place.
function explainMissing(name) {
  const wanted = StringPrototypeToLowerCase(name);
  // Made here, since that takes long for what only errors need.
  const longDouble = hardenRegExp(/^(long[ _]?double|_*float(80|128)x?)$/);
  if (RegExpPrototypeExec(longDouble, wanted) !== null) {
    return "; the largest type of floats is 'double'";
  }
  if (StringPrototypeIncludes(wanted, 'int128')) {
    return "; the largest types of integers are 'int64' and 'uint64'";
  }
  if (!StringPrototypeIncludes(wanted, 'complex')) return;
  if (StringPrototypeIncludes(wanted, 'long')) {
    return "; the largest type of floats is 'double'";
  }
  // Which calls pass alike.
  const part = StringPrototypeIncludes(wanted, 'float') ? 'float' : 'double';
  return `; use struct({ real: '${part}', imaginary: '${part}' })`;
}

function explainUnknown(name) {
  const missing = explainMissing(name);
  if (missing !== undefined) return missing;
  if (StringPrototypeEndsWith(name, '*')) {
    const target = StringPrototypeTrim(StringPrototypeSlice(name, 0, -1));
    return typeNames[target] === undefined ?
      "; did you mean 'pointer'?" : `; did you mean pointer('${target}')?`;
  }
  return didYouMean(name, kTypeNames);
}

const shorten = (text) =>
  (text.length > kMaxLength ? `${StringPrototypeSlice(text, 0, kMaxLength)}...` : text);

/**
 * @param {any} value
 * @returns {string} What to call it in a message. This may run code of the program's
 */
function describeValue(value) {
  const known = typeof value === 'string' ? undefined : getSpecifier(value) ?? getType(value);
  return known === undefined ? determineSpecificType(value) : known.name;
}

/**
 * Gives what stands for a type in a definition, or throws what is wrong with it.
 * @param {any} value
 * @param {string} description What it is the type of, to begin a message with
 * @param {string} place The same, within one
 * @param {string} suffix What to end messages with
 * @returns {object} The type's record
 */
function readType(value, description, place, suffix = '') {
  const type = getType(value);
  if (type !== undefined) return type;
  const specifier = getSpecifier(value);
  if (specifier !== undefined) {
    throwInvalidArgValue(
      `${description} must not be ${specifier.name}, which is for ` +
      `${specifier.parameter === undefined ? 'fields of structs and unions' :
        'parameters of functions'} only${suffix}`);
  }
  if (typeof value !== 'string') {
    const received = describeValue(value);
    throwInvalidArgType(
      `${description} must be a type or the name of one${suffix}. Received ${received}`);
  }
  if (StringPrototypeIncludes(value, '\0')) {
    throwInvalidArgValue(`${description} must not contain null bytes${suffix}`);
  }
  throwInvalidArgValue(
    `Unsupported FFI type '${shorten(value)}' for ${place}${suffix}${explainUnknown(value)}`);
}

const kUnstored = {
  __proto__: null,
  handle: "which is for parameters, results and out(); use 'pointer'",
  owned: 'which is for results only',
};

/**
 * Throws if a type is not for what is in memory.
 * @param {object} type
 * @param {string} description What it is the type of, to begin a message with
 */
function refuseUnstored(type, description) {
  const problem = kUnstored[type.form];
  if (problem === undefined) return;
  throwInvalidArgValue(`${description} must not be of type ${type.name}, ${problem}`);
}

/**
 * Reads options, each once, and only such as the object has itself.
 * @param {any} value The object, or undefined
 * @param {string} place Whose they are
 * @param {string[]} known The keys that there are
 * @returns {object} Has no prototype
 */
function readOptions(value, place, known) {
  const options = { __proto__: null };
  if (value === undefined) return options;
  if (typeof value !== 'object' || value === null || ArrayIsArray(value) ||
      getType(value) !== undefined) {
    const received = describeValue(value);
    throwInvalidArgType(`The options of ${place} must be an object. Received ${received}`);
  }
  const keys = ObjectKeys(value);
  for (let i = 0; i < keys.length; i++) {
    let isKnown = false;
    for (let j = 0; j < known.length; j++) isKnown ||= keys[i] === known[j];
    if (!isKnown) {
      throwInvalidArgValue(
        `${place} has no option '${shorten(keys[i])}'` + didYouMean(keys[i], known));
    }
    options[keys[i]] = value[keys[i]];
  }
  return options;
}

/**
 * @param {any} value
 * @param {string} description What it is, to begin a message with
 * @returns {number} A count of bytes, bits or elements
 */
function readCount(value, description) {
  if (typeof value !== 'number') {
    const received = describeValue(value);
    throwInvalidArgType(`${description} must be a number. Received ${received}`);
  }
  if (!NumberIsInteger(value) || value < 0 || value > NumberMAX_SAFE_INTEGER) {
    throwInvalidArgValue(
      `${description} must be an integer from 0 to 2 ** 53 - 1. Received ${value}`);
  }
  return value + 0; // -0 is 0.
}

const kMaxAlignment = 2 ** 28;

/**
 * @param {any} value
 * @param {string} description What it is, to begin a message with
 * @returns {number} A power of two
 */
function readAlignment(value, description) {
  if (typeof value !== 'number') {
    const received = describeValue(value);
    throwInvalidArgType(`${description} must be a number. Received ${received}`);
  }
  if (!(value >= 1 && value <= kMaxAlignment) || (value & (value - 1)) !== 0 ||
      !NumberIsInteger(value)) {
    throwInvalidArgValue(
      `${description} must be a power of two, at most 2 ** 28. Received ${value}`);
  }
  return value;
}

module.exports = {
  describeValue,
  readAlignment,
  readCount,
  readOptions,
  readType,
  refuseUnstored,
  shorten,
};
