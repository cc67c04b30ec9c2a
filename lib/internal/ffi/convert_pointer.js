'use strict';

// What pointers of instances are set to. The instance holds what a pointer points to,
// if that is JavaScript's; native memory holds nothing, and takes addresses only.

const {
  BigInt,
  BigIntAsUintN,
} = primordials;

const { getRawPointer, locate } = internalBinding('ffi');
const { isAnyArrayBuffer, isSharedArrayBuffer } = require('internal/util/types');
const {
  describeInstance,
  describeNative,
  isAggregate,
  isBytes,
  isSameType,
  kMemory,
  kOffset,
  locateAt,
  rootOf,
  typeOf,
} = require('internal/ffi/instance');
const { describePath, fail, throwGone } = require('internal/ffi/instance_errors');
const { createView, getAddress, getRange } = require('internal/ffi/instance_memory');
const { getAccess } = require('internal/ffi/access');
const { hold } = require('internal/ffi/held');
const { copyText } = require('internal/ffi/text');

function getTarget(type) {
  if (type.form !== 'pointer') return;
  // The function that says what it points to is called when that is first needed.
  return type.target ?? require('internal/ffi/constructors').getTarget(type);
}

function describeExpected(type, target) {
  if (target === undefined) return type.expected;
  return isAggregate(target) ? `${describeInstance(target.name)}, bytes, a bigint, or null` :
    'bytes, a bigint, or null';
}

const pointsTo = (target, given) => target === undefined || isSameType(target, given) ||
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
 * @returns {{address: number, referent: object|undefined}}
 */
function pointToInstance(target, value, given, path) {
  if (!pointsTo(target, given)) {
    fail(path, `must be ${describeInstance(target.name)}, not of ${given.name}`);
  }
  const memory = value[kMemory];
  const address = locateAt(memory, value[kOffset], given.size, path);
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
    return pointToInstance(target, value, given, path);
  }
  if (isBytes(value) && !(isAnyArrayBuffer(value) && isSharedArrayBuffer(value))) {
    return pointToBytes(target, value, path);
  }
  fail(path, `must be ${describeExpected(type, target)}`);
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
    const isNative = referent?.[kMemory] !== undefined && referent[kMemory].view === undefined;
    if (isNative) {
      referent = undefined;
    } else if (referent !== undefined && memory.view === undefined) {
      fail(path, describeNative());
    }
  }
  // What the value is may have run code of the program's.
  if (getAddress(memory) === 0) throwGone(path);
  getAccess(type).write(memory, offset, BigInt(address));
  hold(root, offset, referent);
}

module.exports = {
  getTarget,
  pointTo,
  pointToBytes,
  pointToInstance,
  putPointer,
};
