'use strict';

const {
  ArrayIsArray,
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototype,
  ObjectPrototypeHasOwnProperty,
  ReflectGetOwnPropertyDescriptor,
} = primordials;

const {
  didYouMean,
  throwInvalidArgType,
  throwInvalidArgValue,
} = require('internal/ffi/errors');
const { readAbi } = require('internal/ffi/abi');
const { getThrowingResult } = require('internal/ffi/errno');
const { createList, push } = require('internal/ffi/list');
const { getPlace } = require('internal/ffi/native_thread');
const { promote } = require('internal/ffi/promotion');
const { getSpecifier } = require('internal/ffi/specifiers');
const { readType, refuseUnstored } = require('internal/ffi/type_errors');
const { getType } = require('internal/ffi/types');

const kVoid = getType('void');
// No C function has as many, and the memory that libffi takes on the stack for
// more could end it.
const kMaxArguments = 1024;

// What a definition says may be said with any of these keys: those that Node.js
// 26 has now, and those that it had first. The messages have the words of the
// first key of each; where a definition has another one, that is named behind.
const kArgumentsKeys = ['arguments', 'parameters'];
const kReturnKeys = ['return', 'returns', 'result'];
const kKnownKeys = {
  __proto__: null,
  arguments: true,
  parameters: true,
  return: true,
  returns: true,
  result: true,
  variadic: true,
  abi: true,
  errno: true,
  nonblocking: true,
  symbol: true,
  optional: true,
  threadsafe: true,
};
// What is said there is how a function is looked up, by its name; and how it is
// called by JavaScript.
const kLookupKeys = ['symbol', 'optional'];
const kCallKeys = ['errno', 'nonblocking'];
const kCalledFunctions = 'that JavaScript calls';
// What is said there is how a callback is called.
const kCallbackKeys = ['threadsafe'];
const kCallbacks = 'that native code calls';

// Of a function that takes arguments of any types behind its parameters.
const kInferred = 'inferred';

// Where calls run that are `nonblocking: true`; others have that of a NativeThread.
const kPool = { __proto__: null, id: 'pool', handle: undefined };

const kKeys = ObjectKeys(kKnownKeys);

function isObject(value) {
  return (typeof value === 'object' && value !== null && !ArrayIsArray(value)) ||
         typeof value === 'function';
}

function validateObject(value, description) {
  if (!isObject(value)) {
    throwInvalidArgType(`${description} must be an object`);
  }
}

// What can be a field, but is not passed by value. `suffix` names the key, where the
// words don't.
function checkPassed(type, place, suffix) {
  const { form, name } = type;
  if (form === 'endian') {
    throwInvalidArgValue(`The ${place} must not be of type ${name}, which is for fields${suffix}`);
  }
  if (type.isFlexible && form === 'struct') {
    throwInvalidArgValue(
      `The ${place} must not be of type ${name}, which ends with an array without ` +
      `a length; use pointer(${name})${suffix}`);
  }
}

function checkReturned(type, place, suffix) {
  if (typeof type.countedBy === 'number') return;
  if (type.countedBy !== undefined) {
    throwInvalidArgValue(
      `The ${place} must not be of type ${type.name} that a field counts; as countedBy, ` +
      `give the index of an argument${suffix}`);
  }
  checkPassed(type, place, suffix);
  if (type.core !== type && type.values === 'Aggregate') {
    throwInvalidArgValue(
      `The ${place} must not be of type ${type.name}, as C functions return no arrays; ` +
      `use 'pointer'${suffix}`);
  }
}

function readReturn(value, name, suffix) {
  const place = `return value of function ${name}`;
  const type = readType(
    value, `Return value type of function ${name}`, `the ${place}`, suffix);
  checkReturned(type, place, suffix);
  return type;
}

function readArguments(value, name, suffix) {
  const list = `Arguments list of function ${name}`;
  if (!ArrayIsArray(value)) {
    throwInvalidArgType(`${list} must be an array${suffix}`);
  }
  const { length } = value;
  if (length > kMaxArguments) {
    throwInvalidArgValue(
      `${list} must have at most ${kMaxArguments} items${suffix}`);
  }
  return readTypes(value, length, name, 0, suffix);
}

