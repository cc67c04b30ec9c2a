'use strict';

// Constant expressions: what C calls integer constant expressions, evaluated as C does.
// Each gives a `value`, a bigint, and its `type`. The value of what is no constant, as
// the length of an array that another parameter tells, is undefined.

const {
  BigInt,
  Number,
  NumberMAX_SAFE_INTEGER,
} = primordials;

const { createList, push } = require('internal/ffi/list');
const { base } = require('internal/ffi/cdef/base_types');
const { alignmentOf, describe, isInteger, sizeOf, strip } = require('internal/ffi/cdef/c_types');
const {
  kAlignof,
  kAmpersand,
  kAnd,
  kArrow,
  kBar,
  kCaret,
  kCharacter,
  kClose,
  kCloseBracket,
  kColon,
  kComma,
  kDot,
  kEqual,
  kGreater,
  kGreaterEqual,
  kLess,
  kLessEqual,
  kMinus,
  kName,
  kNot,
  kNotEqual,
  kNumber,
  kOffsetof,
  kOpen,
  kOpenBracket,
  kOr,
  kPercent,
  kPlus,
  kQuestion,
  kShiftLeft,
  kShiftRight,
  kSizeof,
  kSlash,
  kStar,
  kTilde,
} = require('internal/ffi/cdef/kinds');
const { fits, readCharacter, readFloat, readNumber, wrap } = require('internal/ffi/cdef/literals');
const { suggest } = require('internal/ffi/cdef/parser');

const kInt = base.int;
const kSize = base['unsigned long'];

const create = (value, type) => ({ __proto__: null, value, type });
const createBoolean = (value) => create(value ? 1n : 0n, kInt);

// What arithmetic makes of a narrow type.
function promote(type) {
  const plain = type.kind === 'enumeration' ? type.base : type;
  return plain.rank < kInt.rank ? kInt : plain.canonical;
}

const kUnsigned = {
  '__proto__': null,
  'int': base['unsigned int'],
  'long': base['unsigned long'],
  'long long': base['unsigned long long'],
};

// The type that two operands have in common.
function convert(a, b) {
  const left = promote(a);
  const right = promote(b);
  if (left.isSigned === right.isSigned) return left.rank >= right.rank ? left : right;
  const signed = left.isSigned ? left : right;
  const unsigned = left.isSigned ? right : left;
  if (unsigned.rank >= signed.rank) return unsigned;
  return signed.size > unsigned.size ? signed : kUnsigned[signed.name];
}

// What an operation gives: unsigned types wrap around, signed ones must not.
function finish(parser, value, type, at) {
  if (type.isSigned && !fits(value, type) && parser.skipping === 0) {
    parser.fail(`This overflows: ${value} is too large for ${type.name}`, at);
  }
  return create(wrap(value, type), type);
}

function divide(parser, kind, left, right, type, at) {
  if (right === 0n) {
    if (parser.skipping > 0) return create(0n, type);
    parser.fail('This divides by zero', at);
  }
  return finish(parser, kind === kSlash ? left / right : left % right, type, at);
}

function shift(parser, kind, left, { value: count }, at) {
  const type = promote(left.type);
  if (count < 0n || count >= BigInt(type.size * 8)) {
    if (parser.skipping > 0) return create(0n, type);
    parser.fail(`${describe(type)} can't be shifted by ${count} bits`, at);
  }
  const value = wrap(left.value, type);
  if (kind === kShiftRight) return create(value >> count, type);
  // As GCC does, into the sign too.
  return create(wrap(value << count, type), type);
}

