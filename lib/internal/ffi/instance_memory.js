'use strict';

// The memory of instances.
//
// A Memory is what an instance lies in, at an offset:
// - JavaScript's own, off V8's heap: `view` is a DataView of it, and `address` the
//   number where that begins. Small instances share a slab.
// - a program's bytes: `view` is a DataView of them, and `address` is -1, as they may
//   go, or be those of another snapshot.
// - native memory, from `address` on: `view` is undefined. It is of another class, so
//   that V8 knows where it sees none of it, and needn't look.
//
// Optimised code reads and writes a DataView without a call, if it calls the view's
// own method: only then V8 knows what it is. So these views have a prototype that no
// program gets at, with the methods that DataView.prototype has to begin with.

const {
  ArrayBuffer,
  DataView,
  DataViewPrototypeGetBigInt64,
  DataViewPrototypeGetBigUint64,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  DataViewPrototypeGetFloat32,
  DataViewPrototypeGetFloat64,
  DataViewPrototypeGetInt16,
  DataViewPrototypeGetInt32,
  DataViewPrototypeGetInt8,
  DataViewPrototypeGetUint16,
  DataViewPrototypeGetUint32,
  DataViewPrototypeGetUint8,
  DataViewPrototypeSetBigInt64,
  DataViewPrototypeSetBigUint64,
  DataViewPrototypeSetFloat32,
  DataViewPrototypeSetFloat64,
  DataViewPrototypeSetInt16,
  DataViewPrototypeSetInt32,
  DataViewPrototypeSetInt8,
  DataViewPrototypeSetUint16,
  DataViewPrototypeSetUint32,
  DataViewPrototypeSetUint8,
  FunctionPrototypeToString,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeKeys,
  Uint8Array,
} = primordials;