// `first` is the index of the first argument.
function readTypes(list, length, name, first, suffix) {
  const types = createList();
  for (let i = 0; i < length; i++) {
    const description = `Argument ${first + i} of function ${name}`;
    const place = `argument ${first + i} of function ${name}`;
    const given = list[i];
    const parameter = getSpecifier(given)?.parameter;
    const type = parameter ?? readType(given, description, place, suffix);
    if (type === kVoid) {
      throwInvalidArgValue(
        `${description} must not be 'void'; ` +
        `use an empty array for no-argument functions${suffix}`);
    }
    if (type.form === 'owned') {
      throwInvalidArgValue(`${description} must not be ${type.name}, which is for results${suffix}`);
    }
    if (parameter === undefined) checkPassed(type, place, suffix);
    push(types, type);
  }
  return types;
}

const kScalarValues =
  { '__proto__': null, 'BigInt': true, 'Boolean': true, 'Number': true, 'SafeInteger': true };

// Whether an argument of that type has a length: bytes, text, an array, an instance.
function hasLength({ form, core, values }) {
  if (form === 'out' || form === 'inout') return true;
  if (form === 'length' || form === 'func' || form === 'handle' || form === 'consumed') {
    return false;
  }
  // By value, C knows it.
  return kScalarValues[values] === undefined && (values !== 'Aggregate' || core.values !== values);
}

// What counts the elements of an array must be a number that is passed, or written.
function checkCounter({ countedBy }, args, description) {
  if (typeof countedBy !== 'number') return;
  const place = `${description} is counted by argument ${countedBy}, but`;
  const counter = args[countedBy];
  if (counter === undefined) {
    throwInvalidArgValue(
      `${place} there ${args.length === 1 ? 'is 1 argument' : `are ${args.length} arguments`}`);
  }
  const { form, isFloat, values } = counter.isParameter === true ? counter.type : counter;
  if (form !== 'scalar' || isFloat || values === 'Boolean' ||
      kScalarValues[values] === undefined) {
    throwInvalidArgValue(`${place} that is of type ${counter.name}`);
  }
}

// What lengths are asked of must be there, and have one.
function checkLengths(args, name) {
  for (let i = 0; i < args.length; i++) {
    const { form, index, name: call } = args[i];
    if (form !== 'length') continue;
    const place = `Argument ${i} of function ${name} is ${call}, but`;
    if (index >= args.length) {
      throwInvalidArgValue(
        `${place} there ${args.length === 1 ? 'is 1 argument' : `are ${args.length} arguments`}`);
    }
    if (!hasLength(args[index])) {
      throwInvalidArgValue(
        `${place} argument ${index}, of type ${args[index].name}, has no length`);
    }
  }
}

// A function may be a definition, as a class with static fields, but what JavaScript
// itself has as its `arguments` is none of that.
function hasOwnKey(object, key) {
  if (typeof object !== 'function') return ObjectPrototypeHasOwnProperty(object, key);
  const descriptor = ReflectGetOwnPropertyDescriptor(object, key);
  return descriptor !== undefined &&
    (descriptor.enumerable || ObjectPrototypeHasOwnProperty(descriptor, 'get'));
}

// Whether a definition has a key, itself or by a prototype that its author gave
// it. What somebody added to Object.prototype says nothing about any function.
function hasKey(definition, key) {
  if (!(key in definition)) return false;
  if (typeof definition !== 'function' &&
      !ObjectPrototypeHasOwnProperty(ObjectPrototype, key)) {
    return true;
  }
  let object = definition;
  while (object !== null && object !== ObjectPrototype) {
    const next = ObjectGetPrototypeOf(object);
    // Function.prototype, of whichever context: to read its `arguments` throws.
    if (object !== definition && typeof object === 'function' && typeof next !== 'function') {
      return false;
    }
    if (hasOwnKey(object, key)) return true;
    object = next;
  }
  return false;
}

// A function without any key is more likely one that was to be called.
function isOnlyFunction(definition) {
  if (typeof definition !== 'function') return false;
  for (let i = 0; i < kKeys.length; i++) {
    if (hasKey(definition, kKeys[i])) return false;
  }
  return true;
}