// With operands of one type.
function calculate(parser, kind, left, right, type, at) {
  switch (kind) {
    case kStar: return finish(parser, left * right, type, at);
    case kSlash:
    case kPercent: return divide(parser, kind, left, right, type, at);
    case kPlus: return finish(parser, left + right, type, at);
    case kMinus: return finish(parser, left - right, type, at);
    case kAmpersand: return create(left & right, type);
    case kCaret: return create(left ^ right, type);
    case kBar: return create(left | right, type);
    case kLess: return createBoolean(left < right);
    case kGreater: return createBoolean(left > right);
    case kLessEqual: return createBoolean(left <= right);
    case kGreaterEqual: return createBoolean(left >= right);
    case kEqual: return createBoolean(left === right);
    default: return createBoolean(left !== right);
  }
}

function operate(parser, kind, left, right, at) {
  const isShift = kind === kShiftLeft || kind === kShiftRight;
  const type = isShift ? promote(left.type) : convert(left.type, right.type);
  if (left.value === undefined || right.value === undefined) return create(undefined, type);
  if (isShift) return shift(parser, kind, left, right, at);
  return calculate(parser, kind, wrap(left.value, type), wrap(right.value, type), type, at);
}

// How tightly operators bind, by their kinds.
const precedence = createList();
for (let i = 0; i <= kOr; i++) precedence[i] = 0;
precedence[kOr] = 1;
precedence[kAnd] = 2;
precedence[kBar] = 3;
precedence[kCaret] = 4;
precedence[kAmpersand] = 5;
precedence[kEqual] = precedence[kNotEqual] = 6;
precedence[kLess] = precedence[kGreater] = 7;
precedence[kLessEqual] = precedence[kGreaterEqual] = 7;
precedence[kShiftLeft] = precedence[kShiftRight] = 8;
precedence[kPlus] = precedence[kMinus] = 9;
precedence[kStar] = precedence[kSlash] = precedence[kPercent] = 10;

// The right side of `&&` or `||` is not evaluated if the left side decides.
function parseLogical(parser, kind, left, level) {
  const isDecided = left.value !== undefined && (left.value !== 0n) === (kind === kOr);
  if (isDecided) parser.skipping++;
  const right = parseBinary(parser, level + 1);
  if (isDecided) parser.skipping--;
  if (isDecided) return createBoolean(kind === kOr);
  if (left.value === undefined || right.value === undefined) return create(undefined, kInt);
  return createBoolean(right.value !== 0n);
}

function parseBinary(parser, level) {
  let left = parseUnary(parser);
  for (;;) {
    const { kind, index } = parser;
    const own = kind <= kOr ? precedence[kind] : 0;
    if (own === 0 || own < level) return left;
    parser.advance();
    if (kind === kAnd || kind === kOr) {
      left = parseLogical(parser, kind, left, own);
    } else {
      left = operate(parser, kind, left, parseBinary(parser, own + 1), index);
    }
  }
}

function parseConditional(parser) {
  parser.enter();
  const condition = parseBinary(parser, 1);
  let result = condition;
  if (parser.accept(kQuestion)) {
    const { value } = condition;
    if (value === 0n) parser.skipping++;
    const first = parseConditional(parser);
    if (value === 0n) parser.skipping--;
    parser.expect(kColon, "':'");
    if (value !== undefined && value !== 0n) parser.skipping++;
    const second = parseConditional(parser);
    if (value !== undefined && value !== 0n) parser.skipping--;
    const type = convert(first.type, second.type);
    const chosen = value === 0n ? second.value : first.value;
    result = create(
      value === undefined || chosen === undefined ? undefined : wrap(chosen, type), type);
  }
  parser.leave();
  return result;
}

function parseCast(parser) {
  const at = parser.index;
  parser.advance();
  const type = strip(parser.grammar.parseTypeName(parser));
  parser.expect(kClose, "')' after the type");
  if (!isInteger(type)) {
    parser.fail(`Constants are integers, which ${describe(type)} is not`, at);
  }
  const plain = type.kind === 'enumeration' ? type.base : type;
  const place = parser.index;
  const float = readFloat(parser);
  if (float !== undefined && (plain.name === 'bool' || !fits(float.value, plain))) {
    parser.fail(`The constant ${parser.describeToken(place)} can't be cast to ${describe(type)}`,
                place);
  }
  const { value } = float ?? parseUnary(parser);
  return create(value === undefined ? undefined : wrap(value, plain), plain);
}

