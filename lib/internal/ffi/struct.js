'use strict';

// The classes of structs and unions. For each type, the source of its accessors is
// generated, with offsets as literals: nothing of a program's is part of it, names are
// added to what has been compiled.

const {
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ReflectApply,
} = primordials;

const { createAccess, getAccess, getPlace } = require('internal/ffi/access');
const { createArrayClass } = require('internal/ffi/array_class');
const { assignMember, putMember, putObject, rethrow } = require('internal/ffi/convert');
const { createFlexible, getCounted, isCounted, setCounted } = require('internal/ffi/flexible');
const { readFunction } = require('internal/ffi/function_pointer');
const { isAggregate, kMemory, kOffset, kType, rootOf } = require('internal/ffi/instance');
const { addStatics } = require('internal/ffi/class_statics');
const { evaluateClass, generateStart, prepareRecord } =
  require('internal/ffi/instance_class');
const { Path, throwInvalidArgValue, throwWrongReceiver } = require('internal/ffi/instance_errors');
const { addMethods, plainOf } = require('internal/ffi/instance_output');
const { createList, push } = require('internal/ffi/list');
const { copyMemory } = require('internal/ffi/native_access');
const { setLowering } = require('internal/ffi/pass');
const { leads, markShared, readRaw } = require('internal/ffi/raw_value');
const { getChars } = require('internal/ffi/text');
const { isPointer } = require('internal/ffi/types');

// Whether accessors read and write it by the functions of access.js.
const isPlain = (member) => !isAggregate(member.type) && member.type.form !== 'chars' &&
  member.type.form !== 'func' && !isCounted(member);

// Where the receiver is no instance of the type, its memory is undefined, of which to
// read anything throws: onError() says what is wrong.
function generateGet(member, i) {
  const place = `this[kOffset] + ${getPlace(member)}`;
  if (isPlain(member)) {
    return `get f${i}() {
try { return read${i}(this[key], ${place}); } catch (error) { onError(error, this, ${i}); }
}`;
  }
  if (isAggregate(member.type) && !isCounted(member)) {
    return `get f${i}() {
try {
const memory = this[key];
if (memory === undefined) throwWrongReceiver(record);
return view${i}(memory, ${place}, this[kOwner] ?? this);
} catch (error) {
checkReceiver(this);
throw error;
}
}`;
  }
  return `get f${i}() { return getMember(this, ${i}); }`;
}

// An instance is copied, if neither it nor the target has pointers to hold, and both are
// where they are for good.
function generateSetAggregate({ type, offset }, i) {
  return `set f${i}(v) {
try {
const from = v[key${i}];
const to = this[key];
if (from.address >= 0 && to.address >= 0 && (v[kOwner] ?? v)[kHeld] === undefined &&
(this[kOwner] ?? this)[kHeld] === undefined) {
copyMemory(to.address + (this[kOffset] + ${offset}), from.address + v[kOffset], ${type.size});
return;
}
} catch {
/* Not both are instances. */
}
setMember(this, ${i}, v);
}`;
}

function generateSet(member, i) {
  if (isAggregate(member.type) && !isCounted(member)) return generateSetAggregate(member, i);
  if (!isPlain(member)) return `set f${i}(v) { setMember(this, ${i}, v); }`;
  // What an instance holds for a pointer has to be let go.
  const condition = isPointer(member.type) ? '(this[kOwner] ?? this)[kHeld] === undefined && ' : '';
  return `set f${i}(v) {
try {
if (${condition}write${i}(this[key], this[kOffset] + ${getPlace(member)}, v)) return;
} catch (error) {
onError(error, this, ${i});
}
setMember(this, ${i}, v);
}`;
}

// Of a plain object, all of whose properties are read once, and in this order.
function generateFill({ form, members, nodes, isFlexible }) {
  let isFlat = form === 'struct' && !isFlexible && members.length > 0;
  for (let i = 0; i < nodes.length; i++) isFlat &&= nodes[i].nodes === undefined;
  if (!isFlat) {
    return `function fill(root, memory, o, v, path, type) {
putObject(type, root, memory, o, v, path);
}`;
  }
  let source = `function fill(root, memory, o, v, path, type) {
if (typeof v !== 'object' || v === null || keysOf(v).length !== ${members.length}) {
putObject(type, root, memory, o, v, path);
return;
}
let x = v[name0];
if (x === undefined) { /* It may be something else, as an array is. */
putObject(type, root, memory, o, v, path);
return;
}
`;
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    const isDefined = isPointer(member.type) ? 'x === undefined || ' : '';
    if (i > 0) source += `x = v[name${i}];\n`;
    source += isPlain(member) ?
      `if (${isDefined}!write${i}(memory, o + ${getPlace(member)}, x)) ` : '';
    source += `putMember(root, memory, o, members[${i}], v, x, path);\n`;
  }
  return `${source}}`;
}

