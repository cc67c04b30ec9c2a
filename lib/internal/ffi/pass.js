'use strict';

// What the values of aggregates, and of pointers to them, become when they are passed
// to C: see lower() in types.js.

const {
  ArrayIsArray,
  Number,
  NumberIsSafeInteger,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototype,
  TypedArrayPrototypeGetLength,
} = primordials;

const {
  assertAddressPermitted,
  privateSymbols: {
    kCallback,
  },
} = internalBinding('ffi');
const {
  isAnyArrayBuffer,
  isSharedArrayBuffer,
  isTypedArray,
} = require('internal/util/types');
const { evaluate } = require('internal/ffi/access');
const { arenaOf } = require('internal/ffi/arena_memory');
const { readLength } = require('internal/ffi/array_length');
const { describeArray, isMatching, put } = require('internal/ffi/convert');
const {
  getTarget,
  pointToBytes,
  pointToInstance,
  throwWrongPointer,
} = require('internal/ffi/convert_pointer');
const { refuseHeld } = require('internal/ffi/held');
const {
  describeInstance,
  describeOtherArray,
  isAggregate,
  isBytes,
  isSameType,
  kHeld,
  kMemory,
  kOffset,
  locateAt,
  sizeOf,
  typeOf,
} = require('internal/ffi/instance');
const { Path, fail, failRange } = require('internal/ffi/instance_errors');
const {
  createMemory,
  createNativeMemory,
  createView,
  getRange,
} = require('internal/ffi/instance_memory');
const { isToAsk } = require('internal/ffi/is_to_ask');
const { createList, push } = require('internal/ffi/list');
const { copyMemory } = require('internal/ffi/native_access');
const { passArray } = require('internal/ffi/pass_array');
const { getSequence } = require('internal/ffi/sequence');
const { referenceType } = require('internal/ffi/types');

// Tells whether a value is an address, or NULL.
function isAddress(value) {
  if (typeof value !== 'bigint') return value === null || value === undefined;
  if (isToAsk) assertAddressPermitted(value);
  return true;
}

// An instance of a class that extends the type's would run its constructors.
function plainOf(type) {
  while (type.base !== undefined) type = type.base;
  return type;
}

/**
 * Lowers what is passed by value, and is no instance of the type.
 * @param {object} type
 * @param {any} value
 * @param {string} subject
 * @returns {object} Bytes, or an instance
 */
function lowerAggregate(type, value, subject) {
  const path = new Path(undefined, subject);
  if (isBytes(value)) {
    const range = getRange(value);
    if (range === undefined) fail(path, 'has no memory, as the ArrayBuffer is detached');
    if (range.length !== type.size) {
      fail(path, `must have ${type.size} bytes, as ${type.name} has, but has ${range.length}`);
    }
    return createView(range.buffer, range.offset, range.length);
  }
  const temporary = plainOf(type).create();
  put(type, temporary, temporary[kMemory], temporary[kOffset], value, path);
  return temporary;
}

// A program's bytes may be aligned to 8 only: what asks for more is copied to where it
// is aligned, and back.
function align(instance, given, call, path) {
  const memory = instance[kMemory];
  if (memory.address >= 0 || given.alignment <= 8) return instance;
  const size = sizeOf(instance);
  const address = locateAt(memory, instance[kOffset], size, path);
  if (address % given.alignment === 0) return instance;
  const copy = createMemory(size, given.alignment, given.name);
  copyMemory(copy.address, address, size);
  call.after(() => {
    copyMemory(locateAt(memory, instance[kOffset], size, path), copy.address, size);
  });
  return copy.view;
}

function checkBytes(target, value, path) {
  if (isAnyArrayBuffer(value) && isSharedArrayBuffer(value)) {
    fail(path, 'must be a view of the SharedArrayBuffer');
  }
  pointToBytes(target, value, path);
  return value;
}

// C would find the second element where the first one's array goes on.
function refuseElements({ name, form }, path) {
  const problem = form === 'flexible' ? 'is an array' : 'ends with an array';
  fail(path, `must be ${describeInstance(name)}, bytes, a bigint, or null, but not an ` +
       `array, as ${name} ${problem} without a length`);
}

/**
 * Lowers what is passed to a pointer.
 * @param {object} type
 * @param {any} value
 * @param {string} subject
 * @param {object} call What is to be done after the call
 * @returns {any} An instance, bytes, a bigint or null
 */
function lowerPointer(type, value, subject, call) {
  if (isAddress(value)) return value;
  const target = getTarget(type);
  const path = new Path(undefined, subject);
  if (call === undefined) {
    fail(path, 'must be a bigint, null or undefined: ' +
         'nothing would keep the memory of a string or a buffer');
  }
  const given = typeOf(value);
  if (given !== undefined) {
    pointToInstance(target, value, given, path, true);
    return align(value, given, call, path);
  }
  if (isBytes(value)) return checkBytes(target, value, path);
  if (!isAggregate(target) || !ArrayIsArray(value)) {
    throwWrongPointer(target, value, path, true);
  }
  if (target.isFlexible) refuseElements(target, path);
  return passArray(target, value, readLength(value, path), false, call, path);
}