// Of a type, or of a list of types. One list serves all: to make one takes longer.
const ids = createList();
function getId(value) {
  if (!ArrayIsArray(value)) return value.id;
  ids.length = value.length;
  for (let i = 0; i < value.length; i++) ids[i] = value[i].id;
  return ArrayPrototypeJoin(ids);
}

// Reads, once, what the definition has under any of the keys. All that it has
// must agree.
function readSpellings(definition, keys, read, name, fallback) {
  let found;
  let foundKey;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!hasKey(definition, key)) continue;
    const suffix = i === 0 ? '' : ` (key '${key}')`;
    const value = read(definition[key], name, suffix);
    if (foundKey === undefined) {
      found = value;
      foundKey = key;
    } else if (getId(found) !== getId(value)) {
      throwInvalidArgValue(
        `Signature of function ${name} has both '${foundKey}' and '${key}', ` +
        'which disagree');
    }
  }
  return foundKey === undefined ? fallback : found;
}

function validateKeys(definition, name) {
  const keys = ObjectKeys(definition);
  for (let i = 0; i < keys.length; i++) {
    if (kKnownKeys[keys[i]] === undefined) {
      throwInvalidArgValue(
        `Signature of function ${name} has an unknown key '${keys[i]}'` +
        didYouMean(keys[i], kKeys));
    }
  }
}

function refuseKeys(definition, name, keys, functions) {
  for (let i = 0; i < keys.length; i++) {
    if (hasKey(definition, keys[i])) {
      throwInvalidArgValue(
        `Signature of function ${name}: '${keys[i]}' is for functions ${functions}`);
    }
  }
}

/**
 * Throws if a definition says what is not for functions that JavaScript calls.
 * @param {object} definition
 * @param {string} name
 */
function refuseCallbackKeys(definition, name) {
  refuseKeys(definition, name, kCallbackKeys, kCallbacks);
}

function readFunctionType(definition, name) {
  const type = getType(definition);
  if (type?.form === 'func') return type.signature;
  if (type !== undefined) {
    throwInvalidArgType(
      `Signature of function ${name} must be an object or a type of func(), not ${type.name}`);
  }
  if (isOnlyFunction(definition)) {
    throwInvalidArgType(
      `Signature of function ${name} must be an object or a type of func(), not a function`);
  }
  const result =
    readSpellings(definition, kReturnKeys, readReturn, name, kVoid);
  const args =
    readSpellings(definition, kArgumentsKeys, readArguments, name, createList());
  const variadic = readVariadic(definition, name, args);
  checkLengths(args, name);
  checkCounter(result, args, `Return value of function ${name}`);
  for (let i = 0; i < args.length; i++) {
    checkCounter(args[i], args, `Argument ${i} of function ${name}`);
  }
  const errno = readErrno(definition, name);
  const abi = hasKey(definition, 'abi') ? readAbi(definition.abi, name) : 0;
  const signature = makeSignature(
    errno === 'throw' ? getThrowingResult(result) : result, args, errno, variadic, abi,
    readNonblocking(definition, name));
  signature.core = getCore(signature);
  if (hasKey(definition, 'threadsafe')) addThreadsafe(signature, definition.threadsafe, name);
  return signature;
}

// C++ calls all functions alike.
function addThreadsafe(signature, value, name) {
  const { readThreadsafe } = require('internal/ffi/threadsafe');
  signature.threadsafe = readThreadsafe(value, name, signature.result);
  if (signature.threadsafe !== undefined) signature.id += ` threadsafe ${signature.threadsafe}`;
}

// Gives `kInferred`, or the number of parameters before those of the list, which it
// adds to them; or undefined.
function readVariadic(definition, name, args) {
  if (!hasKey(definition, 'variadic')) return;
  const { variadic } = definition;
  if (variadic === false) return;
  if (variadic === true) return kInferred;
  if (!ArrayIsArray(variadic)) {
    throwInvalidArgType(
      `Signature of function ${name}: 'variadic' must be a boolean or an array`);
  }
  const { length } = variadic;
  const fixed = args.length;
  if (length > kMaxArguments - fixed) {
    throwInvalidArgValue(
      `Signature of function ${name}: there must be at most ${kMaxArguments} arguments, ` +
      "together with those of 'variadic'");
  }
  const types = readTypes(variadic, length, name, fixed, " (key 'variadic')");
  for (let i = 0; i < types.length; i++) push(args, promote(types[i]));
  return fixed;
}

