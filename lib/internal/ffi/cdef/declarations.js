'use strict';

// The text as a whole: a list of declarations.

const {
  StringPrototypeIncludes,
  StringPrototypeSlice,
} = primordials;

const { push } = require('internal/ffi/list');
const { parseAggregate } = require('internal/ffi/cdef/aggregates');
const { checkAlignments, joinAttributes, parseAttributes } = require('internal/ffi/cdef/attributes');
const {
  align,
  alignmentOf,
  describe,
  handleItself,
  isHandle,
  isSame,
  sizeOf,
  strip,
} = require('internal/ffi/cdef/c_types');
const { kNamed, makeType, parseDeclarator, parseTypeName } =
  require('internal/ffi/cdef/declarators');
const { parseEnumeration } = require('internal/ffi/cdef/enumerations');
const { failAfter, failType, refuseLinkage } = require('internal/ffi/cdef/explain');
const { parseExpression } = require('internal/ffi/cdef/expressions');
const {
  kAsm,
  kAuto,
  kClose,
  kColon,
  kComma,
  kEnd,
  kExtern,
  kOpen,
  kRegister,
  kSemicolon,
  kStatic,
  kStaticAssert,
  kString,
  kTypedef,
} = require('internal/ffi/cdef/kinds');
const { Declaration, Parser } = require('internal/ffi/cdef/parser');
const { parseSpecifiers, startsType } = require('internal/ffi/cdef/specifiers');

// One string of several, as they stand there.
function parseString(parser, expected) {
  if (parser.kind !== kString) parser.failExpected(expected);
  let text = '';
  while (parser.kind === kString) {
    const part = parser.textAt(parser.index);
    let start = 0;
    while (part[start] !== '"') start++;
    text += StringPrototypeSlice(part, start + 1, -1);
    parser.advance();
  }
  return text;
}

function parseStaticAssert(parser) {
  const at = parser.index;
  parser.advance();
  parser.expect(kOpen, "'('");
  const { value } = parseExpression(parser);
  let message = '';
  if (parser.accept(kComma)) message = `: ${parseString(parser, 'a string')}`;
  parser.expect(kClose, "')'");
  parser.expect(kSemicolon, "';' after the assertion");
  if (value === 0n) parser.fail(`The static assertion is not true${message}`, at);
}

// The name that the library has for what is declared, as `asm("name")` tells it.
function parseSymbol(parser) {
  parser.advance();
  parser.expect(kOpen, "'(' and the symbol's name");
  const at = parser.index;
  const symbol = parseString(parser, "the symbol's name in quotes");
  if (symbol === '' || StringPrototypeIncludes(symbol, '\\')) {
    parser.fail("This is no symbol's name", at);
  }
  parser.expect(kClose, "')'");
  return symbol;
}

const kStorageProblems = {
  __proto__: null,
  [kStatic]: 'is not in the library',
  [kAuto]: 'is for what is in a function',
  [kRegister]: 'is for what is in a function',
};

function checkStorage(parser, { storage, storageAt }) {
  const problem = kStorageProblems[storage];
  if (problem === undefined) return;
  const word = parser.textAt(storageAt);
  parser.fail(storage === kStatic ? `What is '${word}' ${problem}` : `'${word}' ${problem}`,
              storageAt);
}

function declareTypedef(parser, { name, at }, declaredType, attributes) {
  let type = declaredType;
  if (attributes?.packedAt !== undefined) {
    parser.fail("'packed' has no effect here: it belongs behind the '}' of the struct",
                attributes.packedAt);
  }
  checkAlignments(parser, attributes);
  if (attributes?.alignedAt !== undefined && attributes.alignment !== 0) {
    type = alignTypedef(parser, type, attributes);
  }
  const known = parser.names.get(name);
  if (known !== undefined) {
    if (known.kind !== 'typedef' || !isSame(known.declared, type)) {
      parser.failRepeated(name, known, at);
    }
    return;
  }
  const plain = strip(type);
  if (plain.name === undefined && plain.tag === undefined) plain.name = name;
  const declaration =
    new Declaration('typedef', name, findGiven(parser, name, type, at) ?? type, at);
  declaration.declared = type;
  parser.names.set(name, declaration);
}

function alignTypedef(parser, type, { alignment, alignedAt }) {
  const own = alignmentOf(type);
  if (own === undefined) parser.fail(`${describe(type)} has no alignment`, alignedAt);
  if (alignment < own) {
    parser.fail(`A typedef can't lower the alignment of ${describe(type)}, which is ${own}, here`,
                alignedAt);
  }
  return alignment === own ? type : align(type, alignment);
}