function checkLength(type, length, path) {
  if (type.count === undefined || length >= type.count) return;
  fail(path, `must have at least ${type.count} elements, but has ${length}`);
}

/**
 * Lowers what is passed to an array, which C gets the address of.
 * @param {object} type
 * @param {any} value
 * @param {string} subject
 * @param {object} call
 * @returns {any}
 */
function lowerArray(type, value, subject, call) {
  if (isAddress(value)) return value;
  const { element } = type;
  const path = new Path(undefined, subject);
  const given = typeOf(value);
  if (given !== undefined) {
    if (given.element === undefined || !isSameType(given.element, element)) {
      fail(path, `must be ${describeArray(element)}, not ${describeOtherArray(given, element)}`);
    }
    checkLength(type, given.getLength(value), path);
    return align(value, given, call, path);
  }
  if (isMatching(element, value)) {
    checkLength(type, TypedArrayPrototypeGetLength(value), path);
    return value;
  }
  if (isBytes(value) && (!isTypedArray(value) || isAggregate(element))) {
    return checkBytes(type, value, path);
  }
  if (!ArrayIsArray(value)) fail(path, `must be ${describeArray(element)}`);
  const length = readLength(value, path);
  checkLength(type, length, path);
  return passArray(element, value, length, type.isConst, call, path);
}

// What is wrong with a pointer in what native code gets, and nobody keeps. Functions,
// Callbacks, and what is in an arena are what they are by themselves, too.
function describeResult(type, referent) {
  if (arenaOf(referent) !== undefined) return;
  if (type.form !== 'func') {
    return 'must be a bigint, null or undefined: nothing would keep the memory ' +
      'of a string, a buffer or an instance';
  }
  if (typeof referent === 'function' || referent[kCallback] !== undefined) return;
  return 'must be a native function, a Callback, a bigint or null: ' +
    'nothing would keep a JavaScript function';
}

/**
 * Lowers what a callback gives by value. An instance that the program has holds what its
 * pointers point to as long as the program has it; what is made here for an object
 * would be gone when native code uses it.
 * @param {object} type
 * @param {any} value
 * @param {string} subject
 * @returns {object} Bytes, or an instance
 */
function lowerResult(type, value, subject) {
  const lowered = type.lower(value, subject);
  if (lowered !== value && lowered[kHeld] !== undefined) {
    refuseHeld(lowered, lowered[kOffset], type.size, type, new Path(undefined, subject),
               describeResult);
  }
  return lowered;
}

// Evaluated for each type, as an instance of it is what each mostly gets, or an object
// with its fields.
const kLower = `'use strict';
return { lower(v, subject) {
if (v?.[key] !== undefined) return v;
if (typeof v !== 'object' || v === null || getPrototypeOf(v) !== objectPrototype) {
return lowerOther(v, subject);
}
const temporary = create();
fill(temporary, temporary[key], temporary[kOffset], v, new Path(undefined, subject), record);
return temporary;
} }.lower;`;

function generateLower(record) {
  const { create, fill } = plainOf(record);
  const constants = {
    __proto__: null,
    create,
    fill,
    getPrototypeOf: ObjectGetPrototypeOf,
    key: record.memoryKey,
    kOffset,
    lowerOther: (value, subject) => lowerAggregate(record, value, subject),
    objectPrototype: ObjectPrototype,
    Path,
    record,
  };
  const names = ObjectKeys(constants);
  const values = createList();
  for (let i = 0; i < names.length; i++) push(values, constants[names[i]]);
  return evaluate('lowering', kLower, names, values);
}

/**
 * Lifts the address of an array that native code gives, and how many elements it has.
 * @param {object} type
 * @param {bigint} address
 * @param {number|bigint} count
 * @param {string} subject What to call it
 * @returns {object|null} An array in native memory
 */
function liftArray(type, address, count, subject) {
  if (address === 0n) return null;
  const length = Number(count);
  if (!NumberIsSafeInteger(length) || length < 0) {
    failRange(new Path(undefined, subject),
              `is counted by argument ${type.countedBy}, which is ${count}`);
  }
  const memory = createNativeMemory(Number(address));
  return getSequence(type.element).view(memory, 0, undefined, length);
}

/**
 * Sets what calls need of an aggregate, once there is what makes its instances.
 * @param {object} record
 */
function setLowering(record) {
  if (record.element !== undefined) {
    record.core = referenceType;
    record.usesCall = true;
    record.lower = (value, subject, call) => lowerArray(record, value, subject, call);
    if (typeof record.countedBy === 'number') {
      record.lift = (address, bound, count, subject) =>
        liftArray(record, address, count, subject);
    }
    return;
  }
  record.lower = generateLower(record);
  record.lowerResult = (value, subject) => lowerResult(record, value, subject);
  // Of an argument of a callback: a copy.
  record.lift = (address) => {
    const instance = record.create();
    copyMemory(locateAt(instance[kMemory], instance[kOffset], record.size, record.path),
               address, record.size);
    return instance;
  };
}

module.exports = {
  lowerPointer,
  setLowering,
};