function generatePlain(member, i) {
  const place = `o + ${getPlace(member)}`;
  const isRaw = member.isShared ? 'true' : 'isRaw';
  if (isAggregate(member.type) && !isCounted(member)) {
    return `plain${i}(view${i}(memory, ${place}, v[kOwner] ?? v), ${isRaw})`;
  }
  const value = isPlain(member) ? `read${i}(memory, ${place})` : `plainOf(getMember(v, ${i}), isRaw)`;
  return leads(member.type, member) && member.type.form !== 'flexible' ?
    `${isRaw} ? readRaw(members[${i}].type, memory, ${place}) : ${value}` : value;
}

function generateClass(record) {
  const { members } = record;
  let accessors = '';
  let plain = '';
  for (let i = 0; i < members.length; i++) {
    accessors += `${generateGet(members[i], i)},\n${generateSet(members[i], i)},\n`;
    // As computed keys, they are defined, not assigned: no setter sees them.
    plain += `[name${i}]: ${generatePlain(members[i], i)},\n`;
  }
  return `class Instance {
${generateStart(record)}}
${generateFill(record)}
return {
__proto__: null,
Instance,
accessors: {
${accessors}},
fill,
toPlain(v, isRaw) {
const memory = v[key];
const o = v[kOffset];
try {
return {
${plain}};
} catch (error) {
onPlainError(error, v);
}
},
view(memory, offset, owner, length) {
return new Instance(internal, memory, offset, owner, length);
},
};`;
}

// What the source uses, by name.
function getConstants(record) {
  const { members } = record;
  const pathOf = (instance, i) => new Path(instance[kType].path, members[i].name);
  const checkReceiver = (instance) => {
    if (instance?.[record.memoryKey] === undefined) throwWrongReceiver(record);
  };
  const constants = {
    __proto__: null,
    checkReceiver,
    copyMemory,
    createFlexible,
    getMember(instance, i) {
      checkReceiver(instance);
      const member = members[i];
      const { type } = member;
      const path = pathOf(instance, i);
      if (type.form === 'chars') {
        return getChars(type, instance[kMemory], instance[kOffset] + member.offset, path);
      }
      if (isCounted(member)) return getCounted(instance, member, path);
      const offset = instance[kOffset] + member.offset;
      const address = getAccess(type).read(instance[kMemory], offset);
      return readFunction(type, address, rootOf(instance), offset);
    },
    keysOf: ObjectKeys,
    members,
    onPlainError(error, instance) {
      // The accessor that throws it knows where.
      for (let i = 0; i < record.getters.length; i++) {
        ReflectApply(record.getters[i], instance, []);
      }
      throw error;
    },
    plainOf,
    onError(error, instance, i) {
      checkReceiver(instance);
      rethrow(error, instance[kMemory], pathOf(instance, i));
    },
    putMember,
    putObject,
    readRaw,
    setMember(instance, i, value) {
      checkReceiver(instance);
      const member = members[i];
      if (member.type.form === 'flexible') {
        setCounted(instance, member, value, pathOf(instance, i));
      } else {
        assignMember(instance, member, value, pathOf(instance, i));
      }
    },
  };
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    constants[`name${i}`] = member.name;
    if (isPlain(member)) {
      const { read, write } = createAccess(member.type, member);
      constants[`read${i}`] = read;
      constants[`write${i}`] = write;
    } else if (isAggregate(member.type)) {
      constants[`key${i}`] = member.type.memoryKey;
      constants[`view${i}`] = member.type.view;
      constants[`plain${i}`] = member.type.toPlain;
    }
  }
  return constants;
}

// Each has some names in the source, of which V8 takes 65534 as parameters.
const kMaxMembers = 10_000;

function createStructClass(record) {
  markShared(record.nodes, record.form === 'union');
  const { length } = record.members;
  if (length > kMaxMembers) {
    throwInvalidArgValue(
      `A ${record.form} may have at most ${kMaxMembers} fields, but ${record.name} has ${length}`);
  }
  const made = evaluateClass(`class ${record.form}`, generateClass(record), record,
                             getConstants(record));
  const { Instance, accessors } = made;
  const { prototype } = Instance;
  addMethods(prototype);
  record.getters = createList();
  for (let i = 0; i < record.members.length; i++) {
    const { get, set } = ObjectGetOwnPropertyDescriptor(accessors, `f${i}`);
    push(record.getters, get);
    ObjectDefineProperty(prototype, record.members[i].name,
                         { __proto__: null, get, set, enumerable: true, configurable: true });
  }
  record.fill = made.fill;
  record.toPlain = made.toPlain;
  record.view = made.view;
  record.create = () => new Instance();
  return Instance;
}

/**
 * Makes the class of a struct, union or array.
 * @param {object} record
 * @returns {Function}
 */
function createClass(record) {
  prepareRecord(record);
  const isStruct = record.form === 'struct' || record.form === 'union';
  const Class = isStruct ? createStructClass(record) : createArrayClass(record);
  setLowering(record);
  addStatics(Class, record);
  return Class;
}

module.exports = {
  createClass,
};