const {
  isAnyArrayBuffer,
  isDataView,
} = require('internal/util/types');
const { locate } = internalBinding('ffi');
const { throwNoMemory } = require('internal/ffi/instance_errors');
const {
  namespace: { isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

const kUncurried = {
  __proto__: null,
  getBigInt64: DataViewPrototypeGetBigInt64,
  setBigInt64: DataViewPrototypeSetBigInt64,
  getBigUint64: DataViewPrototypeGetBigUint64,
  setBigUint64: DataViewPrototypeSetBigUint64,
  getFloat32: DataViewPrototypeGetFloat32,
  setFloat32: DataViewPrototypeSetFloat32,
  getFloat64: DataViewPrototypeGetFloat64,
  setFloat64: DataViewPrototypeSetFloat64,
  getInt16: DataViewPrototypeGetInt16,
  setInt16: DataViewPrototypeSetInt16,
  getInt32: DataViewPrototypeGetInt32,
  setInt32: DataViewPrototypeSetInt32,
  getInt8: DataViewPrototypeGetInt8,
  setInt8: DataViewPrototypeSetInt8,
  getUint16: DataViewPrototypeGetUint16,
  setUint16: DataViewPrototypeSetUint16,
  getUint32: DataViewPrototypeGetUint32,
  setUint32: DataViewPrototypeSetUint32,
  getUint8: DataViewPrototypeGetUint8,
  setUint8: DataViewPrototypeSetUint8,
};

// V8's own function tells by its source text that it is that: whatever else a program
// may have put there has another one.
function getMethod(name) {
  const method = ObjectGetOwnPropertyDescriptor(DataView.prototype, name)?.value;
  if (typeof method === 'function' &&
      FunctionPrototypeToString(method) === `function ${name}() { [native code] }`) {
    return method;
  }
  const uncurried = kUncurried[name];
  return function(a, b, c) { return uncurried(this, a, b, c); };
}

const methods = { __proto__: null };
for (const name in kUncurried) {
  methods[name] = getMethod(name);
}
ObjectFreeze(methods);

class Memory {
  constructor(view, address) {
    this.view = view;
    this.address = address;
  }
}

class NativeMemory {
  view = undefined;
  constructor(address) {
    this.address = address;
  }
}

// No setter of Object.prototype sees what is assigned.
ObjectSetPrototypeOf(Memory.prototype, null);
ObjectSetPrototypeOf(NativeMemory.prototype, null);

const createView = (buffer, offset, length) =>
  ObjectSetPrototypeOf(new DataView(buffer, offset, length), methods);

// calloc() aligns to that.
const kNaturalAlignment = 16;

/**
 * @param {number} size
 * @param {number} alignment
 * @param {string} name What to call it, if there is none
 * @returns {Memory} Zeroed memory, which begins aligned
 */
function createMemory(size, alignment, name) {
  const isOverAligned = alignment > kNaturalAlignment;
  let buffer;
  try {
    buffer = new ArrayBuffer(isOverAligned ? size + alignment : size);
  } catch {
    throwNoMemory(name, size);
  }
  const address = locate(new DataView(buffer));
  const start = isOverAligned ? (alignment - address % alignment) % alignment : 0;
  return new Memory(createView(buffer, start, size),
                    isBuildingSnapshot() ? -1 : address + start);
}

// A piece of memory that small instances are carved from: `used` bytes are taken. The
// first one is empty, and full.
const kSlabSize = 8192;
class Slab {
  memory = new Memory(createView(new ArrayBuffer(0), 0, 0), 0);
  used = kSlabSize;
}
const slab = new Slab();

function nextSlab() {
  slab.memory = createMemory(kSlabSize, kNaturalAlignment, 'instances');
  slab.used = 0;
}

/**
 * @param {number} size
 * @param {number} alignment
 * @returns {boolean} Whether instances of such a type come from a slab
 */
const isSmall = (size, alignment) =>
  size <= kSlabSize / 8 && alignment <= kNaturalAlignment;

/**
 * Takes a piece of the slab, all zeros.
 * @param {number} size That isSmall() says is
 * @param {number} alignment
 * @returns {number} Where it begins in the Memory that the slab has then
 */
function carve(size, alignment) {
  let offset = (slab.used + alignment - 1) & -alignment;
  if (offset > kSlabSize - size) {
    nextSlab();
    offset = 0;
  }
  slab.used = offset + size;
  return offset;
}

/**
 * @param {number} address
 * @returns {Memory}
 */
const createNativeMemory = (address) => new NativeMemory(address);

/**
 * @param {ArrayBuffer|SharedArrayBuffer|ArrayBufferView} bytes
 * @returns {{buffer: ArrayBuffer|SharedArrayBuffer, offset: number, length: number}|undefined}
 *   Nothing if they are detached, or out of the buffer's bounds
 */
function getRange(bytes) {
  try {
    if (isAnyArrayBuffer(bytes)) {
      const length = TypedArrayPrototypeGetByteLength(new Uint8Array(bytes));
      return { __proto__: null, buffer: bytes, offset: 0, length };
    }
    if (isDataView(bytes)) {
      const offset = DataViewPrototypeGetByteOffset(bytes);
      const buffer = DataViewPrototypeGetBuffer(bytes);
      // That of the view itself, which throws if it is out of bounds.
      return { __proto__: null, buffer, offset, length: DataViewPrototypeGetByteLength(bytes) };
    }
    const buffer = TypedArrayPrototypeGetBuffer(bytes);
    const offset = TypedArrayPrototypeGetByteOffset(bytes);
    const length = TypedArrayPrototypeGetByteLength(bytes);
    // Throws for one whose buffer is detached, or too short, which has a length of 0.
    TypedArrayPrototypeKeys(bytes);
    return { __proto__: null, buffer, offset, length };
  } catch {
    // The one thing that can be wrong with it.
  }
}

/**
 * @param {ArrayBuffer|SharedArrayBuffer} buffer
 * @param {number} offset
 * @param {number} length
 * @returns {Memory} That of a program's bytes
 */
const createViewMemory = (buffer, offset, length) =>
  new Memory(createView(buffer, offset, length), -1);

/**
 * @param {Memory} memory
 * @returns {number} Where it begins, or 0 if it is gone
 */
const getAddress = (memory) =>
  (memory.address >= 0 ? memory.address : locate(memory.view));

module.exports = {
  Memory,
  carve,
  createMemory,
  createNativeMemory,
  createView,
  createViewMemory,
  getAddress,
  getRange,
  isSmall,
  kNaturalAlignment,
  kSlabSize,
  nextSlab,
  slab,
};
