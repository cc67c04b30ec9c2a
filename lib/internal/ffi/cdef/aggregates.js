'use strict';

// Structs and unions. Beside what c_types.js says, their types have
// - `tag` and `name`, either of which may be undefined; `at`, where it is declared
// - `members`, a list, once its definition has begun: of each `name`, `type`, `width` of a
//   bit-field, `alignment` if it asks for one, `isAnonymous`, `offset`, and `at`. Those
//   without a name are there, too.
// - `byName`, a map of them, with those of anonymous members: of each the `member` and
//   its `offset`
// - `packing`, `ownAlignment`: what attributes say of the whole
// - `layout`, what the binding takes for it

const {
  MathMax,
  SafeMap,
} = primordials;

const {
  checkAlignments,
  isAttribute,
  joinAttributes,
  makeTransparent,
  parseAttributes,
} = require('internal/ffi/cdef/attributes');
const {
  CType,
  alignmentOf,
  describe,
  isInteger,
  isSameDefinition,
  strip,
} = require('internal/ffi/cdef/c_types');
const { kNamed, makeType, parseDeclarator } = require('internal/ffi/cdef/declarators');
const { parseCount } = require('internal/ffi/cdef/expressions');
const {
  kCloseBrace,
  kColon,
  kComma,
  kEnd,
  kName,
  kOpenBrace,
  kSemicolon,
  kStaticAssert,
  kStruct,
} = require('internal/ffi/cdef/kinds');
const { layOutAggregate } = require('internal/ffi/cdef/layouts');
const { parseSpecifiers } = require('internal/ffi/cdef/specifiers');
const { createList, push } = require('internal/ffi/list');

class AggregateType extends CType {
  at;
  byName = undefined;
  packing = 0;
  ownAlignment = 0;
  layout = undefined;
  // Whether the definition has begun.
  isOpen = false;

  constructor(kind, tag, at) {
    super(kind, undefined, undefined);
    this.tag = tag;
    this.at = at;
  }
}

const kMaxMembers = 10_000;
const kMaxNesting = 200;

class Member {
  name;
  at;
  type;
  width;
  alignment = 0;
  // Where `packed` is.
  packedAt = undefined;
  isAnonymous;
  offset = undefined;

  constructor(name, at, type, width, isAnonymous) {
    this.name = name;
    this.at = at;
    this.type = type;
    this.width = width;
    this.isAnonymous = isAnonymous;
  }
}

function checkSpecifiers(parser, { type, storage, storageAt, functionAt, threadAt }) {
  if (type === undefined) parser.grammar.failType(parser, true);
  const at = storage === undefined ? functionAt ?? threadAt : storageAt;
  if (at !== undefined) parser.fail(`A member can't be '${parser.textAt(at)}'`, at);
}

function checkMemberType(parser, type, at) {
  const plain = strip(type);
  const { kind } = plain;
  if (kind === 'array') {
    checkMemberType(parser, plain.target, at);
    return;
  }
  if (kind === 'function') parser.fail('A member is no function, but may be a pointer to one', at);
  if (plain.isFlexible) {
    parser.fail(`${describe(type)} ends with an array without a length, so it can't be a ` +
                'member; a pointer to it can', at);
  }
  if (plain.size === undefined) {
    const why = kind === 'void' ? '' : ', which is not defined here';
    parser.fail(`A member can't be of type ${describe(type)}${why}`, at);
  }
}

// What a program gave for an integer of 64 bits, to have numbers.
const isSafeInteger = ({ kind, record }) => kind === 'given' &&
  record.values === 'SafeInteger' && record.form === 'scalar' && record.name !== 'address';

function checkWidth(parser, type, width, name, at) {
  const plain = strip(type);
  if (!isInteger(plain) && !isSafeInteger(plain)) {
    parser.fail(`A bit-field is an integer, which ${describe(type)} is not`, at);
  }
  if (alignmentOf(type) > plain.alignment) {
    parser.fail('A bit-field of a type that is aligned otherwise is laid out differently by ' +
                'compilers', at);
  }
  const limit = plain.name === 'bool' ? 1 : plain.size * 8;
  if (width > limit) {
    parser.fail(`The bit-field has ${width} bits, but ${describe(type)} has ${limit}`, at);
  }
  if (width === 0 && name !== undefined) {
    parser.fail('A bit-field without bits has no name', at);
  }
}

