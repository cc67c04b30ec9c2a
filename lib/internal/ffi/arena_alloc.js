'use strict';

// What an arena gives out.

const {
  BigInt,
  MathMax,
  ObjectDefineProperty,
  StringPrototypeIncludes,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeIncludes,
} = primordials;

const {
  codes: {
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { isTypedArray } = require('internal/util/types');
const { validateString } = require('internal/validators');
const { exportText, getRawPointer } = internalBinding('ffi');
const { arenaOf, createArenaState, freeAll, reserve } = require('internal/ffi/arena_memory');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');
const { lastOf } = require('internal/ffi/flexible');
const { isAggregate, kHeld } = require('internal/ffi/instance');
const { kNaturalAlignment } = require('internal/ffi/instance_memory');
const { readEncoding } = require('internal/ffi/memory');
const { readLength } = require('internal/ffi/memory_block');
const { getSequence } = require('internal/ffi/sequence');
const {
  describeValue,
  readCount,
  readType,
  refuseUnstored,
} = require('internal/ffi/type_errors');
const { getArrayClass, getType } = require('internal/ffi/types');

const kPlace = 'the first argument of alloc()';

function throwState(message) {
  withUserStack(() => { throw new ERR_INVALID_STATE(message); });
}

function assertUsable({ isDisposed }) {
  if (isDisposed) throwState('The arena is disposed');
}

// Of the views that are no instances. Those have it from their class.
const pointerProperty = {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    const state = isTypedArray(this) ? arenaOf(TypedArrayPrototypeGetBuffer(this)) : undefined;
    if (state === undefined) throwInvalidArgType('The receiver must be what an arena has given');
    assertUsable(state);
    return getRawPointer(this);
  },
};

const withPointer = (view) => ObjectDefineProperty(view, 'pointer', pointerProperty);

function allocBytes(state, size) {
  const { chunk, start } = reserve(state, size, kNaturalAlignment, 'bytes');
  return withPointer(new FastBuffer(chunk.buffer, start, size));
}

// Numbers are what typed arrays have. Of all other types, an instance has the values.
const isPlain = ({ form, values }) =>
  form === 'scalar' && (values === 'Number' || values === 'BigInt');

function allocNumbers(state, record, count) {
  const { size, alignment, name } = record;
  const { chunk, start } =
    reserve(state, count * size, MathMax(alignment, size), `${count} of ${name}`);
  return withPointer(new (getArrayClass(record))(chunk.buffer, start, count));
}

function allocInstance(state, record, size, length) {
  const { chunk, start } = reserve(state, size, record.alignment, record.name);
  const instance = record.view(chunk.memory, start, undefined, length);
  instance[kHeld] = chunk.held;
  return instance;
}

// What ends with an array, or is one, whose length is the count.
function allocFlexible(state, record, count) {
  if (record.form === 'flexible') {
    if (count === undefined) {
      throwInvalidArgValue(`The count must be given, as ${record.name} has no length`);
    }
    return allocInstance(state, record, count * record.element.size, count);
  }
  const { offset, type } = lastOf(record);
  const length = count ?? 0;
  return allocInstance(
    state, record, MathMax(record.size, offset + length * type.element.size), length);
}

function readAllocType(value) {
  const record = getType(value);
  if (record === undefined && typeof value !== 'string') {
    throwInvalidArgType('The first argument must be a type, the name of one, or a number of ' +
                        `bytes. Received ${describeValue(value)}`);
  }
  return record ?? readType(value, 'The first argument', kPlace);
}

function allocType(state, type, count) {
  const record = readAllocType(type);
  if (record === getType('void')) throwInvalidArgValue('The type void has no size');
  refuseUnstored(record, 'The first argument');
  const length = count === undefined ? undefined : readCount(count, 'The count');
  if (record.isFlexible) return allocFlexible(state, record, length);
  if (isPlain(record)) return allocNumbers(state, record, length ?? 1);
  if (length === undefined && isAggregate(record)) {
    state.setLast(type, record);
    return allocInstance(state, record, record.size, undefined);
  }
  const elements = length ?? 1;
  return allocInstance(state, getSequence(record), elements * record.size, elements);
}

function alloc(state, type, count) {
  assertUsable(state);
  if (typeof type !== 'number' && typeof type !== 'bigint') return allocType(state, type, count);
  const size = readLength(type, 'The number of bytes');
  return allocBytes(state, count === undefined ? size : size * readCount(count, 'The count'));
}

function createString(state, text, encoding) {
  validateString(text, 'text');
  const normalized = readEncoding(encoding);
  if (StringPrototypeIncludes(text, '\0')) {
    throwInvalidArgValue('The text must not contain null bytes');
  }
  assertUsable(state);
  const width = normalized === 'utf16le' ? 2 : 1;
  // Where there is no room, it says how much there has to be.
  const size = exportText(text, 0n, 0, normalized);
  const { chunk, start } = reserve(state, size, width, 'text');
  exportText(text, BigInt(chunk.memory.address + start), size, normalized);
  const bytes = new FastBuffer(chunk.buffer, start, size - width);
  // Characters that the encoding lacks, or bytes in hexadecimal, may be null bytes.
  if (width === 1 && TypedArrayPrototypeIncludes(bytes, 0)) {
    throwInvalidArgValue('The text must not contain null bytes');
  }
  return withPointer(bytes);
}

module.exports = {
  alloc,
  createArenaState,
  createString,
  freeAll,
};
