'use strict';

// What a program gives as the value of a type becomes bytes: all that the generated
// write() of access.js doesn't do. This is where the rules are, and the errors.
//
// The target of put() is memory that nobody has seen yet: if a value in the middle is
// wrong, or if a getter throws, it is given up. assign() is for memory that is in use.

const {
  ArrayIsArray,
  MathAbs,
  NumberMAX_SAFE_INTEGER,
  ReflectHas,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const { isTypedArray } = require('internal/util/types');
const { getAccess, getPlace } = require('internal/ffi/access');
const { readLength } = require('internal/ffi/array_length');
const { fillNodes } = require('internal/ffi/convert_nodes');
const { putPointer } = require('internal/ffi/convert_pointer');
const {
  copyInstance,
  describeInstance,
  describeOther,
  describeOtherArray,
  isAggregate,
  isBytes,
  isSameType,
  kLength,
  kMemory,
  kOffset,
  locateAt,
  rootOf,
  typeOf,
} = require('internal/ffi/instance');
const {
  Path,
  fail,
  failRange,
  throwGone,
  unsafe,
} = require('internal/ffi/instance_errors');
const { createViewMemory, getAddress, getRange } = require('internal/ffi/instance_memory');
const { copyMemory } = require('internal/ffi/native_access');
const { putChars } = require('internal/ffi/text');
const { getArrayClass, isPointer } = require('internal/ffi/types');

/**
 * Says of an error where it happened.
 * @param {any} error What reading or writing a Memory threw
 * @param {object} memory
 * @param {Path} path
 */
function rethrow(error, memory, path) {
  if (error === unsafe) failRange(path, 'is no safe integer');
  if (getAddress(memory) === 0) throwGone(path);
  throw error;
}

function describeExpected(type, member) {
  const integers = type.form === 'endian' ? type.base : type;
  const isNamed = integers.form === 'enumeration';
  const scalar = isNamed ? integers.base : integers;
  const width = member?.bitWidth;
  const bits = width === undefined ? '' : ` of ${width} bit${width === 1 ? '' : 's'}`;
  return `${isNamed ? 'a name of the enumeration, or ' : ''}${scalar.expected}${bits}`;
}

function putPlain(type, memory, offset, value, path, member) {
  let isWritten = false;
  try {
    isWritten = getAccess(type, member).write(memory, offset, value);
  } catch (error) {
    rethrow(error, memory, path);
  }
  if (isWritten) return;
  if (type.values === 'SafeInteger' && typeof value === 'number' &&
      MathAbs(value) > NumberMAX_SAFE_INTEGER) {
    failRange(path, 'must be a safe integer');
  }
  fail(path, `must be ${describeExpected(type, member)}`);
}

function putBytes(type, memory, offset, bytes, path) {
  const range = getRange(bytes);
  if (range === undefined) fail(path, 'has no memory, as the ArrayBuffer is detached');
  if (range.length !== type.size) {
    fail(path, `must have ${type.size} bytes, as ${type.name} has, but has ${range.length}`);
  }
  const source = createViewMemory(range.buffer, range.offset, range.length);
  const target = locateAt(memory, offset, type.size, path);
  copyMemory(target, locateAt(source, 0, type.size, path), type.size);
}

// An instance of another type, or of this one. Tells whether it was one.
function putInstance(type, root, memory, offset, value, path) {
  const given = typeOf(value);
  if (given === undefined) return false;
  if (value[type.memoryKey] === undefined) {
    fail(path, `must be ${describeInstance(type.name)}, not of ${describeOther(given, type)}`);
  }
  copyInstance(root, memory, offset, value, type.size, path);
  return true;
}

/**
 * What generated code leaves: instances, bytes, and what has other keys than it should.
 * @param {object} type
 * @param {object} root
 * @param {object} memory
 * @param {number} offset
 * @param {any} value
 * @param {Path} path
 */
function putObject(type, root, memory, offset, value, path) {
  if (putInstance(type, root, memory, offset, value, path)) return;
  if (typeof value !== 'object' || value === null || ArrayIsArray(value)) {
    const object = `an object with ${type.form === 'union' ? 'one of its members' : 'its fields'}`;
    // What is made is no instance before.
    const isMade = path.parent === undefined && path.isType;
    fail(path, isMade ? `must be made of ${object}, of bytes, or of another instance` :
      `must be ${describeInstance(type.name)}, or ${object}`);
  }
  if (isBytes(value)) {
    putBytes(type, memory, offset, value, path);
  } else {
    fillNodes(type, value, path, (member, given) => {
      putMember(root, memory, offset, member, value, given, path);
    });
  }
}

/**
 * @param {object} root
 * @param {object} memory
 * @param {number} offset That of the struct or union
 * @param {object} member
 * @param {object} object What it was read from
 * @param {any} value
 * @param {Path} path That of the struct or union
 */
function putMember(root, memory, offset, member, object, value, path) {
  const memberPath = new Path(path, member.name);
  if (value === undefined && !ReflectHas(object, member.name)) fail(memberPath, 'is missing');
  const place = offset + getPlace(member);
  const { type } = member;
  if (type.form !== 'flexible') put(type, root, memory, place, value, memberPath, member);
  else putArray(type.element, root[kLength], root, memory, place, value, memberPath);
}

function checkCount(count, length, path) {
  if (length !== count) {
    fail(path, `must have ${count} element${count === 1 ? '' : 's'}, but has ${length}`);
  }
}

const hasArrayClass = ({ form, isFloat, values }) =>
  form === 'scalar' && (values === 'BigInt' || values === 'Number' || isFloat);

/**
 * @param {object} element A type
 * @param {any} value
 * @returns {boolean} Whether it is a typed array whose elements are such
 */
function isMatching(element, value) {
  return hasArrayClass(element) && isTypedArray(value) &&
    TypedArrayPrototypeGetSymbolToStringTag(value) === getArrayClass(element).name;
}

function putTypedArray(element, count, memory, offset, value, path) {
  const range = getRange(value);
  if (range === undefined) fail(path, 'has no memory, as the ArrayBuffer is detached');
  checkCount(count, TypedArrayPrototypeGetLength(value), path);
  const size = count * element.size;
  const source = createViewMemory(range.buffer, range.offset, size);
  const target = locateAt(memory, offset, size, path);
  copyMemory(target, locateAt(source, 0, size, path), size);
}

/**
 * @param {object} element A type
 * @returns {string} What an array of it can be made of
 */
function describeArray(element) {
  const typed = hasArrayClass(element) ? ` or ${getArrayClass(element).name}` : '';
  return `an array${typed} of elements of type ${element.name}`;
}

/**
 * How many elements there are.
 * @param {object} element A type
 * @param {any} value
 * @param {Path} path
 * @returns {number}
 */
function getCount(element, value, path) {
  const given = typeOf(value);
  if (given?.element !== undefined) return given.getLength(value);
  if (isMatching(element, value)) return TypedArrayPrototypeGetLength(value);
  if (given !== undefined || !ArrayIsArray(value)) {
    fail(path, `must be ${describeArray(element)}`);
  }
  return readLength(value, path);
}

/**
 * Writes an array.
 * @param {object} element The type of its elements
 * @param {number} count How many there have to be
 * @param {object} root
 * @param {object} memory
 * @param {number} offset
 * @param {any} value
 * @param {Path} path
 */
function putArray(element, count, root, memory, offset, value, path) {
  const given = typeOf(value);
  if (given !== undefined) {
    if (given.element === undefined || !isSameType(given.element, element)) {
      fail(path, `must be ${describeArray(element)}, not ${describeOtherArray(given, element)}`);
    }
    checkCount(count, given.getLength(value), path);
    copyInstance(root, memory, offset, value, count * element.size, path);
    return;
  }
  if (isMatching(element, value)) {
    putTypedArray(element, count, memory, offset, value, path);
    return;
  }
  if (!ArrayIsArray(value)) fail(path, `must be ${describeArray(element)}`);
  checkCount(count, value.length, path);
  const { size } = element;
  const isPlain = !isAggregate(element) && !isPointer(element);
  const write = isPlain ? getAccess(element).write : undefined;
  for (let i = 0; i < count; i++) {
    const item = value[i];
    const place = offset + i * size;
    if (isPlain && write(memory, place, item)) continue;
    put(element, root, memory, place, item, new Path(path, i));
  }
}

/**
 * Writes a value to memory that nobody has seen yet.
 * @param {object} type
 * @param {object} root The outermost instance, which holds what pointers point to
 * @param {object} memory
 * @param {number} offset
 * @param {any} value
 * @param {Path} path
 * @param {object} [member] What the type is in a struct or union, if it is
 */
function put(type, root, memory, offset, value, path, member) {
  switch (type.form) {
    case 'struct':
    case 'union':
      type.fill(root, memory, offset, value, path, type);
      break;
    case 'array':
      putArray(type.element, type.count, root, memory, offset, value, path);
      break;
    case 'chars':
      putChars(type, memory, offset, value, path);
      break;
    default:
      if (isPointer(type)) putPointer(type, root, memory, offset, value, path);
      else putPlain(type, memory, offset, value, path, member);
  }
}

/**
 * Writes a value to memory that is in use: all of it or nothing.
 * @param {object} type
 * @param {object} root
 * @param {object} memory
 * @param {number} offset
 * @param {any} value
 * @param {Path} path
 * @param {object} [member]
 */
function assign(type, root, memory, offset, value, path, member) {
  if (!isAggregate(type) || value?.[type.memoryKey] !== undefined) {
    put(type, root, memory, offset, value, path, member);
    return;
  }
  const temporary = type.create();
  put(type, temporary, temporary[kMemory], temporary[kOffset], value, path);
  copyInstance(root, memory, offset, temporary, type.size, path);
}

/**
 * Assigns to a field.
 * @param {object} instance
 * @param {object} member
 * @param {any} value
 * @param {Path} path
 */
function assignMember(instance, member, value, path) {
  assign(member.type, rootOf(instance), instance[kMemory],
         instance[kOffset] + getPlace(member), value, path, member);
}

module.exports = {
  assign,
  assignMember,
  describeArray,
  getCount,
  isMatching,
  put,
  putArray,
  putMember,
  putObject,
  rethrow,
};
