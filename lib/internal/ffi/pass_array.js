'use strict';

// A program's array becomes an array of C's for the time of a call.

const {
  ArrayIsArray,
  ReflectSet,
} = primordials;

const { isTypedArray } = require('internal/util/types');
const { getAccess } = require('internal/ffi/access');
const { put } = require('internal/ffi/convert');
const {
  copyInstance,
  isAggregate,
  kMemory,
  kOffset,
  kType,
  rootOf,
  typeOf,
} = require('internal/ffi/instance');
const { Path } = require('internal/ffi/instance_errors');
const { carve, createMemory, isSmall, slab } = require('internal/ffi/instance_memory');
const { copyMemory } = require('internal/ffi/native_access');
const { getSequence } = require('internal/ffi/sequence');
const { getType, isPointer, isText } = require('internal/ffi/types');

const { read: readAddress } = getAccess(getType('pointer'));

// What C has at an address that ends an array of text.
const kTerminators = 1;

// Numbers and the like, which nothing has to be held for.
function copyPlain(element, value, length, path) {
  const type = getSequence(element);
  const { size, alignment } = element;
  const bytes = length * size;
  let memory;
  let start = 0;
  if (isSmall(bytes, alignment)) {
    start = carve(bytes, alignment);
    memory = slab.memory;
  } else {
    memory = createMemory(bytes, alignment, type.name);
  }
  const copy = type.view(memory, start, undefined, length);
  const { write } = getAccess(element);
  for (let i = 0; i < length; i++) {
    const item = value[i];
    const place = start + i * size;
    // What is wrong, or is not simple, put() finds out.
    if (!write(memory, place, item)) put(element, copy, memory, place, item, new Path(path, i));
  }
  return copy;
}

function copyIn(element, value, length, path) {
  const { form } = element;
  if (!isAggregate(element) && !isPointer(element) && form !== 'chars') {
    return copyPlain(element, value, length, path);
  }
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

// Whether C has left a pointer as it was.
const isSameAddress = (copy, place, before) =>
  readAddress(copy[kMemory], place) === readAddress(before, place);

// Objects are what goes in only, so that a program may share or freeze them. Arrays in
// arrays are as the one that they are in.
function copyElementOut(element, copy, i, value, before) {
  const item = value[i];
  if (isAggregate(element)) {
    const view = copy[kType].getElement(copy, i);
    const given = typeOf(item);
    if (given !== undefined) {
      copyInstance(rootOf(item), item[kMemory], item[kOffset], view, element.size, given.path);
    } else if (element.element !== undefined && (ArrayIsArray(item) || isTypedArray(item))) {
      copyOut(element.element, view, element.count, item, before);
    }
  } else if (before === undefined ||
             !isSameAddress(copy, copy[kOffset] + i * element.size, before)) {
    const result = copy[kType].getElement(copy, i);
    if (!isEqual(item, result)) ReflectSet(value, i, result);
  }
}

// Numbers that are never more than one can have.
function copyNumbersOut(element, copy, length, value) {
  const { read } = getAccess(element);
  const memory = copy[kMemory];
  const start = copy[kOffset];
  for (let i = 0; i < length; i++) {
    const result = read(memory, start + i * element.size);
    if (!isEqual(value[i], result)) ReflectSet(value, i, result);
  }
}

function copyOut(element, copy, length, value, before) {
  if (element.form === 'scalar' && element.values === 'Number') {
    copyNumbersOut(element, copy, length, value);
    return;
  }
  for (let i = 0; i < length; i++) copyElementOut(element, copy, i, value, before);
}

// Of pointers, also in arrays, to tell which of them C has changed.
function copyPointers(element, copy, size) {
  while (element.element !== undefined) element = element.element;
  if (!isPointer(element)) return;
  const before = createMemory(size, element.alignment, element.name);
  copyMemory(before.address, copy[kMemory].address, size);
  return before;
}

/**
 * Copies an array, and back after the call what C has changed: instances get their
 * bytes, and the array its elements that are no objects.
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
  const before = copyPointers(element, copy, length * element.size);
  call.after(() => {
    if (call.isMade) copyOut(element, copy, length, value, before);
  });
  return copy;
}

module.exports = {
  passArray,
};
