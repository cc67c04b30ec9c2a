'use strict';

// Functions that take arguments beyond their parameters, of the types that a
// signature lists, or of those that the values of each call tell. In the second
// case, there is one function behind for each list of types. What a program gets
// looks at the values, and calls the right one of these, which looks at them as any
// function does.

const {
  ArrayBufferIsView,
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  BigIntAsIntN,
  ReflectApply,
  SafeMap,
} = primordials;

const {
  privateSymbols: { kCallback, kFunction, kMemory },
} = internalBinding('ffi');
const { isArrayBuffer } = internalBinding('types');
const { compileShared } = require('internal/ffi/codegen');
const { throwInvalidArgType, throwInvalidArgValue } = require('internal/ffi/errors');
const { anyHandleType, getState } = require('internal/ffi/handle_state');
const { createList, push } = require('internal/ffi/list');
const { getType, referenceType } = require('internal/ffi/types');

const kDouble = getType('float64');

// An instance, whose address is passed.
const instanceType = {
  __proto__: null,
  ...referenceType,
  id: `${referenceType.id} variadic`,
  core: referenceType,
  lower: (value) => value,
};

// A native function or a Callback, which may be collected once nobody refers to it.
const functionType = {
  __proto__: null,
  ...referenceType,
  id: `${referenceType.id} variadic function`,
  core: referenceType,
  usesCall: true,
  lower(value, subject, call) {
    call.after(() => value);
    if (typeof value === 'function') return value[kFunction].getAddress();
    const handle = value[kCallback];
    if (handle.isClosed()) throwInvalidArgValue(`${subject} is a Callback that is closed`);
    return handle.getPointer();
  },
};

// What there is no type for: to say so is this function's turn, when all that comes
// before was found to be right.
const refusedType = {
  __proto__: null,
  ...getType('int32'),
  id: 'refused',
  core: getType('int32'),
  lower(value, subject) {
    throwInvalidArgType(
      `${subject} must be a number, a bigint, a string, a buffer, an ArrayBuffer, ` +
      'an instance of a type, a handle, a native function, a Callback, or null, ' +
      'as its type follows from the value');
  },
};

// A digit for each. Zero is none.
const kInt = 1;
const kDoubleDigit = 2;
const kInt64 = 3;
const kUint64 = 4;
const kPointer = 5;
const kInstance = 6;
const kFunctionPointer = 7;
const kHandle = 8;
const kRefused = 9;
const kBase = 10;
const kTypes = [
  undefined, getType('int32'), kDouble, getType('int64'), getType('uint64'),
  getType('pointer'), instanceType, functionType, anyHandleType, refusedType,
];
// So many digits are a small integer.
const kMaxDigits = 9;

function inferObject(value) {
  if (value === null || ArrayBufferIsView(value) || isArrayBuffer(value)) return kPointer;
  if (value[kMemory] !== undefined) return kInstance;
  if (value[kCallback] !== undefined) return kFunctionPointer;
  return getState(value) === undefined ? kRefused : kHandle;
}

function infer(value) {
  switch (typeof value) {
    case 'number':
      return (value | 0) === value ? kInt : kDoubleDigit;
    case 'bigint':
      // What is less than any has the message of a signed one.
      return value < 0n || BigIntAsIntN(64, value) === value ? kInt64 : kUint64;
    case 'string':
      return kPointer;
    case 'object':
      return inferObject(value);
    case 'function':
      return value[kFunction] === undefined ? kRefused : kFunctionPointer;
    default:
      return kRefused;
  }
}

// More lists than that, and all functions are made anew.
const kMaxFunctions = 64;
// So many values are passed without making a list of them.
const kMaxPassed = 8;

// The source for all functions with as many parameters.
function generate(count) {
  const parameters = createList();
  for (let i = 0; i < count; i++) push(parameters, `p${i}`);
  const passed = createList();
  ArrayPrototypePushApply(passed, parameters);
  push(parameters, '...rest');
  let cases = '';
  for (let i = 0; i <= kMaxPassed; i++) {
    cases += `case ${i}: return fn(${ArrayPrototypeJoin(passed, ', ')});\n`;
    push(passed, `rest[${i}]`);
  }
  return `(function(applyFn, find, infer, refuseCount) {
'use strict';
let lastKey;
let lastFn;
return { nativeFunction(${ArrayPrototypeJoin(parameters, ', ')}) {
if (arguments.length < ${count}) refuseCount(arguments.length);
const { length } = rest;
let key = 0;
for (let i = 0; i < length; i++) {
const digit = infer(rest[i]);
key = i < ${kMaxDigits} ? key * ${kBase} + digit : key + ',' + digit;
}
if (key !== lastKey) {
lastFn = find(key, rest);
lastKey = key;
}
const fn = lastFn;
switch (length) {
${cases}}
return applyFn(fn, arguments);
} }.nativeFunction;
})`;
}

function applyFn(fn, values) {
  const list = createList();
  for (let i = 0; i < values.length; i++) push(list, values[i]);
  return ReflectApply(fn, undefined, list);
}

const scripts = new SafeMap(); // By number of parameters.

/**
 * Makes the function that calls a C function with arguments of any types behind those
 * of its parameters.
 * @param {number} count How many parameters there are
 * @param {Function} make Gives the function for a list of types behind these
 * @param {Function} assertOpen Throws if there must be no call
 * @returns {Function}
 */
function createInferring(count, make, assertOpen) {
  let instantiate = scripts.get(count);
  if (instantiate === undefined) {
    instantiate = compileShared(`variadic call with ${count} parameters`, generate(count));
    scripts.set(count, instantiate);
  }
  const functions = new SafeMap();
  const find = (key, values) => {
    let fn = functions.get(key);
    if (fn === undefined) {
      const types = createList();
      for (let i = 0; i < values.length; i++) push(types, kTypes[infer(values[i])]);
      fn = make(types);
      if (functions.size >= kMaxFunctions) functions.clear();
      functions.set(key, fn);
    }
    return fn;
  };
  const refuseCount = (given) => {
    assertOpen();
    throwInvalidArgValue(
      `Invalid argument count: expected at least ${count}, got ${given}`);
  };
  return instantiate()(applyFn, find, infer, refuseCount);
}

module.exports = {
  createInferring,
};
