'use strict';

// What pointers of instances are set to. The instance holds what a pointer points to,
// if that is JavaScript's; native memory holds nothing, and takes addresses only.

const {
  ArrayIsArray,
  BigInt,
  BigIntAsUintN,
  StringPrototypeIncludes,
} = primordials;

const { getRawPointer, locate } = internalBinding('ffi');
const { isAnyArrayBuffer, isSharedArrayBuffer } = require('internal/util/types');
const {
  describeInstance,
  describeNative,
  describeOther,
  isAggregate,
  isBytes,
  isSameType,
  kMemory,
  kOffset,
  locateAt,
  rootOf,
  sizeOf,
  typeOf,
} = require('internal/ffi/instance');
const { describePath, fail, throwGone } = require('internal/ffi/instance_errors');
const { createView, getAddress, getRange } = require('internal/ffi/instance_memory');
const { getAccess } = require('internal/ffi/access');
const { arenaOf, arenaOfMemory } = require('internal/ffi/arena_memory');
const { hold } = require('internal/ffi/held');
const { copyText } = require('internal/ffi/text');
const { getType } = require('internal/ffi/types');

const kVoid = getType('void');
const kUint64 = getType('uint64');

function getTarget(type) {
  if (type.form !== 'pointer') return;
  // The function that says what it points to is called when that is first needed.
  return type.target ?? require('internal/ffi/constructors').getTarget(type);
}

// What to write instead of what is wrong, if it is known what was meant.
function suggest(target, value, isPassed) {
  const { form, name } = target;
  if (typeof value === 'string') return "; for a string, the type is 'cstring'";
  if (isAggregate(target)) {
    const isObject = typeof value === 'object' && value !== null && !ArrayIsArray(value) &&
      !isBytes(value);
    if (!isObject) return '';
    const call = StringPrototypeIncludes(name, '(') ? '' : `: new ${name}(object)`;
    return `; of an object, make an instance first${call}`;
  }
  if (target === kVoid) return '';
  if (!ArrayIsArray(value) && typeOf(value)?.element === undefined) return '';
  const type = `array(${form === 'scalar' ? `'${name}'` : name})`;
  return isPassed ? `; for an array, the type is ${type}` :
    `; of an array, make an instance of ${type} first`;
}

/**
 * Throws what is wrong with the value of a pointer.
 * @param {object} target What it points to
 * @param {any} value
 * @param {Path} path
 * @param {boolean} isPassed Whether it is an argument
 */
function throwWrongPointer(target, value, path, isPassed) {
  const given = typeOf(value);
  let expected = 'bytes, a bigint, or null';
  if (target === kVoid) {
    expected = `an instance of any type, ${expected}`;
  } else if (isAggregate(target)) {
    if (given !== undefined) {
      fail(path, `must be ${describeInstance(target.name)}, not of ` +
           describeOther(given, target));
    }
    const list = isPassed ? ' an array of these,' : '';
    expected = `${describeInstance(target.name)},${list} ${expected}`;
  }
  const other = given === undefined ? '' : `, not ${describeInstance(given.name)}`;
  fail(path, `must be ${expected}${other}${suggest(target, value, isPassed)}`);
}

const pointsTo = (target, given) => target === undefined || target === kVoid ||
  isSameType(target, given) ||
  // An array is where its first element is.
  (given.element !== undefined && isSameType(target, given.element)) ||
  (target.form === 'flexible' && given.element !== undefined &&
   isSameType(target.element, given.element));

/**
 * Finds what an instance is for a pointer.
 * @param {object|undefined} target The type that it has to have, or undefined
 * @param {object} value
 * @param {object} given Its type
 * @param {Path} path
 * @param {boolean} isPassed Whether it is an argument
 * @returns {{address: number, referent: object|undefined}}
 */
function pointToInstance(target, value, given, path, isPassed) {
  if (!pointsTo(target, given)) throwWrongPointer(target, value, path, isPassed);
  const memory = value[kMemory];
  const address = locateAt(memory, value[kOffset], sizeOf(value), path);
  return { __proto__: null, address, referent: rootOf(value) };
}

/**
 * @param {object|undefined} target
 * @param {ArrayBuffer|ArrayBufferView} value
 * @param {Path} path
 * @returns {{address: number|bigint, referent: ArrayBuffer}}
 */
function pointToBytes(target, value, path) {
  const range = getRange(value);
  if (range === undefined) fail(path, 'has no memory, as the ArrayBuffer is detached');
  const { buffer, offset, length } = range;
  if (target !== undefined && length < target.size) {
    fail(path, `must have at least ${target.size} bytes, as ${target.name} has, ` +
         `but has ${length}`);
  }
  const address = length === 0 ? getRawPointer(value) :
    locate(createView(buffer, offset, length));
  return { __proto__: null, address, referent: buffer };
}

function pointTo(type, value, path) {
  const target = getTarget(type);
  if (typeof value === 'string' && type.form === 'scalar') {
    const text = copyText(type.values, value, path);
    return { __proto__: null, address: getAddress(text), referent: text };
  }
  if (type.form === 'func') {
    const { address, holder } = type.hold(value, describePath(path));
    return { __proto__: null, address, referent: holder };
  }
  const given = typeOf(value);
  if (given !== undefined) {
    return pointToInstance(target, value, given, path, false);
  }
  if (isBytes(value) && !(isAnyArrayBuffer(value) && isSharedArrayBuffer(value))) {
    return pointToBytes(target, value, path);
  }
  if (target === undefined) fail(path, `must be ${type.expected}`);
  throwWrongPointer(target, value, path, false);
}

// Whether what a pointer points to needn't be held: native memory, and for native memory
// and for what is in the same arena, what lives in an arena.
function isKept(memory, referent) {
  const target = referent[kMemory];
  if (target !== undefined && target.view === undefined) return true;
  const arena = arenaOf(referent);
  return arena !== undefined && (memory.view === undefined || arena === arenaOfMemory(memory));
}

/**
 * Writes a pointer.
 * @param {object} type
 * @param {object} root The outermost instance
 * @param {object} memory
 * @param {number} offset
 * @param {any} value
 * @param {Path} path
 */
function putPointer(type, root, memory, offset, value, path) {
  let address = 0n;
  let referent;
  if (typeof value === 'bigint') {
    if (BigIntAsUintN(64, value) !== value) fail(path, 'must be a non-negative pointer bigint');
    address = value;
  } else if (value !== null && value !== undefined) {
    ({ address, referent } = pointTo(type, value, path));
    if (referent !== undefined && isKept(memory, referent)) {
      referent = undefined;
    } else if (referent !== undefined && memory.view === undefined) {
      fail(path, describeNative(type, referent));
    }
  }
  // What the value is may have run code of the program's.
  if (getAddress(memory) === 0) throwGone(path);
  // What is no program's address needs no permission.
  const access = getAccess(typeof value === 'bigint' ? type : kUint64);
  access.write(memory, offset, BigInt(address));
  hold(root, offset, referent);
}

module.exports = {
  getTarget,
  pointTo,
  pointToBytes,
  pointToInstance,
  putPointer,
  throwWrongPointer,
};
