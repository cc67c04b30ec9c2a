'use strict';

// Arrays whose type doesn't say how long they are: those at the end of a struct, those
// that another field counts, and those that T.at(pointer, count) gives.

const {
  Number,
  NumberIsSafeInteger,
  ObjectKeys,
} = primordials;

const { getAccess } = require('internal/ffi/access');
const { getCount, putArray, putObject, rethrow } = require('internal/ffi/convert');
const { getTarget } = require('internal/ffi/convert_pointer');
const {
  copyInstance,
  kLength,
  kMemory,
  kOffset,
  kType,
  rootOf,
  setMemory,
  typeOf,
} = require('internal/ffi/instance');
const { hold } = require('internal/ffi/held');
const { Path, fail, failRange } = require('internal/ffi/instance_errors');
const { createMemory, createNativeMemory } = require('internal/ffi/instance_memory');

/**
 * @param {object} member
 * @returns {boolean} Whether how long it is, or points to, is another matter
 */
const isCounted = (member) =>
  member.type.form === 'flexible' || member.counter !== undefined;

const lastOf = ({ members }) => members[members.length - 1];

function readCounter(instance, counter, path) {
  const { type, name, offset } = counter;
  const memory = instance[kMemory];
  let value;
  try {
    value = getAccess(type).read(memory, instance[kOffset] + offset);
  } catch (error) {
    rethrow(error, memory, path);
  }
  const count = Number(value);
  if (!NumberIsSafeInteger(count) || count < 0) {
    failRange(path, `is counted by ${name}, which is ${value}`);
  }
  return count;
}

function getCountOf(instance, member, path) {
  const { counter, type } = member;
  const room = type.form === 'flexible' ? instance[kLength] : Infinity;
  // In native memory, there is no knowing but by the counter.
  if (counter === undefined) return room === Infinity ? 0 : room;
  const count = readCounter(instance, counter, path);
  if (count > room) {
    failRange(path, `is counted by ${counter.name}, which is ${count}, but there is ` +
              `room for ${room}`);
  }
  return count;
}

/**
 * Reads such a field.
 * @param {object} instance
 * @param {object} member
 * @param {Path} path
 * @returns {object|null} An array, or nothing if a pointer to one is NULL
 */
function getCounted(instance, member, path) {
  const count = getCountOf(instance, member, path);
  const memory = instance[kMemory];
  const offset = instance[kOffset] + member.offset;
  if (member.type.form === 'flexible') {
    return member.type.view(memory, offset, rootOf(instance), count);
  }
  let address;
  try {
    address = getAccess(member.type).read(memory, offset);
  } catch (error) {
    rethrow(error, memory, path);
  }
  if (address === 0n) return null;
  const target = getTarget(member.type);
  const array = target.view(createNativeMemory(Number(address)), 0, undefined, count);
  // What is there may be held by the instance.
  hold(array, -1, rootOf(instance));
  return array;
}

/**
 * Assigns to such a field, which is as long as it is.
 * @param {object} instance
 * @param {object} member The flexible array
 * @param {any} value
 * @param {Path} path
 */
function setCounted(instance, member, value, path) {
  const { element } = member.type;
  const count = getCountOf(instance, member, path);
  const copy = member.type.create();
  const size = count * element.size;
  setMemory(copy, member.type, createMemory(size, element.alignment, member.type.name),
            0, undefined, count);
  putArray(element, count, copy, copy[kMemory], 0, value, path);
  copyInstance(rootOf(instance), instance[kMemory], instance[kOffset] + member.offset,
               copy, size, path);
}

// All of a struct's fields, each read once, with the counter that may be missing.
function readFields(record, value, path) {
  const copy = { __proto__: null };
  const keys = ObjectKeys(value);
  for (let i = 0; i < keys.length; i++) copy[keys[i]] = value[keys[i]];
  const { name, type, counter } = lastOf(record);
  const hasArray = name in copy;
  const count = hasArray ? getCount(type.element, copy[name], new Path(path, name)) : 0;
  if (hasArray && counter !== undefined) {
    if (!(counter.name in copy)) {
      copy[counter.name] = count;
    } else if (Number(copy[counter.name]) !== count) {
      fail(new Path(path, counter.name),
           `must be ${count}, as ${name} has that many elements`);
    }
  }
  return { __proto__: null, fields: copy, count };
}

// Gives an instance of a struct that ends with an array its memory.
function createStruct(instance, record, value, path) {
  const { offset, type } = lastOf(record);
  let count = 0;
  let given = value;
  if (typeOf(value)?.memoryKey === record.memoryKey) {
    count = getCountOf(value, lastOf(record), path);
  } else if (typeof value === 'object' && value !== null && typeOf(value) === undefined) {
    ({ count, fields: given } = readFields(record, value, path));
  }
  const size = offset + count * type.element.size;
  const room = size > record.size ? size : record.size;
  const memory = createMemory(room, record.alignment, record.name);
  setMemory(instance, record, memory, 0, undefined, count);
  if (value === undefined) return;
  if (given !== value || typeOf(value)?.memoryKey !== record.memoryKey) {
    putObject(record, instance, memory, 0, given, path);
  } else {
    copyInstance(instance, memory, 0, value, size, path);
  }
}

/**
 * Gives an instance that is being made its memory, and what it is to have there.
 * @param {object} instance
 * @param {any} value What a program made it with
 */
function createFlexible(instance, value) {
  const record = instance[kType];
  const { path, element } = record;
  if (record.form !== 'flexible') {
    createStruct(instance, record, value, path);
    return;
  }
  const count = value === undefined ? 0 : getCount(element, value, path);
  const memory = createMemory(count * element.size, element.alignment, record.name);
  setMemory(instance, record, memory, 0, undefined, count);
  if (value !== undefined) putArray(element, count, instance, memory, 0, value, path);
}

module.exports = {
  createFlexible,
  getCounted,
  isCounted,
  lastOf,
  setCounted,
};
