'use strict';

// What instances of aggregates have, whatever their type: keys that no program has,
// and what is done by these.
//
// - kType: the record of the type
// - kMemory: the Memory that it lies in (instance_memory.js). The record's
//   `memoryKey` is another key of that, which only instances of that type have: the
//   one load in an accessor finds the memory, and that the receiver is right.
// - kOffset: where it begins there
// - kOwner: the instance which it is a part of, the outermost one
// - kHeld: of an outermost one, a map of what its pointers point to, by their offsets
//   in the memory; undefined until there is any
// - kLength: how many elements an array has whose type doesn't say, or the array at
//   the end of a struct

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteOffset,
  MathMax,
  ObjectFreeze,
  ObjectSetPrototypeOf,
} = primordials;

const {
  isAnyArrayBuffer,
  isArrayBufferView,
} = require('internal/util/types');
const {
  createPrivateSymbol,
  privateSymbols: {
    kHeld,
    kMemory,
    kOffset,
    kOwner,
    kType,
  },
} = internalBinding('ffi');
const { arenaOf } = require('internal/ffi/arena_memory');
const { copyHeld, refuseHeld } = require('internal/ffi/held');
const { throwGone } = require('internal/ffi/instance_errors');
const { createView, getAddress } = require('internal/ffi/instance_memory');
const { copyMemory } = require('internal/ffi/native_access');

const kLength = createPrivateSymbol('kLength');
const kToken = createPrivateSymbol('kToken');

/**
 * @param {any} value
 * @returns {object|undefined} The record of its type, if it is an instance
 */
function typeOf(value) {
  if (typeof value === 'object' && value !== null) return value[kType];
}

/**
 * @param {object} type
 * @returns {boolean} Whether an instance is what a program gets of it
 */
function isAggregate(type) {
  const { form } = type;
  return form === 'struct' || form === 'union' || form === 'array' || form === 'flexible';
}

// Those of a class that extends another one are the same.
const isSameType = (a, b) => a.id === b.id ||
  (a.memoryKey !== undefined && a.memoryKey === b.memoryKey);

const isBytes = (value) => isArrayBufferView(value) || isAnyArrayBuffer(value);

// What is wrong with a pointer in native memory to what JavaScript has, unless that is
// in an arena.
function describeNative(type, referent) {
  if (arenaOf(referent) !== undefined) return;
  return 'must be an address, as it is in native memory, which holds nothing else';
}

const describeInstance = (name) => `an instance of ${name}`;

// An instance's type that is not the right one.
const describeOther = (given, { name }) =>
  (given.name === name ? 'another type of that name' : given.name);

const describeOtherArray = (given, element) => describeInstance(given.name) +
  (given.element?.name === element.name ? ', whose elements are of another type of that name' : '');

const rootOf = (instance) => instance[kOwner] ?? instance;

/**
 * @param {any} value
 * @returns {any} The address of an instance, or bytes that have it, if they may move;
 *   any other value as it is
 */
function addressOf(value) {
  if (typeof value !== 'object' || value === null) return value;
  const memory = value[kMemory];
  if (memory === undefined) return value;
  const { address } = memory;
  return address >= 0 ? address + value[kOffset] : toView(value);
}

/**
 * @param {object} instance
 * @returns {number} In bytes
 */
function sizeOf(instance) {
  const { form, size, element, members } = instance[kType];
  const length = instance[kLength];
  if (length === undefined) return size;
  if (form === 'flexible') return length * element.size;
  const { offset, type } = members[members.length - 1];
  return MathMax(size, offset + length * type.element.size);
}

// A view of all of an instance on a program's bytes.
function toView(instance) {
  const { view } = instance[kMemory];
  try {
    return createView(DataViewPrototypeGetBuffer(view),
                      DataViewPrototypeGetByteOffset(view) + instance[kOffset],
                      sizeOf(instance));
  } catch {
    throwGone(instance[kType].path);
  }
}

/**
 * @param {object} memory A Memory
 * @param {number} offset
 * @param {number} size How much there has to be
 * @param {Path} path What it is, if it is gone
 * @returns {number} The address
 */
function locateAt(memory, offset, size, path) {
  const address = getAddress(memory);
  if (address !== 0) return address + offset;
  if (size > 0) throwGone(path);
  return 0;
}

/**
 * Copies the bytes of an instance, and what they hold, which native memory can't.
 * @param {object} root The outermost instance of what is copied to
 * @param {object} memory
 * @param {number} offset
 * @param {object} source An instance
 * @param {number} size
 * @param {Path} path What is copied to
 */
function copyInstance(root, memory, offset, source, size, path) {
  const from = source[kMemory];
  const fromOffset = source[kOffset];
  const sourceRoot = rootOf(source);
  if (memory.view === undefined) {
    refuseHeld(sourceRoot, fromOffset, size, source[kType], path, describeNative);
  }
  const target = locateAt(memory, offset, size, path);
  copyMemory(target, locateAt(from, fromOffset, size, source[kType].path), size);
  if (sourceRoot[kHeld] !== undefined || root[kHeld] !== undefined) {
    copyHeld(root, offset, sourceRoot, fromOffset, size);
  }
}

/**
 * Sets where an instance lies.
 * @param {object} instance
 * @param {object} record
 * @param {object} memory
 * @param {number} offset
 * @param {object|undefined} owner
 * @param {number} length How many elements, if the type doesn't say
 */
function setMemory(instance, record, memory, offset, owner, length) {
  instance[kMemory] = memory;
  instance[record.memoryKey] = memory;
  instance[kOffset] = offset;
  instance[kOwner] = owner;
  if (record.isFlexible) instance[kLength] = length;
}

// What the constructors of a class that extends a type's are called with, for an
// instance of memory that there is. They pass it on to the class that node:ffi made. A
// program sees an object without anything, and can't make another.
class Token {
  [kToken];

  constructor(room) {
    this[kToken] = room;
  }
}
delete Token.prototype.constructor;
ObjectFreeze(ObjectSetPrototypeOf(Token.prototype, null));

class Room {
  constructor(key, memory, offset, owner, length) {
    this.key = key;
    this.memory = memory;
    this.offset = offset;
    this.owner = owner;
    this.length = length;
  }
}
ObjectSetPrototypeOf(Room.prototype, null);

/**
 * @param {symbol} key The type's key of the memory
 * @param {object} memory
 * @param {number} offset
 * @param {object|undefined} owner
 * @param {number|undefined} length
 * @returns {object} The token that stands for these
 */
const createToken = (key, memory, offset, owner, length) =>
  new Token(new Room(key, memory, offset, owner, length));

function readToken(value) {
  if (typeof value === 'object' && value !== null) return value[kToken];
}

module.exports = {
  addressOf,
  copyInstance,
  createToken,
  describeInstance,
  describeNative,
  describeOther,
  describeOtherArray,
  isAggregate,
  isBytes,
  isSameType,
  kHeld,
  kLength,
  kMemory,
  kOffset,
  kOwner,
  kType,
  locateAt,
  readToken,
  rootOf,
  setMemory,
  sizeOf,
  toView,
  typeOf,
};
