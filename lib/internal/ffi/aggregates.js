'use strict';

// struct(), union() and array(). Their records have, beside what types.js says:
// - `class`, what a program has of the type; `base`, the record of the type whose
//   class that extends, if it does; and what is to be called with the record of a
//   class that extends it, `onDerived`
// - `isFlexible`, whether it is, or ends with, an array without a length
// A struct or union:
// - `members`: a list of all that have a name, with those of anonymous members: each
//   has `name`, `type` (a record), `given` (what a program gave for that), `offset`,
//   and if its type is an array without a length, or a pointer to one, that another
//   member counts: `counter`, that member. Of bit-fields, `bitWidth` and `bitOffset`
//   are defined: the bits are the `bitWidth` ones from bit `bitOffset` of the byte at
//   `offset`, and are all in the `storage` bytes from there, which may be up to nine.
// - `byName`: a map of these
// - `nodes`: the same members as a tree: in the place of an anonymous member is a group
//   of `form` 'struct' or 'union', with `nodes`
// - `fields`, what a program sees
// An array has `element`, a record; `given`; `count`, undefined without a length;
// `countedBy`, the name of what counts it, or, of a result, the index of the argument
// that does; and `isConst`.

const {
  ObjectDefineProperties,
  ObjectFreeze,
  SafeMap,
} = primordials;

const { assertPermitted } = internalBinding('ffi');
const { throwInvalidArgType, throwInvalidArgValue } = require('internal/ffi/errors');
const { nameOf, readFields, readTypeArgument } = require('internal/ffi/fields');
const { TypeLayout, layOut } = require('internal/ffi/layout');
const { createList, push } = require('internal/ffi/list');
const { createClass } = require('internal/ffi/struct');
const {
  describeValue,
  readAlignment,
  readCount,
  readOptions,
  refuseUnstored,
  shorten,
} = require('internal/ffi/type_errors');
const {
  createRecord,
  getType,
  referenceType,
  setRecord,
} = require('internal/ffi/types');

// A property of classes, which those that extend them inherit.
const hidden = (value) =>
  ({ __proto__: null, value, writable: false, enumerable: false, configurable: true });

function createAggregateClass(record) {
  const type = createClass(record);
  record.class = type;
  setRecord(type, record);
  const { size, alignment, fields } = record;
  const statics = {
    __proto__: null,
    size: hidden(size),
    alignment: hidden(alignment),
  };
  if (fields !== undefined) statics.fields = hidden(fields);
  return ObjectDefineProperties(type, statics);
}

function readPacking(value, noun) {
  if (value === undefined || value === false) return 0;
  if (value === true) return 1;
  if (value === 2 || value === 4 || value === 8) return value;
  const received = describeValue(value);
  throwInvalidArgValue(
    `The option 'packed' of ${noun} must be true, 2, 4 or 8. Received ${received}`);
}

function readName(value, call) {
  if (value === undefined) return '';
  if (typeof value !== 'string') {
    const received = describeValue(value);
    throwInvalidArgType(
      `The option 'name' of ${call} must be a string. Received ${received}`);
  }
  return value;
}

function describeLayoutError(error, field, noun) {
  switch (error) {
    case 'flexible array not last':
      return `The ${field.place} must not be of type ${field.type.name}: only the last ` +
             'field of a struct may be an array without a length';
    case 'flexible array alone':
      return `The ${field.place} must not be of type ${field.type.name}: there must be ` +
             'another field before an array without a length';
    case 'too deep':
      return `The type of ${field?.place ?? noun} is nested too deep: more than 256 ` +
             'aggregates in one another';
    default:
      return `The size of ${noun} is more than 2 ** 53 - 1 bytes`;
  }
}

// Gives what makes the layout, each time alike.
function prepareLayout(isUnion, fields, packing, alignment) {
  const widths = createList();
  const unnamed = createList();
  const alignments = createList();
  for (let i = 0; i < fields.length; i++) {
    push(widths, fields[i].width);
    push(unnamed, fields[i].isUnnamed);
    push(alignments, fields[i].alignment);
  }
  return () => {
    const types = createList();
    for (let i = 0; i < fields.length; i++) push(types, fields[i].type.layout);
    return TypeLayout.aggregate(
      isUnion, types, widths, unnamed, alignments, packing, alignment);
  };
}

