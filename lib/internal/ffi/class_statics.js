'use strict';

// The static methods of types: at(), from() and toObject().

const {
  BigIntAsUintN,
  MathFloor,
  MathMin,
  NumberIsSafeInteger,
  NumberMAX_SAFE_INTEGER,
  ObjectDefineProperty,
} = primordials;

const { determineSpecificType } = require('internal/errors');
const { assertAddressesPermitted, uint64ToNumber } = internalBinding('ffi');
const { lastOf } = require('internal/ffi/flexible');
const { describeInstance, isBytes } = require('internal/ffi/instance');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  throwInvalidPointer,
  throwOutOfRange,
  throwWrongReceiver,
} = require('internal/ffi/instance_errors');
const {
  createNativeMemory,
  createViewMemory,
  getRange,
} = require('internal/ffi/instance_memory');
const { toObject } = require('internal/ffi/instance_output');
const { isToAsk } = require('internal/ffi/is_to_ask');
const { getSequence } = require('internal/ffi/sequence');
const { getType } = require('internal/ffi/types');

function readAddress(value) {
  if (typeof value !== 'bigint') {
    throwInvalidArgType(
      `The pointer must be a bigint. Received ${determineSpecificType(value)}`);
  }
  if (BigIntAsUintN(64, value) !== value) {
    throwInvalidArgValue('The pointer must be a non-negative bigint');
  }
  const address = uint64ToNumber(BigIntAsUintN(64, value));
  if (address === 0) throwInvalidPointer('Cannot dereference a null pointer');
  return address;
}

function readSize(value, noun) {
  if (typeof value !== 'number') {
    throwInvalidArgType(
      `The ${noun} must be a number. Received ${determineSpecificType(value)}`);
  }
  if (!NumberIsSafeInteger(value) || value < 0) {
    throwInvalidArgValue(`The ${noun} must be a non-negative integer`);
  }
  return value;
}

// That of the class that a static method is called on.
function recordOf(Class, base) {
  if (Class === base.class) return base;
  const record = typeof Class === 'function' ? getType(Class) : undefined;
  if (record === undefined || record.memoryKey !== base.memoryKey) {
    throwWrongReceiver({ __proto__: null, name: `class ${base.name}` });
  }
  return record;
}

/**
 * What T.at(pointer, count) is.
 * @param {Function} Class What it is called on
 * @param {object} base The record of the type that this should be, or extend
 * @param {any} pointer
 * @param {any} count
 * @returns {object}
 */
function at(Class, base, pointer, count) {
  const record = recordOf(Class, base);
  if (isToAsk) assertAddressesPermitted();
  const address = readAddress(pointer);
  const isArray = record.form === 'flexible';
  if (count !== undefined && record.isFlexible && !isArray) {
    throwInvalidArgValue(`${record.name}.at() takes no count, as ${record.name} ends with ` +
                         'an array without a length');
  }
  const type = count === undefined || isArray ? record : getSequence(record);
  const length = count === undefined ? undefined : readSize(count, 'count');
  const size = type.form === 'flexible' ? (length ?? 0) * type.element.size : type.size;
  if (address + size > NumberMAX_SAFE_INTEGER) {
    throwInvalidArgValue('The pointer is beyond the platform address range');
  }
  // At the end of a struct, an array is as long as its counter says.
  return type.view(createNativeMemory(address), 0, undefined,
                   type.form === 'flexible' ? length ?? 0 : Infinity);
}

// Of a type that ends with an array, as much as fits.
function from(record, bytes, offset) {
  if (!isBytes(bytes)) {
    throwInvalidArgType('The bytes must be a Buffer, ArrayBuffer, SharedArrayBuffer, or ' +
      `ArrayBufferView. Received ${determineSpecificType(bytes)}`);
  }
  const start = readSize(offset, 'byte offset');
  const range = getRange(bytes);
  if (range === undefined) {
    throwInvalidArgValue('The bytes have no memory, as the ArrayBuffer is detached');
  }
  const { name, size, form } = record;
  if (start + size > range.length) {
    throwOutOfRange(`There are too few bytes for ${describeInstance(name)}: it needs ` +
                    `${size} from byte ${start}, but there are ${range.length}`);
  }
  const place = range.offset + start;
  const alignment = MathMin(record.alignment, 8);
  if (place % alignment !== 0) {
    throwInvalidArgValue(`The bytes of ${describeInstance(name)} must be aligned to ` +
                         `${alignment}, but begin at byte ${place} of the ArrayBuffer`);
  }
  if (!record.isFlexible) {
    return record.view(createViewMemory(range.buffer, place, size), 0, undefined, 0);
  }
  const isArray = form === 'flexible';
  const array = isArray ? record : lastOf(record).type;
  const room = range.length - start - (isArray ? 0 : lastOf(record).offset);
  const length = array.element.size === 0 ? 0 : MathFloor(room / array.element.size);
  return record.view(createViewMemory(range.buffer, place, range.length - start),
                     0, undefined, length);
}

/**
 * Adds the methods that needn't be generated.
 * @param {Function} Class
 * @param {object} base Its record
 */
function addStatics(Class, base) {
  const statics = {
    __proto__: null,
    from(bytes, byteOffset = 0) {
      return from(recordOf(this, base), bytes, byteOffset);
    },
    toObject(instance, target = undefined) {
      if (instance?.[base.memoryKey] === undefined) {
        throwInvalidArgType(`The first argument must be ${describeInstance(base.name)}. ` +
                            `Received ${determineSpecificType(instance)}`);
      }
      return toObject(instance, target);
    },
  };
  for (const name in statics) {
    ObjectDefineProperty(Class, name, {
      __proto__: null, value: statics[name], writable: true, configurable: true,
    });
  }
}

module.exports = {
  addStatics,
  at,
};
