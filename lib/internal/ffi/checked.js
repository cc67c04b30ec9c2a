'use strict';

// What C++ gets of instances with --ffi-checked, where it gets their addresses
// otherwise: views, by which it knows how many bytes there are to copy. The pointers in
// them are looked at here, as only JavaScript knows where they are.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
} = primordials;

const {
  findWrongAddress,
  kPassingParts,
  privateSymbols: {
    kMemory,
    kOffset,
    kType,
  },
  setPassing,
} = internalBinding('ffi');
const { getAccess } = require('internal/ffi/access');
const { arenaOf } = require('internal/ffi/arena_memory');
const { addressOf, sizeOf, toView } = require('internal/ffi/instance');
const { Path, describePath, throwInvalidPointer } = require('internal/ffi/instance_errors');
const { createView } = require('internal/ffi/instance_memory');
const { getType, isPointer, isText } = require('internal/ffi/types');

const { read: readAddress } = getAccess(getType('pointer'));

// Of a union, nobody knows what is there.
function checkMembers(nodes, memory, offset, path) {
  for (let i = 0; i < nodes.length; i++) {
    const { form, name, nodes: inner, offset: place, type } = nodes[i];
    if (inner === undefined) {
      checkPointers(type, memory, offset + place, new Path(path, name));
    } else if (form === 'struct') {
      checkMembers(inner, memory, offset, path);
    }
  }
}

function checkPointers(type, memory, offset, path) {
  const { count, element, form, nodes } = type;
  if (isPointer(type)) {
    const problem = findWrongAddress(readAddress(memory, offset));
    if (problem !== undefined) throwInvalidPointer(`${describePath(path)}: ${problem}`);
  } else if (form === 'struct') {
    checkMembers(nodes, memory, offset, path);
  } else if (form === 'array' && (isPointer(element) || element.form === 'struct')) {
    for (let i = 0; i < count; i++) {
      checkPointers(element, memory, offset + i * element.size, new Path(path, i));
    }
  }
}

// Whether it is the copy of a program's array of text, which has one more element, that
// ends it (pass_array.js).
function isTerminated(value) {
  const { element } = value[kType];
  return element !== undefined && isText(element) &&
    DataViewPrototypeGetByteLength(value[kMemory].view) === sizeOf(value) + element.size;
}

/**
 * @param {any} value
 * @param {string} [subject] What it is, for errors about what pointers in it point to
 * @returns {any} Of an instance: a view of its memory, or its address if that is native;
 *   any other value as it is
 */
function passedOf(value, subject) {
  if (typeof value !== 'object' || value === null) return value;
  const memory = value[kMemory];
  if (memory === undefined || memory.view === undefined) return addressOf(value);
  if (subject !== undefined) {
    checkPointers(value[kType], memory, value[kOffset], new Path(undefined, subject));
  }
  // Others are in the same slab.
  if (memory.address >= 0 && arenaOf(value) === undefined) {
    setPassing(DataViewPrototypeGetBuffer(memory.view), kPassingParts);
    if (isTerminated(value)) return memory.view;
  }
  return toView(value);
}

/**
 * @param {object} frame What a call has for the results that C writes
 * @param {number} offset
 * @param {number} size
 * @returns {DataView} The place for one of them
 */
function slotOf(frame, offset, size) {
  const { view } = frame[kMemory];
  const buffer = DataViewPrototypeGetBuffer(view);
  setPassing(buffer, kPassingParts);
  return createView(
    buffer, DataViewPrototypeGetByteOffset(view) + frame[kOffset] + offset, size);
}

module.exports = {
  passedOf,
  slotOf,
};
