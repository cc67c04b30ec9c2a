'use strict';

// What a declaration begins with: the type, how it is qualified, and where what is
// declared belongs to.

const {
  SafeMap,
} = primordials;

const { isAttribute, parseAttributes } = require('internal/ffi/cdef/attributes');
const { base, complex, int128, longDouble, uint128 } =
  require('internal/ffi/cdef/base_types');
const {
  kConst: kConstType,
  kRestrict: kRestrictType,
  kVolatile: kVolatileType,
  pointerTo,
  qualify,
  strip,
} = require('internal/ffi/cdef/c_types');
const {
  kAlignas,
  kAtomic,
  kAttribute,
  kAuto,
  kBool,
  kChar,
  kClose,
  kComplex,
  kConst,
  kDouble,
  kEnum,
  kExtension,
  kExtern,
  kFloat,
  kInline,
  kInt,
  kInt128,
  kLong,
  kName,
  kNoreturn,
  kNullability,
  kOpen,
  kOpenBracket,
  kRefused,
  kRegister,
  kRestrict,
  kShort,
  kSigned,
  kStatic,
  kStruct,
  kThreadLocal,
  kTypedef,
  kTypeof,
  kUnion,
  kUnsigned,
  kVoid,
  kVolatile,
} = require('internal/ffi/cdef/kinds');
const { createList } = require('internal/ffi/list');

// The words of a type may come in any order, so each counts as a digit of a number, which
// is no larger than the number of words.
const kMaxWords = 5;
const words = createList();
const kWords = [kVoid, kChar, kShort, kInt, kLong, kFloat, kDouble, kSigned, kUnsigned, kBool,
                kComplex, kInt128];
for (let i = 0; i < kWords.length; i++) words[kWords[i]] = (kMaxWords + 1) ** i;

const {
  [kVoid]: void_,
  [kChar]: char,
  [kShort]: short,
  [kInt]: int,
  [kLong]: long,
  [kFloat]: float,
  [kDouble]: double,
  [kSigned]: signed,
  [kUnsigned]: unsigned,
  [kBool]: bool,
  [kComplex]: complexWord,
  [kInt128]: int128Word,
} = words;

const wordTypes = new SafeMap();

// `int` may be said, and so may `signed`.
function addIntegers(name, sum) {
  const unsignedType = base[`unsigned ${name}`];
  wordTypes.set(sum, base[name]);
  wordTypes.set(sum + signed, base[name]);
  wordTypes.set(sum + unsigned, unsignedType);
  if (sum === int) return;
  wordTypes.set(sum + int, base[name]);
  wordTypes.set(sum + int + signed, base[name]);
  wordTypes.set(sum + int + unsigned, unsignedType);
}

addIntegers('int', int);
addIntegers('short', short);
addIntegers('long', long);
addIntegers('long long', 2 * long);
wordTypes.set(signed, base.int);
wordTypes.set(unsigned, base['unsigned int']);
wordTypes.set(void_, base.void);
wordTypes.set(bool, base.bool);
wordTypes.set(char, base.char);
wordTypes.set(char + signed, base['signed char']);
wordTypes.set(char + unsigned, base['unsigned char']);
wordTypes.set(float, base.float);
wordTypes.set(double, base.double);
wordTypes.set(double + long, longDouble);
wordTypes.set(complexWord, complex.double);
wordTypes.set(float + complexWord, complex.float);
wordTypes.set(double + complexWord, complex.double);
wordTypes.set(double + long + complexWord, complex['long double']);
wordTypes.set(int128Word, int128);
wordTypes.set(int128Word + signed, int128);
wordTypes.set(int128Word + unsigned, uint128);

class Specifiers {
  type = undefined;
  // Where all this begins, and the type in it.
  at;
  typeAt = undefined;
  // A keyword's kind, or undefined.
  storage = undefined;
  storageAt = undefined;
  // Where `_Thread_local` is, which only variables have.
  threadAt = undefined;
  // Where `inline` or `_Noreturn` is, which only functions have.
  functionAt = undefined;
  attributes = undefined;
  // Whether a struct, union or enumeration is named or defined.
  hasTag = false;

  constructor(at) {
    this.at = at;
  }
}

// Whether the token at an index can begin a type.
const isTypeWord = createList();
const kTypeWords = [kTypeof, kStruct, kUnion, kEnum, kConst, kVolatile, kRestrict, kNullability, kAtomic,
                    kAttribute, kExtension, kRefused, kRegister, kStatic, kExtern, kTypedef,
                    kAuto, kInline, kNoreturn, kThreadLocal, kAlignas];
for (let i = 0; i < kWords.length; i++) isTypeWord[kWords[i]] = true;
for (let i = 0; i < kTypeWords.length; i++) isTypeWord[kTypeWords[i]] = true;

/**
 * @param {Parser} parser
 * @param {number} index A token's
 * @returns {boolean} Whether a type begins there
 */
function startsType(parser, index) {
  const { kinds, names } = parser.tokens;
  const kind = kinds[index];
  if (kind === kName) return parser.findType(names[index]) !== undefined;
  return isTypeWord[kind] === true;
}