// What the program gave for the name of a typedef: it takes the place of what the text
// says, if it has that size.
function findGiven(parser, name, type, at) {
  const given = parser.given.findName(name);
  if (given === undefined || strip(type) === given) return;
  const size = sizeOf(type);
  if (isHandle(given)) {
    // It is a pointer to what has the name, or the name's own type is that pointer.
    return strip(type).kind === 'pointer' ? handleItself(given) : given;
  }
  if (size !== undefined && size !== given.size) {
    parser.fail(`'${name}' has ${size} bytes, but what options.types has for it has ${given.size}`,
                at);
  }
  return given;
}

function declareFunction(parser, { name, at }, type, typeAt, symbol) {
  const known = parser.names.get(name);
  if (known === undefined) {
    const declaration = new Declaration('function', name, type, at);
    declaration.typeAt = typeAt;
    declaration.symbol = symbol;
    parser.names.set(name, declaration);
    push(parser.functions, declaration);
    return;
  }
  if (known.kind !== 'function' || !isSame(known.type, type) ||
      (symbol !== undefined && known.symbol !== undefined && symbol !== known.symbol)) {
    parser.failRepeated(name, known, at);
  }
  known.symbol ??= symbol;
  if (!known.type.hasPrototype) known.type = type;
}

function declareVariable(parser, { name, at }, type, { typeAt, functionAt }) {
  if (functionAt !== undefined) {
    parser.fail(`'${parser.textAt(functionAt)}' is for functions`, functionAt);
  }
  if (strip(type).kind === 'void') parser.fail('There are no variables of type void', at);
  const known = parser.names.get(name);
  if (known === undefined) {
    const declaration = new Declaration('variable', name, type, at);
    declaration.typeAt = typeAt;
    parser.names.set(name, declaration);
    push(parser.variables, declaration);
    return;
  }
  if (known.kind !== 'variable' || !isSame(known.type, type)) {
    parser.failRepeated(name, known, at);
  }
  // One of the two may have the length of an array.
  if (sizeOf(known.type) === undefined) known.type = type;
}

function parseDeclared(parser, specifiers) {
  const declarator = parseDeclarator(parser, kNamed);
  const symbol = parser.kind === kAsm ? parseSymbol(parser) : undefined;
  const attributes = joinAttributes(
    specifiers.attributes, parseAttributes(parser, declarator.attributes));
  const type = makeType(parser, specifiers.type, declarator, attributes);
  const plain = strip(type);
  const isTypedef = specifiers.storage === kTypedef;
  if (specifiers.threadAt !== undefined && (isTypedef || plain.kind === 'function')) {
    const word = parser.textAt(specifiers.threadAt);
    parser.fail(`'${word}' is for variables`, specifiers.threadAt);
  }
  if (plain.kind === 'function' && !isTypedef) {
    declareFunction(parser, declarator, plain, specifiers.typeAt, symbol);
    return declarator.name;
  }
  if (symbol !== undefined) {
    parser.fail('Only functions have a symbol of another name here', declarator.at);
  }
  if (isTypedef) declareTypedef(parser, declarator, type, attributes);
  else declareVariable(parser, declarator, type, specifiers);
  return declarator.name;
}

// Of `struct x;` and the like.
function checkTag(parser, { hasTag, storage, storageAt }) {
  if (!hasTag) parser.failExpected('a name');
  if (storage !== undefined && storage !== kExtern) {
    parser.fail('There is no name behind the type', storage === kTypedef ? undefined : storageAt);
  }
}

function parseDeclaration(parser) {
  if (parser.kind === kStaticAssert) {
    parseStaticAssert(parser);
    return;
  }
  refuseLinkage(parser);
  const specifiers = parseSpecifiers(parser);
  if (specifiers.type === undefined) failType(parser, false);
  checkStorage(parser, specifiers);
  if (parser.kind === kSemicolon) {
    checkTag(parser, specifiers);
    parser.advance();
    return;
  }
  let name;
  do {
    name = parseDeclared(parser, specifiers);
  } while (parser.accept(kComma));
  if (parser.kind !== kSemicolon) {
    if (parser.kind === kColon) parser.fail('Bit-fields are in structs and unions only');
    failAfter(parser, `';' after the declaration of '${name}'`);
  }
  parser.advance();
}

const kGrammar = {
  __proto__: null,
  failAfter,
  failType,
  parseAggregate,
  parseEnumeration,
  parseStaticAssert,
  parseTypeName,
  startsType,
};

/**
 * @param {string} text
 * @param {Given} given
 * @returns {Parser} With what the text declares
 */
function parseText(text, given) {
  const parser = new Parser(text, given, kGrammar);
  while (parser.kind !== kEnd) {
    if (!parser.accept(kSemicolon)) parseDeclaration(parser);
  }
  return parser;
}

module.exports = {
  parseText,
};
