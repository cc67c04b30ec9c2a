'use strict';

// Numbers and characters as constant expressions have them: a `value`, which is a
// bigint, and a `type`.

const {
  BigInt,
  BigIntAsIntN,
  BigIntAsUintN,
  MathTrunc,
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  hardenRegExp,
} = primordials;

const { base, typeNames } = require('internal/ffi/cdef/base_types');
const { kNumber } = require('internal/ffi/cdef/kinds');
const { createList, push } = require('internal/ffi/list');

const kInteger =
  hardenRegExp(/^(?:0x([0-9a-f]+)|0b([01]+)|(0[0-7]*)|([1-9][0-9]*))(u?(?:l|ll)?|(?:l|ll)u)$/);
const kFloat = hardenRegExp(/^(?:0x[0-9a-f.]*p|[0-9]*\.|[0-9]+e)/);
// No integer of 64 bits has as many digits, but for zeros before it.
const kMaxDigits = 128;

const kTypes = ['int', 'unsigned int', 'long', 'unsigned long', 'long long',
                'unsigned long long'];

/**
 * @param {bigint} value
 * @param {{size: number, isSigned: boolean}} type An integer type
 * @returns {boolean} Whether the type has the value
 */
function fits(value, { size, isSigned }) {
  const bits = BigInt(size * 8);
  return isSigned ?
    value >= -(1n << (bits - 1n)) && value < 1n << (bits - 1n) :
    value >= 0n && value < 1n << bits;
}

// The first type that has it, of those that its form and its suffix let it have.
function findType(value, isDecimal, suffix) {
  let isUnsigned = false;
  let longs = 0;
  for (let i = 0; i < suffix.length; i++) {
    if (suffix[i] === 'u') isUnsigned = true;
    else longs++;
  }
  for (let i = longs * 2; i < kTypes.length; i++) {
    const type = base[kTypes[i]];
    if (isUnsigned ? type.isSigned : isDecimal && !type.isSigned) continue;
    if (fits(value, type)) return type;
  }
}

function readDigits(text) {
  const match = RegExpPrototypeExec(kInteger, text);
  if (match === null) return;
  const { 1: hex, 2: binary, 3: octal, 4: decimal, 5: suffix } = match;
  let digits = decimal;
  if (hex !== undefined) digits = `0x${hex}`;
  else if (binary !== undefined) digits = `0b${binary}`;
  else if (octal !== undefined) digits = `0o0${octal}`;
  return { __proto__: null, digits, isDecimal: decimal !== undefined, suffix };
}

/**
 * @param {Parser} parser At a number
 * @returns {{value: bigint, type: object}}
 */
function readNumber(parser) {
  const { index } = parser;
  const text = parser.textAt(index);
  const shown = parser.describeToken();
  if (text.length > kMaxDigits) parser.fail(`The number ${shown} has too many digits`);
  const lower = StringPrototypeToLowerCase(text);
  const read = readDigits(lower);
  if (read === undefined) {
    const isFloat = RegExpPrototypeExec(kFloat, lower) !== null;
    parser.fail(isFloat ? `Expected an integer, but found ${shown}` :
      `${shown} is no number`);
  }
  const value = BigInt(read.digits);
  const type = findType(value, read.isDecimal, read.suffix);
  if (type === undefined) parser.fail(`The number ${shown} is too large for any integer type`);
  parser.advance();
  return { __proto__: null, value, type };
}