function setStorage(parser, specifiers) {
  if (parser.kind === kThreadLocal) {
    // Of a variable, it says nothing about its type.
    specifiers.threadAt = parser.index;
    parser.advance();
    return;
  }
  if (specifiers.storage !== undefined) {
    parser.fail(`There is '${parser.textAt(specifiers.storageAt)}' already`);
  }
  specifiers.storage = parser.kind;
  specifiers.storageAt = parser.index;
  parser.advance();
}

// The word of a type that begins before, or another type.
function refuseSecond(parser, specifiers) {
  const type = parser.textAt(specifiers.typeAt);
  parser.fail(`Expected a name after the type '${type}', but found ${parser.describeToken()}`);
}

function findWords(parser, sum, first) {
  const type = wordTypes.get(sum);
  if (type !== undefined) return type;
  let text = '';
  for (let i = first; i < parser.index; i++) {
    if (words[parser.tokens.kinds[i]] !== undefined) {
      text += `${text === '' ? '' : ' '}${parser.textAt(i)}`;
    }
  }
  parser.fail(`'${text}' is no type`, first);
}

function parseNullptr(parser) {
  parser.advance();
  return pointerTo(base.void);
}

// Only of a type: there are no expressions that have one, but constants.
function parseTypeof(parser) {
  const { name } = parser;
  parser.advance();
  parser.expect(kOpen, `'(' after '${name}'`);
  if (!startsType(parser, parser.index) && parser.name !== 'nullptr') {
    parser.failExpected('a type');
  }
  // <stddef.h> has a name for the type of nullptr.
  const type = parser.name === 'nullptr' ?
    parseNullptr(parser) : parser.grammar.parseTypeName(parser);
  parser.expect(kClose, "')' after the type");
  return name === 'typeof_unqual' ? strip(type) : type;
}

// A typedef may be a pointer, and what a program gave, too.
function checkRestrict(parser, type, at) {
  const kind = type === undefined ? undefined : strip(type).kind;
  if (kind === 'pointer' || kind === 'given') return;
  parser.fail(`'${parser.textAt(at)}' is for pointers: it stands behind the '*'`, at);
}

function refuseWord(parser) {
  const text = parser.textAt(parser.index);
  parser.fail(`'${text}' is not supported: give the type itself`);
}

/**
 * Reads what a declaration begins with, as far as it goes.
 * @param {Parser} parser
 * @returns {Specifiers} Its `type` may be undefined
 */
function parseSpecifiers(parser) {
  const specifiers = new Specifiers(parser.index);
  let sum = 0;
  let count = 0;
  let type;
  let qualifiers = 0;
  let restrictAt;
  for (;;) {
    const { kind, index } = parser;
    const word = words[kind];
    if (word !== undefined) {
      if (type !== undefined) refuseSecond(parser, specifiers);
      if (count++ === 0) specifiers.typeAt = index;
      if (count > kMaxWords) findWords(parser, -1, specifiers.typeAt);
      sum += word;
      parser.moveTo(index + 1);
      continue;
    }
    switch (kind) {
      case kName: {
        if (type !== undefined || count > 0) break;
        type = parser.findType(parser.name);
        if (type === undefined) break;
        specifiers.typeAt = index;
        parser.moveTo(index + 1);
        continue;
      }
      case kConst:
        qualifiers |= kConstType;
        parser.moveTo(index + 1);
        continue;
      case kVolatile:
        qualifiers |= kVolatileType;
        parser.moveTo(index + 1);
        continue;
      case kRestrict:
        qualifiers |= kRestrictType;
        restrictAt ??= index;
        parser.moveTo(index + 1);
        continue;
      case kNullability:
      case kExtension:
        parser.moveTo(index + 1);
        continue;
      case kStruct:
      case kUnion:
      case kEnum:
        if (type !== undefined || count > 0) refuseSecond(parser, specifiers);
        specifiers.typeAt = index;
        specifiers.hasTag = true;
        type = kind === kEnum ? parser.grammar.parseEnumeration(parser) :
          parser.grammar.parseAggregate(parser);
        continue;
      case kTypeof:
        if (type !== undefined || count > 0) refuseSecond(parser, specifiers);
        specifiers.typeAt = index;
        type = parseTypeof(parser);
        continue;
      case kTypedef:
      case kExtern:
      case kStatic:
      case kAuto:
      case kRegister:
      case kThreadLocal:
        setStorage(parser, specifiers);
        continue;
      case kInline:
      case kNoreturn:
        specifiers.functionAt ??= index;
        parser.moveTo(index + 1);
        continue;
      case kAtomic:
      case kRefused:
        refuseWord(parser);
        break;
      case kAttribute:
      case kAlignas:
      case kOpenBracket:
        if (!isAttribute(parser)) break;
        specifiers.attributes = parseAttributes(parser, specifiers.attributes);
        continue;
    }
    break;
  }
  if (count > 0) type = findWords(parser, sum, specifiers.typeAt);
  if (restrictAt !== undefined) checkRestrict(parser, type, restrictAt);
  specifiers.type = type === undefined ? undefined : qualify(type, qualifiers);
  return specifiers;
}

module.exports = {
  parseSpecifiers,
  startsType,
};