// The width of a bit-field, if it is one.
function parseWidth(parser, type, name) {
  if (!parser.accept(kColon)) return;
  const at = parser.index;
  const width = parseCount(parser, 'width of the bit-field');
  checkWidth(parser, type, width, name, at);
  return width;
}

function addMember(parser, type, member) {
  if (type.members.length === kMaxMembers) {
    parser.fail(`There are more than ${kMaxMembers} members`, member.at);
  }
  if (member.width === undefined) checkMemberType(parser, member.type, member.at);
  if (member.name === '__proto__') {
    parser.fail("A member can't be called '__proto__' in JavaScript", member.at);
  }
  push(type.members, member);
}

function parseMember(parser, type, specifiers) {
  let declarator;
  let memberType = specifiers.type;
  let attributes;
  let width;
  const at = parser.index;
  if (parser.kind === kColon) {
    width = parseWidth(parser, memberType, undefined);
  } else {
    declarator = parseDeclarator(parser, kNamed);
    attributes = declarator.attributes;
    // What its width is of, if it has one.
    if (parser.kind === kColon) {
      memberType = makeType(parser, memberType, declarator, attributes);
      width = parseWidth(parser, memberType, declarator.name);
    }
  }
  attributes = parseAttributes(parser, attributes);
  attributes = joinAttributes(specifiers.attributes, attributes);
  if (width !== undefined && attributes?.modeAt !== undefined) {
    parser.fail("The attribute 'mode' is not supported for bit-fields", attributes.modeAt);
  }
  if (declarator !== undefined && width === undefined) {
    memberType = makeType(parser, memberType, declarator, attributes);
  }
  const member = new Member(declarator?.name, declarator?.at ?? at, memberType, width, false);
  member.alignment = attributes?.alignment ?? 0;
  member.packedAt = attributes?.packedAt;
  addMember(parser, type, member);
}

// A struct or union without a tag and a name: its members are those of the outer one.
function addAnonymous(parser, type, specifiers) {
  const { type: inner, hasTag, typeAt, attributes } = specifiers;
  const plain = strip(inner);
  const isAggregate = plain.kind === 'struct' || plain.kind === 'union';
  if (!hasTag || !isAggregate || plain.tag !== undefined) {
    parser.failExpected('the name of a member');
  }
  const member = new Member(undefined, typeAt, inner, undefined, true);
  member.alignment = attributes?.alignment ?? 0;
  member.packedAt = attributes?.packedAt;
  addMember(parser, type, member);
}

function parseMembers(parser, type) {
  while (parser.kind !== kCloseBrace) {
    if (parser.accept(kSemicolon)) continue;
    if (parser.kind === kStaticAssert) {
      parser.grammar.parseStaticAssert(parser);
      continue;
    }
    if (parser.kind === kEnd) parser.failExpected("a member or '}'");
    const specifiers = parseSpecifiers(parser);
    checkSpecifiers(parser, specifiers);
    if (parser.kind === kSemicolon) {
      addAnonymous(parser, type, specifiers);
    } else {
      do parseMember(parser, type, specifiers); while (parser.accept(kComma));
    }
    if (parser.kind !== kSemicolon) {
      parser.grammar.failAfter(parser, "';' after the member");
    }
    parser.advance();
  }
  parser.advance();
}

function addNames(parser, type, members, base) {
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    const { name, isAnonymous } = member;
    const offset = base + member.offset;
    if (isAnonymous) {
      addInner(parser, type, strip(member.type), offset, member.at);
    } else if (name !== undefined) {
      addName(parser, type, name, member, offset, member.at);
    }
  }
}

function addInner(parser, type, inner, offset, at) {
  for (const { 0: name, 1: found } of inner.byName) {
    addName(parser, type, name, found.member, offset + found.offset, at);
  }
}

function addName(parser, type, name, member, offset, at) {
  const other = type.byName.get(name);
  if (other !== undefined) {
    parser.fail(`There is a member '${name}' already, at ${parser.describePlace(other.member.at)}`,
                at);
  }
  type.byName.set(name, { __proto__: null, member, offset });
}