/**
 * Gives the signature of a call with arguments beyond the parameters.
 * @param {object} signature What readSignature() gives, if types are to be inferred
 * @param {object[]} types Records
 * @returns {object}
 */
function extendSignature(signature, types) {
  const { abi, result, arguments: fixed, errno, nonblocking } = signature;
  if (types.length > kMaxArguments - fixed.length) {
    throwInvalidArgValue(
      `Invalid argument count: expected at most ${kMaxArguments}, ` +
      `got ${fixed.length + types.length}`);
  }
  const args = createList();
  ArrayPrototypePushApply(args, fixed);
  ArrayPrototypePushApply(args, types);
  const extended = makeSignature(result, args, errno, fixed.length, abi, nonblocking);
  extended.core = getCore(extended);
  return extended;
}

// Gives 'value' or 'throw' if errno is asked for.
function readErrno(definition, name) {
  if (!hasKey(definition, 'errno')) return;
  const { errno } = definition;
  if (errno === false) return;
  if (errno === true) return 'value';
  if (errno === 'throw') return 'throw';
  throwInvalidArgValue(
    `Signature of function ${name}: 'errno' must be true, false or 'throw'`);
}

// Gives where calls run, if not on the thread that makes them.
function readNonblocking(definition, name) {
  if (!hasKey(definition, 'nonblocking')) return;
  const { nonblocking } = definition;
  if (nonblocking === false) return;
  const place = nonblocking === true ? kPool : getPlace(nonblocking);
  if (place !== undefined) return place;
  throwInvalidArgValue(
    `Signature of function ${name}: 'nonblocking' must be true, false or a NativeThread`);
}

// By the index of each argument of C's, that of the caller's, of whom some are not asked.
function getPositions(args) {
  const positions = createList();
  let position = 0;
  for (let i = 0; i < args.length; i++) {
    push(positions, position);
    if (args[i].isPassed !== false) position++;
  }
  return positions;
}

function countPassed(args) {
  let count = 0;
  for (let i = 0; i < args.length; i++) {
    if (args[i].isPassed !== false) count++;
  }
  return count;
}

function makeSignature(result, args, errno, variadic, abi, nonblocking) {
  let suffix = errno === undefined ? '' : ` errno ${errno}`;
  if (variadic !== undefined) suffix += ` variadic ${variadic}`;
  if (abi !== 0) suffix += ` abi ${abi}`;
  if (nonblocking !== undefined) suffix += ' nonblocking';
  const length = countPassed(args);
  const id = `${result.id}(${getId(args)})${suffix}`;
  return {
    __proto__: null,
    result,
    arguments: args,
    positions: length === args.length ? undefined : getPositions(args),
    length,
    errno,
    variadic,
    abi,
    nonblocking,
    threadsafe: undefined,
    id: nonblocking === undefined ? id : `${id} ${nonblocking.id}`,
    codeId: nonblocking === undefined ? undefined : id,
    core: undefined,
  };
}

// As an argument or as a result, of a function or of a callback.
const needsLowering = ({ isParameter, lower, lift, values }) => isParameter === true ||
  lower !== undefined || lift !== undefined || values === 'Aggregate';

// What C++ has of it: the signature itself, if C++ knows all values of its types.
function getCore(signature) {
  const { result, arguments: args } = signature;
  let isLowered = signature.errno !== undefined || signature.nonblocking !== undefined ||
    needsLowering(result);
  for (let i = 0; i < args.length; i++) isLowered ||= needsLowering(args[i]);
  if (!isLowered) return signature;
  const coreArgs = createList();
  for (let i = 0; i < args.length; i++) push(coreArgs, args[i].core ?? args[i]);
  // What C++ has of errno is the same however it is told.
  const errno = signature.errno === undefined ? undefined : 'core';
  return makeSignature(
    result.core ?? result, coreArgs, errno, signature.variadic, signature.abi, undefined);
}

