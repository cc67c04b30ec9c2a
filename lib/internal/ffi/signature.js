'use strict';

const {
  ArrayIsArray,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ObjectKeys,
} = primordials;

const {
  throwInvalidArgType,
  throwInvalidArgValue,
  typeKinds,
} = internalBinding('ffi');

const kVoid = typeKinds.void;
// More than that V8 can't pass.
const kMaxArguments = 65534;

// What a definition says may be said with any of these keys: those that Node.js
// 26 has now, and those that it had first.
const kArgumentsKeys = ['arguments', 'parameters'];
const kReturnKeys = ['return', 'returns', 'result'];
const kKnownKeys = {
  __proto__: null,
  arguments: true,
  parameters: true,
  return: true,
  returns: true,
  result: true,
};

function isObject(value) {
  return (typeof value === 'object' && value !== null && !ArrayIsArray(value)) ||
         typeof value === 'function';
}

function validateObject(value, description) {
  if (!isObject(value)) {
    throwInvalidArgType(`${description} must be an object`);
  }
}

function readType(value, description) {
  if (typeof value !== 'string') {
    throwInvalidArgValue(`${description} must be a string`);
  }
  const kind = typeKinds[value];
  if (kind === undefined) {
    throwInvalidArgValue(`Unsupported FFI type: ${value}`);
  }
  return kind;
}

function readReturn(value, name) {
  return readType(value, `Return value type of function ${name}`);
}

function readArguments(value, name) {
  if (!ArrayIsArray(value)) {
    throwInvalidArgValue(`Arguments list of function ${name} must be an array`);
  }
  const kinds = [];
  const { length } = value;
  if (length > kMaxArguments) {
    throwInvalidArgValue(
      `Arguments list of function ${name} must have at most ` +
      `${kMaxArguments} items`);
  }
  for (let i = 0; i < length; i++) {
    const description = `Argument ${i} of function ${name}`;
    const kind = readType(value[i], description);
    if (kind === kVoid) {
      throwInvalidArgValue(`${description} must not be 'void'; ` +
                           'use an empty array for no-argument functions');
    }
    ArrayPrototypePush(kinds, kind);
  }
  return kinds;
}

// Reads, once, what the definition has under any of the keys. All that it has
// must agree.
function readSpellings(definition, keys, read, name, fallback) {
  let found;
  let foundKey;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!(key in definition)) continue;
    const value = read(definition[key], name);
    if (foundKey === undefined) {
      found = value;
      foundKey = key;
    } else if (`${found}` !== `${value}`) {
      throwInvalidArgValue(
        `Signature of function ${name} has both '${foundKey}' and '${key}', ` +
        'which disagree');
    }
  }
  return foundKey === undefined ? fallback : found;
}

/**
 * Reads and validates what a definition says about a function's type.
 * @param {object} definition
 * @param {string} name The function's name, for error messages
 * @returns {{result: number, arguments: number[], id: string}} Types are
 *   numbers that the binding knows. The `id` of two signatures is the same if
 *   they are.
 */
function readSignature(definition, name) {
  const keys = ObjectKeys(definition);
  for (let i = 0; i < keys.length; i++) {
    if (kKnownKeys[keys[i]] === undefined) {
      throwInvalidArgValue(
        `Signature of function ${name} has an unknown key '${keys[i]}'`);
    }
  }
  const result =
    readSpellings(definition, kReturnKeys, readReturn, name, kVoid);
  const args =
    readSpellings(definition, kArgumentsKeys, readArguments, name, []);
  return {
    __proto__: null,
    result,
    arguments: args,
    id: `${result}(${ArrayPrototypeJoin(args)})`,
  };
}

module.exports = {
  isObject,
  readSignature,
  validateObject,
};