function createMember(field, offset, bit) {
  const { key: name, type, given, width: bitWidth } = field;
  const isBits = bitWidth !== undefined;
  return {
    __proto__: null,
    name,
    type,
    given,
    offset,
    bitOffset: isBits ? bit : undefined,
    bitWidth,
    storage: isBits ? (bit + bitWidth + 7) >>> 3 : undefined,
    counter: undefined,
  };
}

// What an anonymous aggregate at `offset` consists of.
function moveNodes(nodes, offset) {
  const moved = createList();
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    push(moved, node.nodes === undefined ?
      { __proto__: null, ...node, offset: node.offset + offset } :
      { __proto__: null, form: node.form, nodes: moveNodes(node.nodes, offset) });
  }
  return moved;
}

function createNodes(fields, numbers) {
  const nodes = createList();
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    const offset = numbers[2 + 2 * i];
    if (field.isUnnamed) continue;
    push(nodes, field.isAnonymous ? {
      __proto__: null,
      form: field.type.form,
      nodes: moveNodes(field.type.nodes, offset),
      key: field.key,
    } : createMember(field, offset, numbers[3 + 2 * i]));
  }
  return nodes;
}

function addMembers(nodes, members, byName, noun, key) {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node.nodes !== undefined) {
      addMembers(node.nodes, members, byName, noun, key ?? node.key);
      continue;
    }
    if (byName.has(node.name)) {
      const which = key === undefined ? '' : `; one is of the anonymous field ${key}`;
      throwInvalidArgValue(`There are two fields ${node.name} of ${noun}${which}`);
    }
    byName.set(node.name, node);
    push(members, node);
  }
}

const isCount = ({ isFloat, values }) => !isFloat &&
  (values === 'Number' || values === 'BigInt' || values === 'SafeInteger');

function setCounters(members, byName, noun) {
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    const { form, target } = member.type;
    const array = form === 'pointer' ? target : member.type;
    const name = array?.countedBy;
    if (name === undefined) continue;
    const counter = byName.get(name);
    if (counter === undefined) {
      throwInvalidArgValue(
        `The field ${member.name} of ${noun} is counted by ${shorten(name)}, ` +
        'which is no field of it');
    }
    const { type } = counter;
    if (!isCount(type) || (type.form !== 'scalar' && type.form !== 'endian')) {
      throwInvalidArgValue(
        `The field ${member.name} of ${noun} is counted by ${name}, which is ` +
        `of type ${type.name}, but must be of an integer type`);
    }
    member.counter = counter;
  }
}

// Those of a bit-field have two properties more.
function describeFields(members) {
  const fields = { __proto__: null };
  for (let i = 0; i < members.length; i++) {
    const { name, type, given, offset, bitOffset, bitWidth } = members[i];
    const { size } = type;
    fields[name] = ObjectFreeze(bitWidth === undefined ?
      { type: given, offset, size } :
      { type: given, offset, size, bitOffset, bitWidth });
  }
  return ObjectFreeze(fields);
}

const kMaxNames = 3;

function composeName(form, members) {
  let names = '';
  for (let i = 0; i < members.length && i < kMaxNames; i++) {
    names += `${i === 0 ? '' : ', '}${shorten(members[i].name)}`;
  }
  return `${form}(${names}${members.length > kMaxNames ? ', ...' : ''})`;
}

const kAggregateOptions = ['packed', 'align', 'name'];