// The size or the alignment of a type.
function measure(parser, type, at, what) {
  const { kind } = strip(type);
  const value = what === 'size' ? sizeOf(type) : alignmentOf(type);
  if (value === undefined) {
    if (kind === 'enumeration') parser.fail(`${describe(type)} is not complete here`, at);
    const why = kind === 'struct' || kind === 'union' || kind === 'opaque' ?
      ', which is not defined here' : '';
    parser.fail(`There is no ${what} of ${describe(type)}${why}`, at);
  }
  return create(BigInt(value), kSize);
}

function parseSizeof(parser) {
  parser.advance();
  const at = parser.index;
  if (parser.kind === kOpen && parser.grammar.startsType(parser, at + 1)) {
    parser.advance();
    const type = parser.grammar.parseTypeName(parser);
    parser.expect(kClose, "')' after the type");
    return measure(parser, type, at + 1, 'size');
  }
  parser.skipping++;
  const { type } = parseUnary(parser);
  parser.skipping--;
  return measure(parser, type, at, 'size');
}

function parseAlignof(parser) {
  parser.advance();
  parser.expect(kOpen, "'(' and a type");
  const at = parser.index;
  let type = parser.grammar.parseTypeName(parser);
  parser.expect(kClose, "')' after the type");
  // Of an array, that of the elements.
  while (type.kind === 'array') type = type.target;
  return measure(parser, type, at, 'alignment');
}

function offsetOfMember(parser, type) {
  const plain = strip(type);
  const { kind } = plain;
  if (kind !== 'struct' && kind !== 'union') {
    parser.fail(`${describe(type)} has no members`);
  }
  if (parser.kind !== kName) parser.failExpected('the name of a member');
  if (plain.byName === undefined) parser.fail(`${describe(type)} is not defined here`);
  const found = plain.byName.get(parser.name);
  if (found === undefined) parser.fail(`${describe(type)} has no member '${parser.name}'`);
  if (found.member.width !== undefined) {
    parser.fail(`'${parser.name}' is a bit-field, which has no offset`);
  }
  parser.advance();
  return found;
}

function parseOffsetof(parser) {
  parser.advance();
  parser.expect(kOpen, "'(' and a type");
  let type = parser.grammar.parseTypeName(parser);
  parser.expect(kComma, "',' and the name of a member");
  let found = offsetOfMember(parser, type);
  let { offset } = found;
  type = found.member.type;
  for (;;) {
    if (parser.accept(kDot)) {
      found = offsetOfMember(parser, type);
      offset += found.offset;
      type = found.member.type;
    } else if (parser.accept(kOpenBracket)) {
      const array = strip(type);
      if (array.kind !== 'array') parser.fail(`${describe(type)} is no array`);
      type = array.target;
      offset += (sizeOf(type) ?? 0) * (parseCount(parser, 'index') ?? 0);
      parser.expect(kCloseBracket, "']'");
    } else {
      break;
    }
  }
  parser.expect(kClose, "')'");
  return create(BigInt(offset), kSize);
}

// A parameter, also of the function that this one is a parameter of, for the length of
// another one.
function findParameter(parser, name) {
  for (let step = parser.parameters; step !== undefined; step = step.outer) {
    if (step.hasParameter(name)) return true;
  }
  return false;
}

function parseConstantName(parser) {
  const { name } = parser;
  const found = parser.names.get(name);
  if (found?.kind === 'constant') {
    parser.advance();
    return create(found.value, found.type);
  }
  if (findParameter(parser, name)) {
    parser.advance();
    return create(undefined, kSize);
  }
  if (found === undefined && (name === 'true' || name === 'false')) {
    parser.advance();
    return createBoolean(name === 'true');
  }
  if (found !== undefined) parser.fail(`'${name}' is no constant`);
  // Manual pages name parameters that come later, too.
  if (parser.parameters !== undefined) return addReference(parser);
  const names = createList();
  for (const { 0: key, 1: { kind } } of parser.names) if (kind === 'constant') push(names, key);
  parser.fail(`There is no constant '${name}', of which the text has to give the value ` +
              `if it is a macro${suggest(name, names)}`);
}