/**
 * Reads and validates what a definition says about a function's type.
 * @param {object} definition An object, or a type that func() made
 * @param {string} name The function's name, for error messages
 * @returns {{result: object, arguments: object[], id: string, core: object}} The
 *   records of types, and parameters. The `id` of two signatures is the same if they
 *   are; with `nonblocking`, which says where calls run, the `codeId` is also if they
 *   differ in that. `core` is what C++ has of it, which is the same if no value is to be
 *   lowered. `length` is how many arguments a caller passes, and `positions`, if that is
 *   not all, which of these each argument is. `threadsafe` is how other threads call a
 *   callback, if they can.
 */
function readSignature(definition, name) {
  validateKeys(definition, name);
  refuseKeys(definition, name, kLookupKeys, 'that are looked up by their names');
  return readFunctionType(definition, name);
}

/**
 * @param {object} signature
 * @returns {number|undefined} The position of an argument that only callbacks have: an
 *   array that another one counts
 */
function findCallbackArgument(signature) {
  const { arguments: args } = signature;
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i].countedBy === 'number') return i;
  }
}

/**
 * @param {object} signature
 * @returns {string|undefined} The name of what only functions have that JavaScript calls
 */
function findCallPart(signature) {
  const { arguments: args, nonblocking, result } = signature;
  if (nonblocking !== undefined) return "'nonblocking'";
  if (result.form === 'owned' || typeof result.countedBy === 'number') return result.name;
  for (let i = 0; i < args.length; i++) {
    if (args[i].isParameter === true) return args[i].name;
  }
}

/**
 * Reads and validates what a definition says about a callback's type.
 * @param {object} definition
 * @returns {object} What readSignature() gives
 */
function readCallbackSignature(definition) {
  refuseKeys(definition, '<callback>', kCallKeys, kCalledFunctions);
  const signature = readSignature(definition, '<callback>');
  if (signature.variadic !== undefined) {
    throwInvalidArgValue(
      `Signature of function <callback>: 'variadic' is for functions ${kCalledFunctions}`);
  }
  const part = findCallPart(signature);
  if (part !== undefined) {
    throwInvalidArgValue(
      `Signature of function <callback>: ${part} is for functions ${kCalledFunctions}`);
  }
  return signature;
}

/**
 * Reads and validates the definition of a function that is to be looked up.
 * @param {object} definition
 * @param {string} name What the program calls the function
 * @returns {{signature: object, symbol: string, isOptional: boolean}} What
 *   readSignature() gives, and the name that the library has for it
 */
function readDefinition(definition, name) {
  validateKeys(definition, name);
  refuseCallbackKeys(definition, name);
  const signature = readFunctionType(definition, name);
  let symbol = name;
  if (hasKey(definition, 'symbol')) {
    symbol = definition.symbol;
    if (typeof symbol !== 'string') {
      throwInvalidArgType(
        `Signature of function ${name}: 'symbol' must be a string`);
    }
  }
  let isOptional = false;
  if (hasKey(definition, 'optional')) {
    isOptional = definition.optional;
    if (typeof isOptional !== 'boolean') {
      throwInvalidArgType(
        `Signature of function ${name}: 'optional' must be a boolean`);
    }
  }
  return { __proto__: null, signature, symbol, isOptional };
}

/**
 * Reads the type of what a library has under a name.
 * @param {any} value
 * @param {string} name
 * @returns {object} The type's record
 */
function readVariableType(value, name) {
  const type = readType(value, `Type of variable ${name}`, `variable ${name}`, '');
  if (type === kVoid) {
    throwInvalidArgValue(`Type of variable ${name} must not be 'void'`);
  }
  refuseUnstored(type, `Variable ${name}`);
  const { form, isFlexible, name: typeName } = type;
  if (isFlexible) {
    throwInvalidArgValue(
      `Type of variable ${name} must not be ${typeName}, which ` +
      `${form === 'struct' ? 'ends with' : 'is'} an array without a length`);
  }
  return type;
}

/**
 * @param {object[]} types
 * @returns {any[]} What the binding takes for them
 */
function getLayouts(types) {
  const layouts = createList();
  for (let i = 0; i < types.length; i++) push(layouts, types[i].layout);
  return layouts;
}

module.exports = {
  extendSignature,
  findCallPart,
  findCallbackArgument,
  getLayouts,
  isObject,
  kInferred,
  readCallbackSignature,
  readDefinition,
  readSignature,
  readVariableType,
  refuseCallbackKeys,
  validateObject,
};
