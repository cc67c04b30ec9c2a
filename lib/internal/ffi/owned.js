'use strict';

// owned(): what a function gives, and who receives it has to free. The program gets a
// copy of it in JavaScript, and it is freed at once. The records have `inner`, the record
// of what is owned.

const {
  Number,
} = primordials;

const {
  assertPermitted,
  readText,
} = internalBinding('ffi');
const { getTarget } = require('internal/ffi/constructors');
const { throwInvalidArgValue } = require('internal/ffi/errors');
const { nameOf, readTypeArgument } = require('internal/ffi/fields');
const {
  isAggregate,
  kLength,
  kMemory,
  kOffset,
  locateAt,
  sizeOf,
} = require('internal/ffi/instance');
const { Path } = require('internal/ffi/instance_errors');
const {
  createMemory,
  createNativeMemory,
  getAddress,
} = require('internal/ffi/instance_memory');
const { copyMemory } = require('internal/ffi/native_access');
const { passOn } = require('internal/ffi/passed_on');
const { discard } = require('internal/ffi/release');
const { readReleaser } = require('internal/ffi/releaser');
const { getSequence } = require('internal/ffi/sequence');
const { getChars } = require('internal/ffi/text');
const {
  createRecord,
  createTypeObject,
  getType,
  isText,
  referenceType,
} = require('internal/ffi/types');

const kPointer = getType('pointer');
const kPath = new Path(undefined, 'Result');

function copyInstance(type, address) {
  const instance = type.create();
  const { size, path } = type;
  copyMemory(locateAt(instance[kMemory], instance[kOffset], size, path), address, size);
  return instance;
}

// Of an array that an argument counts.
function copyCounted(type, address, count, subject) {
  const view = type.lift(address, undefined, count, subject);
  const size = sizeOf(view);
  const memory = createMemory(size, type.alignment, type.name);
  copyMemory(getAddress(memory), Number(address), size);
  return getSequence(type.element).view(memory, 0, undefined, view[kLength]);
}

// Gives what makes a value of an address, or nothing for other types. `target` is what
// is there.
function createRead(target) {
  if (target.form === 'chars') {
    return (address) => getChars(target, createNativeMemory(Number(address)), 0, kPath);
  }
  if (isAggregate(target) && !target.isFlexible) {
    return (address) => copyInstance(target, Number(address));
  }
}

function refuse(name, problem) {
  throwInvalidArgValue(`The type of owned() must not be ${name}${problem}`);
}

const kKinds = '; it may be one of strings, chars(), pointer() to a struct or union, ' +
  'or array() with a length';

// Why a type is none that createRead() knows.
function explain(given, type, target) {
  const { form, isFlexible } = target;
  if (isFlexible) {
    return form === 'flexible' ? ', an array without a length' :
      `, as ${target.name} ends with an array without a length`;
  }
  if (form === 'struct' || form === 'union') return `; use pointer(${type.name})`;
  if (given === 'string' || given === 'str') return "; use 'cstring'";
  return kKinds;
}

function getRead(given, type) {
  if (isText(type) && type.form === 'scalar') {
    const { layout } = type;
    return (address) => readText(address, layout);
  }
  if (typeof type.countedBy === 'number') {
    return (address, count, subject) => copyCounted(type, address, count, subject);
  }
  // C functions return arrays as their addresses, and nothing else.
  const isAddress = type.form !== 'struct' && type.form !== 'union';
  const target = type.form === 'pointer' ? getTarget(type) : type;
  const read = isAddress ? createRead(target) : undefined;
  if (read === undefined) refuse(nameOf(given, type), explain(given, type, target));
  return read;
}

/**
 * What a function gives, and who receives it has to free: a copy of it.
 * @param {string|object|Function} type
 * @param {string|Function} free A native function, or the name of one in the library of
 *   the function that gives it
 * @returns {object} A type for results
 */
function owned(type, free) {
  assertPermitted();
  const inner = readTypeArgument(type, 'owned()');
  // What a function says that a pointer points to may not be there yet.
  const isLate = inner.form === 'pointer' && inner.target === undefined;
  let read = isLate ? undefined : getRead(type, inner);
  const bindReleaser = readReleaser(free, 'The second argument of owned()');
  const bind = (library, place) => {
    read ??= getRead(type, inner);
    return bindReleaser(library, place);
  };
  const lift = (address, { fn }, count, subject) => {
    if (address === 0n) return null;
    try {
      return read(address, count, subject);
    } finally {
      passOn(fn, address);
    }
  };
  const { size, alignment, values } = kPointer;
  return createTypeObject(createRecord({
    __proto__: null,
    form: 'owned',
    name: `owned(${nameOf(type, inner)})`,
    size,
    alignment,
    core: referenceType,
    isFloat: false,
    isSigned: false,
    values,
    isFlexible: false,
    slot: 'pointer',
    inner,
    // What an argument counts, the signature looks at.
    countedBy: inner.countedBy,
    bind,
    discard,
    lift,
  }, () => kPointer.layout));
}

module.exports = {
  owned,
};
