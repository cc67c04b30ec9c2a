'use strict';

// What the classes of structs, unions and arrays have in common: the source of their
// fields and constructor, and how instances are made of memory that there is.
//
// A record gets, beside what aggregates.js says:
// - `memoryKey`: see instance.js
// - `create()`, which makes an instance with memory of its own, and
//   `view(memory, offset, owner, length)`, which makes one of memory that there is; of a
//   class that extends the type's, they run its constructors
// - `fill(root, memory, offset, value, path, type)`, which writes what a program gives as
//   a value of the record `type` to memory that nobody has seen yet
// - `path`, what errors call the whole
// - of an array, `getLength(instance)` and `getElement(instance, index)`

const {
  BigIntAsIntN,
  NumberMAX_SAFE_INTEGER,
  ObjectKeys,
} = primordials;

const { createPrivateSymbol, int64ToNumber } = internalBinding('ffi');
const {
  constants: {
    kCloneable,
  },
  privateSymbols: {
    transfer_mode_private_symbol: kTransferMode,
  },
} = internalBinding('util');
const { evaluate } = require('internal/ffi/access');
const { at } = require('internal/ffi/class_statics');
const {
  createToken,
  kHeld,
  kLength,
  kMemory,
  kOffset,
  kOwner,
  kType,
  readToken,
} = require('internal/ffi/instance');
const {
  Path,
  throwInvalidArgValue,
  throwWrongReceiver,
} = require('internal/ffi/instance_errors');
const {
  createMemory,
  createNativeMemory,
  isSmall,
  kSlabSize,
  nextSlab,
  slab,
} = require('internal/ffi/instance_memory');
const { isToAsk } = require('internal/ffi/is_to_ask');
const { createList, push } = require('internal/ffi/list');
const { setLowering } = require('internal/ffi/pass');
const { getType } = require('internal/ffi/types');

// What a class is called with, by us only, for an instance of memory that there is.
const internal = { __proto__: null };

// Fields are defined before the constructor runs, in the object itself. To give a class
// another name than it was made with would have V8 look for its fields each time.
const kFields = `static get name() { return record.name; }
[kType] = record;
[kMemory] = noMemory;
[key] = noMemory;
[kOffset] = 0;
[kOwner] = undefined;
[kHeld] = undefined;
[kTransferMode] = cloneable;
`;

function generateRoom({ size, alignment }) {
  if (!isSmall(size, alignment)) {
    return `const m = createMemory(${size}, ${alignment}, record.name);
const o = 0;
`;
  }
  return `let o = (slab.used + ${alignment - 1}) & ${-alignment};
if (o > ${kSlabSize - size}) {
nextSlab();
o = 0;
}
slab.used = o + ${size};
const m = slab.memory;
`;
}

const kAdopt = `if (value === internal) {
this[kMemory] = memory;
this[key] = memory;
this[kOffset] = offset;
this[kOwner] = owner;
`;

// What is left to the other one is a class that extends the type's, an array, or wrong.
const kAt = `static at(pointer, count = undefined) {
if (isFast && this === Instance && count === undefined && typeof pointer === 'bigint' &&
asInt(64, pointer) === pointer && pointer > 0n) {
const address = toNumber(asInt(64, pointer));
if (address <= maxAddress) return new Instance(internal, createNativeMemory(address), 0, undefined);
}
return atOther(this, pointer, count);
}
`;

// For the constructor of a class that extends the type's, which most often is the same
// one. Tells whether there is memory already. It is apart as V8 makes an instance in
// the place of the call only if the constructor is small.
const generateAdopt = ({ isFlexible }) => `let lastClass;
let lastRecord;
function adopt(instance, value, newTarget) {
if (newTarget !== lastClass) {
lastRecord = getDerived(newTarget, record);
lastClass = newTarget;
}
instance[kType] = lastRecord;
const room = readToken(value);
if (room === undefined || room.key !== key) return false;
instance[kMemory] = room.memory;
instance[key] = room.memory;
instance[kOffset] = room.offset;
instance[kOwner] = room.owner;
${isFlexible ? 'instance[kLength] = room.length;\n' : ''}return true;
}
`;
const kAdoptDerived = 'if (new.target !== Instance && adopt(this, value, new.target)) return;\n';

