'use strict';

// How declared types lie in memory: what the binding takes for them, and what it says of
// structs and unions. Sizes, offsets and errors are known with this when they are needed
// in the text, before any class is made of a type.

const { createList, push } = require('internal/ffi/list');
const { TypeLayout, layOut, setLayout } = require('internal/ffi/layout');
const { alignmentOf, describe, strip } = require('internal/ffi/cdef/c_types');
const { getType } = require('internal/ffi/types');

// What has no values here has a place in memory.
function layOutBytes({ size, alignment }) {
  const types = createList();
  push(types, TypeLayout.array(getType('char').layout, size));
  const none = createList();
  push(none, undefined);
  const unnamed = createList();
  push(unnamed, false);
  const alignments = createList();
  push(alignments, 0);
  return TypeLayout.aggregate(false, types, none, unnamed, alignments, 0, alignment);
}

function getLayout(type) {
  const plain = strip(type);
  switch (plain.kind) {
    case 'enumeration':
      return plain.base.record.layout;
    case 'pointer':
      return getType('pointer').layout;
    case 'array':
      return TypeLayout.array(getLayout(plain.target), plain.count);
    case 'struct':
    case 'union':
      return plain.layout;
    case 'refused':
      return layOutBytes(plain);
    default:
      return plain.record.layout;
  }
}

// Without what typedefs say.
function getNaturalAlignment(type) {
  const plain = strip(type);
  return plain.kind === 'array' ? getNaturalAlignment(plain.target) : plain.alignment;
}

// What a member asks for beyond its type. In what is packed, typedefs have no say.
function getAlignment({ type, alignment }, packing) {
  if (packing !== 0) return alignment;
  const own = alignmentOf(type);
  return own > alignment && own > getNaturalAlignment(type) ? own : alignment;
}

function prepare({ kind, members, packing, ownAlignment }) {
  return () => {
    const types = createList();
    const widths = createList();
    const unnamed = createList();
    const alignments = createList();
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      push(types, getLayout(member.type));
      push(widths, member.width);
      push(unnamed, member.width !== undefined && member.name === undefined);
      push(alignments, getAlignment(member, packing));
    }
    return TypeLayout.aggregate(
      kind === 'union', types, widths, unnamed, alignments, packing, ownAlignment);
  };
}

function describeError(error, type) {
  switch (error) {
    case 'flexible array not last':
      return 'Only the last member of a struct may be an array without a length';
    case 'flexible array alone':
      return 'There must be another member before an array without a length';
    case 'too deep':
      return 'The type is made of too many in one another';
    default:
      return `${describe(type)} is too large`;
  }
}

/**
 * Sets the size and the alignment of a struct or union, and the offsets of its members.
 * @param {Parser} parser
 * @param {AggregateType} type
 * @param {number} at
 */
function layOutAggregate(parser, type, at) {
  const { members } = type;
  const prepared = prepare(type);
  const numbers = layOut(prepared, (error, index) => {
    parser.fail(describeError(error, type), members[index]?.at ?? at);
  });
  type.size = numbers[0];
  type.alignment = numbers[1];
  setLayout(type, prepared);
  for (let i = 0; i < members.length; i++) members[i].offset = numbers[2 + 2 * i];
  if (members.length > 0) {
    const last = strip(members[members.length - 1].type);
    type.isFlexible = last.kind === 'array' && last.count === undefined;
  }
}

/**
 * @param {Member} member
 * @param {AggregateType} type That it is of
 * @returns {number} What is to be said of its alignment, or 0
 */
const getMemberAlignment = (member, { packing }) => getAlignment(member, packing);

module.exports = {
  getMemberAlignment,
  layOutAggregate,
};