const kDecimal = hardenRegExp(/^([0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?)[fFlL]?$/);

/**
 * @param {Parser} parser
 * @returns {{value: bigint}|undefined} What a cast makes of a floating-point constant, if
 *   that is next
 */
function readFloat(parser) {
  if (parser.kind !== kNumber) return;
  const text = parser.textAt(parser.index);
  if (RegExpPrototypeExec(kFloat, text) === null || text.length > kMaxDigits) return;
  const match = RegExpPrototypeExec(kDecimal, text);
  const number = match === null ? NaN : +match[1];
  if (!(number < 2 ** 64)) return;
  parser.advance();
  return { __proto__: null, value: BigInt(MathTrunc(number)) };
}

const kEscapes = {
  '__proto__': null,
  'a': 7, 'b': 8, 'e': 27, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11,
  '\\': 92, '\'': 39, '"': 34, '?': 63,
};

const kNumericEscape =
  hardenRegExp(/^(?:x([0-9a-fA-F]+)|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/);
const kMaxEscape = 16;

// What follows a backslash: its value, and where it ends.
function readEscape(parser, text, i) {
  const simple = kEscapes[text[i]];
  if (simple !== undefined) return { __proto__: null, code: simple, end: i + 1 };
  const rest = StringPrototypeSlice(text, i, i + kMaxEscape);
  const match = RegExpPrototypeExec(kNumericEscape, rest);
  if (match === null) parser.fail(`There is no escape sequence '\\${text[i]}'`);
  const { 1: hex, 2: octal, 3: short, 4: long } = match;
  const code = octal === undefined ?
    NumberParseInt(hex ?? short ?? long, 16) : NumberParseInt(octal, 8);
  return { __proto__: null, code, end: i + match[0].length,
           isUniversal: short !== undefined || long !== undefined };
}

const kWide = {
  '__proto__': null,
  'L': typeNames.get('wchar_t'),
  'u': typeNames.get('char16_t'),
  'U': typeNames.get('char32_t'),
  'u8': base['unsigned char'],
};

// What a character is in its type; or undefined if it has more bytes in UTF-8 than one.
const encode = (point, type) => (type !== undefined || point < 0x80 ? point : undefined);

const kMaxCharacters = 4;

function readUnits(parser, text, i, type) {
  const codes = createList();
  const last = text.length - 1;
  while (i < last) {
    let code;
    if (text[i] === '\\') {
      const escape = readEscape(parser, text, i + 1);
      code = escape.isUniversal ? encode(escape.code, type) : escape.code;
      i = escape.end;
    } else {
      const point = StringPrototypeCodePointAt(text, i);
      code = encode(point, type);
      i += point > 0xffff ? 2 : 1;
    }
    if (code === undefined) parser.fail('This character has more than one byte: use L or U');
    if (codes.length === kMaxCharacters) parser.fail('These are too many characters for one constant');
    push(codes, code);
  }
  return codes;
}

/**
 * @param {Parser} parser At a character
 * @returns {{value: bigint, type: object}}
 */
function readCharacter(parser) {
  const text = parser.textAt(parser.index);
  let start = 0;
  while (StringPrototypeCharCodeAt(text, start) !== 39) start++;
  const type = start === 0 ? undefined : kWide[StringPrototypeSlice(text, 0, start)];
  const codes = readUnits(parser, text, start + 1, type);
  if (codes.length === 0) parser.fail('There is no character between the quotes');
  const limit = type === undefined ? 1 : type.size;
  let value = 0n;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] >= 2 ** (limit * 8)) parser.fail('The character is too large for its type');
    value = (value << 8n) | BigInt(codes[i]);
  }
  if (type !== undefined && codes.length > 1) {
    parser.fail('There is more than one character between the quotes');
  }
  parser.advance();
  if (type !== undefined) return { __proto__: null, value: wrap(value, type), type };
  // One character has char's sign; more are in the bytes of an int.
  const own = codes.length === 1 ? base.char : base.int;
  return { __proto__: null, value: wrap(value, own), type: base.int };
}

/**
 * @param {bigint} value
 * @param {object} type An integer type
 * @returns {bigint} What the type makes of it
 */
function wrap(value, type) {
  if (type.name === 'bool') return value === 0n ? 0n : 1n;
  const { size, isSigned } = type;
  return isSigned ? BigIntAsIntN(size * 8, value) : BigIntAsUintN(size * 8, value);
}

module.exports = {
  fits,
  readCharacter,
  readFloat,
  readNumber,
  wrap,
};