function applyAttributes(parser, type, attributes) {
  if (attributes === undefined) return;
  checkAlignments(parser, attributes);
  if (attributes.modeAt !== undefined) {
    parser.fail(`The attribute 'mode' is for integers, which ${describe(type)} is not`,
                attributes.modeAt);
  }
  if (attributes.packedAt !== undefined) type.packing = 1;
  type.ownAlignment = attributes.alignment;
}

function checkNesting(parser, type, at) {
  const { members } = type;
  for (let i = 0; i < members.length; i++) {
    const { nesting, refused } = strip(members[i].type);
    type.nesting = MathMax(type.nesting, nesting);
    type.refused ??= refused;
  }
  if (++type.nesting > kMaxNesting) parser.fail('The type is made of too many in one another', at);
}

function checkPacked(parser, { members, packing }) {
  for (let i = 0; i < members.length; i++) {
    const { packedAt, type, width } = members[i];
    if (packedAt !== undefined && packing === 0 &&
        (width !== undefined || alignmentOf(type) !== 1)) {
      parser.fail("A single member can't be packed here, but the whole: 'packed' behind the '}'",
                  packedAt);
    }
  }
}

function parseBody(parser, type, attributes, at) {
  parser.enter();
  parser.expect(kOpenBrace, "'{'");
  type.isOpen = true;
  type.members = createList();
  parseMembers(parser, type);
  parser.leave();
  const found = parseAttributes(parser, attributes);
  applyAttributes(parser, type, found);
  checkPacked(parser, type);
  checkNesting(parser, type, at);
  layOutAggregate(parser, type, at);
  if (found?.transparentAt !== undefined) makeTransparent(parser, type, found.transparentAt);
  type.byName = new SafeMap();
  addNames(parser, type, type.members, 0);
  type.isOpen = false;
}

// A definition of what was defined before: it has to be the same.
function repeatDefinition(parser, known, attributes, at) {
  const { kind, tag, isOpen } = known;
  if (isOpen) parser.fail(`${describe(known)} is being defined, and can't be defined in itself`, at);
  const type = new AggregateType(kind, tag, at);
  parseBody(parser, type, attributes, at);
  if (!isSameDefinition(known, type)) {
    parser.fail(`${describe(known)} is defined differently at ${parser.describePlace(known.at)}`, at);
  }
  return known;
}

// A definition of what the program gave, too.
function checkGiven(parser, given, kind, tag, attributes, at) {
  const type = new AggregateType(kind, tag, at);
  parseBody(parser, type, attributes, at);
  const { record } = given;
  if (record.form === 'handle') {
    parser.fail(`options.types has a handle for ${describe(type)}, of which the text must not ` +
                'have the members', at);
  }
  if (record.form !== kind || record.size !== type.size || record.alignment !== type.alignment) {
    parser.fail(`${describe(type)} is defined differently in options.types`, at);
  }
  return given;
}

function checkKind(parser, known, kind, at) {
  if (known.kind === kind) return;
  parser.fail(`'${known.tag}' is the tag of ${describe(known)} at ` +
              `${parser.describePlace(known.at)}`, at);
}

/**
 * Reads a struct or union, with its members or without.
 * @param {Parser} parser At the keyword
 * @returns {CType}
 */
function parseAggregate(parser) {
  const kind = parser.kind === kStruct ? 'struct' : 'union';
  parser.advance();
  const attributes = isAttribute(parser) ? parseAttributes(parser) : undefined;
  let tag;
  const at = parser.index;
  if (parser.kind === kName) {
    tag = parser.name;
    parser.advance();
  }
  const hasBody = parser.kind === kOpenBrace;
  if (!hasBody && tag === undefined) parser.failExpected(`the tag of a ${kind}, or '{'`);
  const known = tag === undefined ? undefined : parser.tags.get(tag);
  if (known !== undefined) {
    checkKind(parser, known, kind, at);
    if (!hasBody) return known;
    if (known.members !== undefined) return repeatDefinition(parser, known, attributes, at);
    known.at = at;
    parseBody(parser, known, attributes, at);
    return known;
  }
  const given = tag === undefined ? undefined : parser.given.findTag(kind, tag);
  if (given !== undefined) {
    return hasBody ? checkGiven(parser, given, kind, tag, attributes, at) : given;
  }
  const type = new AggregateType(kind, tag, at);
  if (tag !== undefined) parser.tags.set(tag, type);
  if (hasBody) parseBody(parser, type, attributes, at);
  return type;
}

module.exports = {
  parseAggregate,
};
