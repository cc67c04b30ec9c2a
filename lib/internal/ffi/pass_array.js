'use strict';

// A program's array becomes an array of C's for the time of a call.

const {
  ReflectSet,
} = primordials;

const { getAccess } = require('internal/ffi/access');
const { put } = require('internal/ffi/convert');
const {
  copyInstance,
  isAggregate,
  kLength,
  kMemory,
  kOffset,
  kType,
  rootOf,
  typeOf,
} = require('internal/ffi/instance');
const { Path } = require('internal/ffi/instance_errors');
const { createMemory } = require('internal/ffi/instance_memory');
const { toObject } = require('internal/ffi/instance_output');
const { createList, push } = require('internal/ffi/list');
const { getSequence } = require('internal/ffi/sequence');
const { getType, isPointer, isText } = require('internal/ffi/types');

const kPointer = getType('pointer');

// What C has at an address that ends an array of text.
const kTerminators = 1;

function copyIn(element, value, length, path) {
  const type = getSequence(element);
  const { size, alignment } = element;
  const extra = isText(element) ? kTerminators : 0;
  const memory = createMemory((length + extra) * size, alignment, type.name);
  const copy = type.view(memory, 0, undefined, length);
  for (let i = 0; i < length; i++) {
    put(element, copy, memory, i * size, value[i], new Path(path, i));
  }
  return copy;
}

const isEqual = (a, b) => a === b ||
  // A number for what C has as an integer of 64 bits.
  // eslint-disable-next-line eqeqeq
  (typeof a === 'number' && typeof b === 'bigint' && a == b);

function copyElementOut(element, copy, i, value) {
  const item = value[i];
  if (!isAggregate(element)) {
    const result = copy[kType].getElement(copy, i);
    if (!isEqual(item, result)) ReflectSet(value, i, result);
    return;
  }
  const view = copy[kType].getElement(copy, i);
  const given = typeOf(item);
  if (given !== undefined) {
    copyInstance(rootOf(item), item[kMemory], item[kOffset], view, element.size, given.path);
  } else if (typeof item === 'object' && item !== null) {
    toObject(view, item);
  }
}

// Of pointers, to tell which of them C has changed.
function readAddresses(copy, length) {
  const { read } = getAccess(kPointer);
  const addresses = createList();
  for (let i = 0; i < length; i++) {
    push(addresses, read(copy[kMemory], copy[kOffset] + i * kPointer.size));
  }
  return addresses;
}

/**
 * Copies an array, and back after the call what C has changed: instances and objects
 * get their fields, and the array its other elements.
 * @param {object} element The type of its elements
 * @param {any[]} value
 * @param {number} length
 * @param {boolean} isConst Whether C changes nothing
 * @param {object} call What is to be done after the call
 * @param {Path} path
 * @returns {object} The copy, an instance
 */
function passArray(element, value, length, isConst, call, path) {
  const copy = copyIn(element, value, length, path);
  if (isConst) return copy;
  const before = isPointer(element) ? readAddresses(copy, length) : undefined;
  call.after(() => {
    const after = before === undefined ? undefined : readAddresses(copy, length);
    for (let i = 0; i < copy[kLength]; i++) {
      if (before !== undefined && before[i] === after[i]) continue;
      copyElementOut(element, copy, i, value);
    }
  });
  return copy;
}

module.exports = {
  passArray,
};
