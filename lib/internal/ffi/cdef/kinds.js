'use strict';

// What tokens there are. The kind of a punctuator of one character is its code. There are
// no assignments, so `+=` is two tokens.

const {
  SafeMap,
} = primordials;

const kEnd = 0;
const kName = 1;
const kNumber = 2;
const kCharacter = 3;
const kString = 4;
// What is no token of C's; the list of tokens says what is wrong with it.
const kBad = 5;

const kNot = 0x21; // !
const kPercent = 0x25; // %
const kAmpersand = 0x26; // &
const kOpen = 0x28; // (
const kClose = 0x29; // )
const kStar = 0x2a; // *
const kPlus = 0x2b; // +
const kComma = 0x2c; // ,
const kMinus = 0x2d; // -
const kDot = 0x2e; // .
const kSlash = 0x2f; // /
const kColon = 0x3a; // :
const kSemicolon = 0x3b; // ;
const kLess = 0x3c; // <
const kAssign = 0x3d; // =
const kGreater = 0x3e; // >
const kQuestion = 0x3f; // ?
const kOpenBracket = 0x5b; // [
const kCloseBracket = 0x5d; // ]
const kCaret = 0x5e; // ^
const kOpenBrace = 0x7b; // {
const kBar = 0x7c; // |
const kCloseBrace = 0x7d; // }
const kTilde = 0x7e; // ~

const kEllipsis = 128; // ...
const kShiftLeft = 129; // <<
const kShiftRight = 130; // >>
const kLessEqual = 131; // <=
const kGreaterEqual = 132; // >=
const kEqual = 133; // ==
const kNotEqual = 134; // !=
const kAnd = 135; // &&
const kOr = 136; // ||
const kArrow = 137; // ->
const kScope = 138; // ::

// Keywords. Those of one group follow each other.
const kTypedef = 200;
const kExtern = 201;
const kStatic = 202;
const kAuto = 203;
const kRegister = 204;
const kThreadLocal = 205;
const kInline = 206;
const kNoreturn = 207;
const kConst = 210;
const kVolatile = 211;
const kRestrict = 212;
const kNullability = 213;
const kAtomic = 214;
const kVoid = 220;
const kChar = 221;
const kShort = 222;
const kInt = 223;
const kLong = 224;
const kFloat = 225;
const kDouble = 226;
const kSigned = 227;
const kUnsigned = 228;
const kBool = 229;
const kComplex = 230;
const kInt128 = 231;
const kStruct = 240;
const kUnion = 241;
const kEnum = 242;
const kAttribute = 250;
const kAlignas = 251;
const kAlignof = 252;
const kSizeof = 253;
const kOffsetof = 254;
const kStaticAssert = 255;
const kAsm = 256;
const kExtension = 257;
// What there is, in C or in GCC, and is not taken.
const kRefused = 258;
const kStatement = 259;
const kTypeof = 260;

// Filled without an iterator, which a program may have replaced.
const keywords = new SafeMap();

function addKeywords(kind, words) {
  for (let i = 0; i < words.length; i++) keywords.set(words[i], kind);
}

addKeywords(kTypedef, ['typedef']);
addKeywords(kExtern, ['extern']);
addKeywords(kStatic, ['static']);
addKeywords(kAuto, ['auto']);
addKeywords(kRegister, ['register']);
addKeywords(kThreadLocal, ['_Thread_local', '__thread']);
addKeywords(kInline, ['inline', '__inline', '__inline__']);
addKeywords(kNoreturn, ['_Noreturn', 'noreturn']);
addKeywords(kConst, ['const', '__const', '__const__']);
addKeywords(kVolatile, ['volatile', '__volatile', '__volatile__']);
addKeywords(kRestrict, ['restrict', '__restrict', '__restrict__']);
addKeywords(kNullability, ['_Nullable', '_Nonnull', '_Null_unspecified']);
addKeywords(kAtomic, ['_Atomic']);
addKeywords(kVoid, ['void']);
addKeywords(kChar, ['char']);
addKeywords(kShort, ['short']);
addKeywords(kInt, ['int']);
addKeywords(kLong, ['long']);
addKeywords(kFloat, ['float']);
addKeywords(kDouble, ['double']);
addKeywords(kSigned, ['signed', '__signed', '__signed__']);
addKeywords(kUnsigned, ['unsigned']);
addKeywords(kBool, ['_Bool']);
addKeywords(kComplex, ['_Complex', '__complex__', 'complex']);
addKeywords(kInt128, ['__int128']);
addKeywords(kStruct, ['struct']);
addKeywords(kUnion, ['union']);
addKeywords(kEnum, ['enum']);
addKeywords(kAttribute, ['__attribute__', '__attribute']);
addKeywords(kAlignas, ['_Alignas', 'alignas']);
addKeywords(kAlignof, ['_Alignof', 'alignof', '__alignof__', '__alignof']);
addKeywords(kSizeof, ['sizeof']);
addKeywords(kOffsetof, ['offsetof', '__builtin_offsetof']);
addKeywords(kStaticAssert, ['_Static_assert', 'static_assert']);
addKeywords(kAsm, ['asm', '__asm', '__asm__']);
addKeywords(kExtension, ['__extension__']);
addKeywords(kTypeof, ['typeof', '__typeof', '__typeof__', 'typeof_unqual']);
addKeywords(kRefused, ['__auto_type', '_Generic', '_BitInt', '_Imaginary']);
addKeywords(kStatement, [
  'break', 'case', 'continue', 'default', 'do', 'else', 'for', 'goto', 'if', 'return',
  'switch', 'while',
]);

module.exports = {
  kAlignas,
  kAlignof,
  kAmpersand,
  kAnd,
  kArrow,
  kAsm,
  kAssign,
  kAtomic,
  kAttribute,
  kAuto,
  kBad,
  kBar,
  kBool,
  kCaret,
  kChar,
  kCharacter,
  kClose,
  kCloseBrace,
  kCloseBracket,
  kColon,
  kComma,
  kComplex,
  kConst,
  kDot,
  kDouble,
  kEllipsis,
  kEnd,
  kEnum,
  kEqual,
  kExtension,
  kExtern,
  keywords,
  kFloat,
  kGreater,
  kGreaterEqual,
  kInline,
  kInt,
  kInt128,
  kLess,
  kLessEqual,
  kLong,
  kMinus,
  kName,
  kNoreturn,
  kNot,
  kNotEqual,
  kNullability,
  kNumber,
  kOffsetof,
  kOpen,
  kOpenBrace,
  kOpenBracket,
  kOr,
  kPercent,
  kPlus,
  kQuestion,
  kRefused,
  kRegister,
  kRestrict,
  kScope,
  kSemicolon,
  kShiftLeft,
  kShiftRight,
  kShort,
  kSigned,
  kSizeof,
  kSlash,
  kStar,
  kStatement,
  kStatic,
  kStaticAssert,
  kString,
  kStruct,
  kThreadLocal,
  kTilde,
  kTypedef,
  kTypeof,
  kUnion,
  kUnsigned,
  kVoid,
  kVolatile,
};
