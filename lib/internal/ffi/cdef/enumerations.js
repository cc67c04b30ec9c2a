'use strict';

// Enumerations. Beside what c_types.js says, their types have a `tag`, a `name`, and `at`;
// `values`, a list of what each enumerator is: its `name`, its `value`, a bigint, and `at`;
// and `base`, the integer type that GCC takes for it.

const { createList, push } = require('internal/ffi/list');
const { isAttribute, parseAttributes } = require('internal/ffi/cdef/attributes');
const { base } = require('internal/ffi/cdef/base_types');
const { CType, describe, isSameDefinition } = require('internal/ffi/cdef/c_types');
const { parseExpression } = require('internal/ffi/cdef/expressions');
const {
  kAssign,
  kCloseBrace,
  kColon,
  kComma,
  kName,
  kOpenBrace,
} = require('internal/ffi/cdef/kinds');
const { fits } = require('internal/ffi/cdef/literals');
const { Declaration } = require('internal/ffi/cdef/parser');

class EnumerationType extends CType {
  at;
  values = undefined;
  base = undefined;

  constructor(tag, at) {
    super('enumeration', undefined, undefined);
    this.tag = tag;
    this.at = at;
  }
}

const kUnsigned = ['unsigned int', 'unsigned long'];
const kSigned = ['int', 'long'];
const kPackedUnsigned = ['unsigned char', 'unsigned short', 'unsigned int', 'unsigned long'];
const kPackedSigned = ['signed char', 'short', 'int', 'long'];

// The first type that has all values, of the size that a mode says, if there is one;
// unsigned, if none is negative.
function findBase(values, attributes) {
  let isSigned = false;
  for (let i = 0; i < values.length; i++) isSigned ||= values[i].value < 0n;
  const size = attributes?.integerSize;
  const isPacked = size !== undefined || attributes?.packedAt !== undefined;
  const unsigned = isPacked ? kPackedUnsigned : kUnsigned;
  const names = isSigned ? (isPacked ? kPackedSigned : kSigned) : unsigned;
  for (let i = 0; i < names.length; i++) {
    const type = base[names[i]];
    let hasAll = size === undefined || type.size === size;
    for (let j = 0; j < values.length; j++) hasAll &&= fits(values[j].value, type);
    if (hasAll) return type;
  }
}

function findType(value) {
  return fits(value, base.long) ? base.long : base['unsigned long'];
}

function checkValue(parser, name, value, at) {
  if (fits(value, base.long) || fits(value, base['unsigned long'])) return;
  parser.fail(`The value of '${name}' would be ${value}, which no integer type has`, at);
}

// Until the enumeration is complete, one that is no int has the type of its expression.
function declare(parser, name, value, type, at) {
  const known = parser.names.get(name);
  if (known === undefined) {
    const declaration = new Declaration('constant', name, type, at);
    declaration.value = value;
    parser.names.set(name, declaration);
  } else if (known.kind !== 'constant' || known.value !== value) {
    parser.failRepeated(name, known, at);
  }
}

function parseEnumerator(parser, type, previous) {
  if (parser.kind !== kName) parser.failExpected("a name or '}'");
  const { name, index: at } = parser;
  parser.advance();
  if (isAttribute(parser)) parseAttributes(parser);
  let value = previous + 1n;
  let expressionType;
  if (parser.accept(kAssign)) {
    const place = parser.index;
    ({ value, type: expressionType } = parseExpression(parser));
    if (value === undefined) parser.fail('The value must be a constant', place);
  } else {
    checkValue(parser, name, value, at);
  }
  push(type.values, { __proto__: null, name, value, at });
  const ownType = fits(value, base.int) ? base.int : expressionType ?? findType(value);
  declare(parser, name, value, ownType, at);
  return value;
}

function parseBody(parser, type, attributes) {
  parser.advance();
  type.values = createList();
  let value = -1n;
  do {
    if (parser.kind === kCloseBrace && type.values.length > 0) break;
    value = parseEnumerator(parser, type, value);
  } while (parser.accept(kComma));
  parser.expect(kCloseBrace, "',' or '}' after the enumerator");
  const found = parseAttributes(parser, attributes);
  if (found?.alignedAt !== undefined) {
    parser.fail('An enumeration is aligned as its integer type is', found.alignedAt);
  }
  type.base = findBase(type.values, found);
  if (type.base === undefined) {
    if (found?.modeAt !== undefined) {
      parser.fail('The mode has no room for all values of the enumeration', found.modeAt);
    }
    parser.fail('There is no integer type that has all values of the enumeration', type.at);
  }
  type.size = type.base.size;
  type.alignment = type.base.alignment;
  for (let i = 0; i < type.values.length; i++) {
    const declaration = parser.names.get(type.values[i].name);
    // Its values show as the type has them.
    declaration.owner ??= type;
    if (declaration.type !== base.int) declaration.type = declaration.owner.base;
  }
}

function failTag(parser, tag, known, at) {
  parser.fail(`'${tag}' is the tag of ${describe(known)} at ${parser.describePlace(known.at)}`, at);
}

function parseDefinition(parser, tag, at, known, attributes) {
  const type = new EnumerationType(tag, at);
  parseBody(parser, type, attributes);
  const given = tag === undefined || known !== undefined ? undefined :
    parser.given.findTag('enum', tag);
  if (given !== undefined) {
    if (given.size === type.size) return given;
    parser.fail(`enum ${tag} is defined differently in options.types`, at);
  }
  if (known === undefined) {
    if (tag !== undefined) parser.tags.set(tag, type);
    return type;
  }
  if (!isSameDefinition(known, type)) {
    parser.fail(`enum ${tag} is defined differently at ${parser.describePlace(known.at)}`, at);
  }
  return known;
}

// In C11, what is behind a colon is the width of a bit-field.
function refuseType(parser) {
  if (parser.kind !== kColon || !parser.grammar.startsType(parser, parser.index + 1)) return;
  parser.fail('An enumeration that names its integer type is C23, and cdef() reads C11: leave ' +
              "out ':' and the type; __attribute__((mode(HI))) gives it another size");
}

/**
 * Reads an enumeration, with its values or without.
 * @param {Parser} parser At the keyword
 * @returns {CType}
 */
function parseEnumeration(parser) {
  parser.advance();
  const attributes = isAttribute(parser) ? parseAttributes(parser) : undefined;
  let tag;
  const at = parser.index;
  if (parser.kind === kName) {
    tag = parser.name;
    parser.advance();
  }
  refuseType(parser);
  const known = tag === undefined ? undefined : parser.tags.get(tag);
  if (known !== undefined && known.kind !== 'enumeration') failTag(parser, tag, known, at);
  if (parser.kind === kOpenBrace) return parseDefinition(parser, tag, at, known, attributes);
  if (tag === undefined) parser.failExpected("the tag of an enum, or '{'");
  const type = known ?? parser.given.findTag('enum', tag);
  if (type === undefined) parser.fail(`There is no enum ${tag} yet`, at);
  return type;
}

module.exports = {
  parseEnumeration,
};