/**
 * Generates the start of a class, `Instance`: its fields and its constructor.
 * @param {object} record
 * @returns {string}
 */
function generateStart(record) {
  if (record.isFlexible) {
    return `static at(pointer, count = undefined) { return atOther(this, pointer, count); }
${kFields}[kLength] = 0;
constructor(value, memory, offset, owner, length) {
${kAdopt}this[kLength] = length;
return;
}
${kAdoptDerived}createFlexible(this, value);
}
`;
  }
  return `${kAt}${kFields}constructor(value, memory, offset, owner) {
${kAdopt}return;
}
${kAdoptDerived}${generateRoom(record)}this[kMemory] = m;
this[key] = m;
this[kOffset] = o;
if (value !== undefined) fill(this, m, o, value, this[kType].path, this[kType]);
}
`;
}

// Any class may be that of Reflect.construct().
function getDerived(newTarget, record) {
  const derived = getType(newTarget);
  return derived?.memoryKey === record.memoryKey ? derived : record;
}

// Makes an instance of a class that extends the type's, by running its constructors.
const kConstruct = `'use strict';
return { view(memory, offset, owner, length) {
const instance = new Class(createToken(key, memory, offset, owner, length));
if (instance?.[key] !== memory || instance[kOffset] !== offset) throwNotPassedOn();
return instance;
} }.view;`;

function createConstruct(record) {
  const throwNotPassedOn = () => {
    throwInvalidArgValue(
      `The constructor of ${record.name} must call super() with what it was called with`);
  };
  return evaluate(
    'construction', kConstruct,
    ['Class', 'createToken', 'kOffset', 'key', 'throwNotPassedOn'],
    [record.class, createToken, kOffset, record.memoryKey, throwNotPassedOn]);
}

// What onDerived() of a record is, which is called with that of such a class.
function onDerived(record) {
  const { base } = record;
  record.view = createConstruct(record);
  record.create = () => {
    const room = base.create();
    return record.view(room[kMemory], room[kOffset], undefined, 0);
  };
  record.path = new Path(undefined, record.name, true);
  record.sequence = undefined;
  setLowering(record);
}

/**
 * Sets what a record has before its class is made.
 * @param {object} record
 */
function prepareRecord(record) {
  record.memoryKey = createPrivateSymbol('kMemory');
  record.path = new Path(undefined, record.name, true);
  record.onDerived = onDerived;
}

/**
 * Evaluates the source of a class.
 * @param {string} title
 * @param {string} body Of a function
 * @param {object} record
 * @param {object} constants What else it uses, by name
 * @returns {any} What it returns
 */
function evaluateClass(title, body, record, constants) {
  const all = {
    __proto__: null,
    asInt: BigIntAsIntN,
    atOther: (Class, pointer, count) => at(Class, record, pointer, count),
    cloneable: kCloneable,
    createNativeMemory,
    isFast: !isToAsk,
    maxAddress: NumberMAX_SAFE_INTEGER - record.size,
    toNumber: int64ToNumber,
    createMemory,
    getDerived,
    internal,
    kHeld,
    kLength,
    kMemory,
    kOffset,
    kOwner,
    kTransferMode,
    kType,
    key: record.memoryKey,
    nextSlab,
    // Of the same class as what takes its place, so that V8 knows it.
    noMemory: slab.memory,
    readToken,
    record,
    slab,
    throwWrongReceiver,
    ...constants,
  };
  const names = ObjectKeys(all);
  const values = createList();
  for (let i = 0; i < names.length; i++) push(values, all[names[i]]);
  return evaluate(title, `'use strict';\n${generateAdopt(record)}${body}`, names, values);
}

module.exports = {
  evaluateClass,
  generateStart,
  prepareRecord,
};