// The length of an array that a parameter behind it tells: `.n`.
function parseReference(parser) {
  const { parameters } = parser;
  parser.advance();
  if (parameters === undefined || parser.kind !== kName) {
    parser.failExpected(parameters === undefined ? 'a constant' : 'the name of a parameter');
  }
  return addReference(parser);
}

function addReference(parser) {
  const { parameters } = parser;
  parameters.references ??= createList();
  push(parameters.references, parser.index);
  parser.advance();
  return create(undefined, kSize);
}

function parsePrimary(parser) {
  switch (parser.kind) {
    case kNumber:
      return readNumber(parser);
    case kCharacter:
      return readCharacter(parser);
    case kName:
      return parseConstantName(parser);
    case kDot:
      return parseReference(parser);
    case kOpen: {
      if (parser.grammar.startsType(parser, parser.index + 1)) return parseCast(parser);
      parser.advance();
      const result = parseConditional(parser);
      parser.expect(kClose, "')'");
      return result;
    }
    default:
      parser.failExpected('a constant expression');
  }
}

// What is behind a parameter in the length of another one: `[a->n]`, `[a[0]]`.
function parsePostfix(parser) {
  const result = parsePrimary(parser);
  while (result.value === undefined) {
    if (parser.accept(kOpenBracket)) {
      parseConditional(parser);
      parser.expect(kCloseBracket, "']'");
    } else if (parser.accept(kDot) || parser.accept(kArrow)) {
      if (parser.kind !== kName) parser.failExpected('the name of a member');
      parser.advance();
    } else {
      break;
    }
  }
  return result;
}

function parseOperator(parser) {
  const { kind, index } = parser;
  switch (kind) {
    case kSizeof:
      return parseSizeof(parser);
    case kAlignof:
      return parseAlignof(parser);
    case kOffsetof:
      return parseOffsetof(parser);
    case kPlus:
    case kMinus:
    case kTilde:
    case kNot:
      break;
    case kStar:
    case kAmpersand:
      if (parser.parameters === undefined) parser.failExpected('a constant expression');
      break;
    default:
      return parsePostfix(parser);
  }
  parser.advance();
  const { value, type: given } = parseUnary(parser);
  if (kind === kStar || kind === kAmpersand) return create(undefined, kSize);
  const type = promote(given);
  if (value === undefined) return create(undefined, type);
  switch (kind) {
    case kMinus: return finish(parser, -value, type, index);
    case kTilde: return create(wrap(~value, type), type);
    case kNot: return createBoolean(value === 0n);
    default: return create(value, type);
  }
}

function parseUnary(parser) {
  parser.enter();
  const result = parseOperator(parser);
  parser.leave();
  return result;
}

/**
 * @param {Parser} parser
 * @returns {{value: bigint|undefined, type: CType}}
 */
function parseExpression(parser) {
  return parseConditional(parser);
}

/**
 * @param {Parser} parser
 * @param {string} what What it is, for messages
 * @returns {number|undefined} A number of bytes, bits or elements; undefined if the
 *   parameters of a function tell it
 */
function parseCount(parser, what) {
  const at = parser.index;
  const { value } = parseExpression(parser);
  if (value === undefined) return;
  if (value < 0n) parser.fail(`The ${what} must not be negative, but is ${value}`, at);
  if (value > NumberMAX_SAFE_INTEGER) parser.fail(`The ${what} is too large: ${value}`, at);
  return Number(value);
}

module.exports = {
  parseCount,
  parseExpression,
};
