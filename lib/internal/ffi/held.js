'use strict';

// What outermost instances hold: a map of what their pointers point to, by their offsets
// in the memory. See kHeld in instance.js.

const {
  MathFloor,
  SafeMap,
} = primordials;

const {
  privateSymbols: {
    kHeld,
  },
} = internalBinding('ffi');
const { Path, fail } = require('internal/ffi/instance_errors');
const { isPointer } = require('internal/ffi/types');

/**
 * @param {object} root An outermost instance
 * @param {number} offset Where the pointer is, in its memory
 * @param {any} referent What it points to; undefined for what needn't be held
 */
function hold(root, offset, referent) {
  const held = root[kHeld];
  if (referent === undefined) held?.delete(offset);
  else (root[kHeld] ??= new SafeMap()).set(offset, referent);
}

/**
 * @param {object} root An outermost instance
 * @param {number} offset Where a pointer is, in its memory
 * @returns {any} What is held for it, if anything is
 */
function getReferent(root, offset) {
  const held = root[kHeld];
  // An array that a field counts has what holds all of it.
  return held?.get(offset) ?? held?.get(-1);
}

/**
 * Copies what is held for bytes that are copied: what the target held is let go.
 * @param {object} target The outermost instance of what is copied to
 * @param {number} targetOffset
 * @param {object} source The outermost instance of what is copied
 * @param {number} sourceOffset
 * @param {number} size
 */
function copyHeld(target, targetOffset, source, sourceOffset, size) {
  const from = source[kHeld];
  const moved = from === undefined ? undefined : new SafeMap();
  if (from !== undefined) {
    for (const { 0: offset, 1: referent } of from) {
      const place = offset - sourceOffset;
      if (place >= 0 && place < size) moved.set(place, referent);
    }
  }
  const to = target[kHeld];
  if (to !== undefined) {
    for (const { 0: offset } of to) {
      const place = offset - targetOffset;
      if (place >= 0 && place < size) to.delete(offset);
    }
  }
  if (moved === undefined) return;
  for (const { 0: place, 1: referent } of moved) {
    hold(target, targetOffset + place, referent);
  }
}

const covers = ({ type, offset }, place) =>
  place >= offset && (type.form === 'flexible' || place < offset + type.size);

// The pointer at a place, and what leads there. In a union, it is any of those there.
function findPointer(type, place, path) {
  const { element, members } = type;
  if (element !== undefined) {
    const i = MathFloor(place / element.size);
    return findPointer(element, place - i * element.size, new Path(path, i));
  }
  if (members === undefined) {
    return isPointer(type) && place === 0 ? { __proto__: null, type, path } : undefined;
  }
  for (let i = 0; i < members.length; i++) {
    if (!covers(members[i], place)) continue;
    const { name, offset, type: memberType } = members[i];
    const found = findPointer(memberType, place - offset, new Path(path, name));
    if (found !== undefined) return found;
  }
}

/**
 * Throws if an instance, or a part of it, holds anything.
 * @param {object} root The outermost instance
 * @param {number} offset Where the part begins in its memory
 * @param {number} size
 * @param {object} type
 * @param {Path} path
 * @param {Function} describeProblem Gives the end of the message, or nothing if it is
 *   none, of the pointer's type and of what it points to
 */
function refuseHeld(root, offset, size, type, path, describeProblem) {
  const held = root[kHeld];
  if (held === undefined) return;
  for (const { 0: place, 1: referent } of held) {
    if (place < offset || place >= offset + size) continue;
    const pointer = findPointer(type, place - offset, path);
    const problem = describeProblem(pointer.type, referent);
    if (problem !== undefined) fail(pointer.path, problem);
  }
}

module.exports = {
  copyHeld,
  getReferent,
  hold,
  refuseHeld,
};