function createAggregate(form, definition, given) {
  assertPermitted();
  const options = readOptions(given, `${form}()`, kAggregateOptions);
  const givenName = readName(options.name, `${form}()`);
  const noun = givenName === '' ? `a ${form}` : `${form} ${shorten(givenName)}`;
  const packing = readPacking(options.packed, noun);
  const alignment = options.align === undefined ? 0 :
    readAlignment(options.align, `The option 'align' of ${noun}`);

  const fields = readFields(definition, form, noun);
  const getLayout = prepareLayout(form === 'union', fields, packing, alignment);
  const numbers = layOut(getLayout, (error, index) => {
    throwInvalidArgValue(describeLayoutError(error, fields[index], noun));
  });
  const nodes = createNodes(fields, numbers);
  const members = createList();
  const byName = new SafeMap();
  addMembers(nodes, members, byName, noun);
  setCounters(members, byName, noun);
  const last = fields.length === 0 ? undefined : fields[fields.length - 1].type;

  const record = createRecord({
    __proto__: null,
    form,
    name: givenName === '' ? composeName(form, members) : givenName,
    size: numbers[0],
    alignment: numbers[1],
    core: undefined,
    isFloat: false,
    isSigned: false,
    values: 'Aggregate',
    isFlexible: last?.form === 'flexible',
    members,
    byName,
    nodes,
    fields: describeFields(members),
  }, getLayout);
  record.core = record;
  return createAggregateClass(record);
}

/**
 * A struct, as the platform's C compiler lays it out.
 * @param {object|Array} fields Types by name, or an array of names and types
 * @param {{packed: boolean|number, align: number, name: string}} [options]
 * @returns {Function} A class
 */
function struct(fields, options) {
  return createAggregate('struct', fields, options);
}

/**
 * A union.
 * @param {object|Array} fields As of struct()
 * @param {{packed: boolean|number, align: number, name: string}} [options]
 * @returns {Function} A class
 */
function union(fields, options) {
  return createAggregate('union', fields, options);
}

function readElement(value) {
  const element = readTypeArgument(value, 'array()');
  refuseUnstored(element, 'The elements of array()');
  if (element === getType('void')) {
    throwInvalidArgValue('The elements of array() must not be of type void');
  }
  if (element.isFlexible) {
    throwInvalidArgValue(
      `The elements of array() must not be of type ${element.name}, which has no ` +
      'size of its own');
  }
  return element;
}

const kArrayOptions = ['const'];
const kFlexibleOptions = ['const', 'countedBy'];

function readArrayOptions(given, count) {
  const { const: isConst, countedBy } =
    readOptions(given, 'array()', count === undefined ? kFlexibleOptions : kArrayOptions);
  if (isConst !== undefined && typeof isConst !== 'boolean') {
    const received = describeValue(isConst);
    throwInvalidArgType(
      `The option 'const' of array() must be a boolean. Received ${received}`);
  }
  if (countedBy !== undefined && typeof countedBy !== 'string' &&
      typeof countedBy !== 'number') {
    const received = describeValue(countedBy);
    throwInvalidArgType(
      "The option 'countedBy' of array() must be the name of a field, or, of a result, " +
      `the index of an argument. Received ${received}`);
  }
  return { __proto__: null, isConst: isConst === true, countedBy };
}

/**
 * An array. Without a length, it may be the last field of a struct, or a parameter.
 * @param {string|object|Function} type
 * @param {number} [length]
 * @param {{const: boolean, countedBy: string|number}} [options]
 * @returns {Function} A class
 */
function array(type, length, options) {
  assertPermitted();
  const element = readElement(type);
  if (typeof length === 'object' && length !== null && options === undefined) {
    options = length;
    length = undefined;
  }
  const count = length === undefined ? undefined :
    readCount(length, 'The length of array()');
  const { isConst, countedBy } = readArrayOptions(options, count);

  const getLayout = () => TypeLayout.array(element.layout, count);
  const numbers = layOut(getLayout, (error) => {
    throwInvalidArgValue(describeLayoutError(error, undefined, 'array()'));
  });
  const suffix = count === undefined ? '' : `, ${count}`;
  return createAggregateClass(createRecord({
    __proto__: null,
    form: count === undefined ? 'flexible' : 'array',
    name: `array(${nameOf(type, element)}${suffix})`,
    size: numbers[0],
    alignment: numbers[1],
    core: referenceType,
    isFloat: false,
    isSigned: false,
    values: 'Aggregate',
    isFlexible: count === undefined,
    element,
    given: type,
    count,
    countedBy,
    isConst,
  }, getLayout));
}

module.exports = {
  array,
  struct,
  union,
};
