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

const keywords = new SafeMap([
  ['typedef', kTypedef],
  ['extern', kExtern],
  ['static', kStatic],
  ['auto', kAuto],
  ['register', kRegister],
  ['_Thread_local', kThreadLocal],
  ['__thread', kThreadLocal],
  ['inline', kInline],
  ['__inline', kInline],
  ['__inline__', kInline],
  ['_Noreturn', kNoreturn],
  ['noreturn', kNoreturn],
  ['const', kConst],
  ['__const', kConst],
  ['__const__', kConst],
  ['volatile', kVolatile],
  ['__volatile', kVolatile],
  ['__volatile__', kVolatile],
  ['restrict', kRestrict],
  ['__restrict', kRestrict],
  ['__restrict__', kRestrict],
  ['_Nullable', kNullability],
  ['_Nonnull', kNullability],
  ['_Null_unspecified', kNullability],
  ['_Atomic', kAtomic],
  ['void', kVoid],
  ['char', kChar],
  ['short', kShort],
  ['int', kInt],
  ['long', kLong],
  ['float', kFloat],
  ['double', kDouble],
  ['signed', kSigned],
  ['__signed', kSigned],
  ['__signed__', kSigned],
  ['unsigned', kUnsigned],
  ['_Bool', kBool],
  ['bool', kBool],
  ['_Complex', kComplex],
  ['__complex__', kComplex],
  ['complex', kComplex],
  ['__int128', kInt128],
  ['struct', kStruct],
  ['union', kUnion],
  ['enum', kEnum],
  ['__attribute__', kAttribute],
  ['__attribute', kAttribute],
  ['_Alignas', kAlignas],
  ['alignas', kAlignas],
  ['_Alignof', kAlignof],
  ['alignof', kAlignof],
  ['__alignof__', kAlignof],
  ['__alignof', kAlignof],
  ['sizeof', kSizeof],
  ['offsetof', kOffsetof],
  ['__builtin_offsetof', kOffsetof],
  ['_Static_assert', kStaticAssert],
  ['static_assert', kStaticAssert],
  ['asm', kAsm],
  ['__asm', kAsm],
  ['__asm__', kAsm],
  ['__extension__', kExtension],
  ['typeof', kRefused],
  ['__typeof', kRefused],
  ['__typeof__', kRefused],
  ['typeof_unqual', kRefused],
  ['__auto_type', kRefused],
  ['_Generic', kRefused],
  ['_BitInt', kRefused],
  ['_Imaginary', kRefused],
  ['break', kStatement],
  ['case', kStatement],
  ['continue', kStatement],
  ['default', kStatement],
  ['do', kStatement],
  ['else', kStatement],
  ['for', kStatement],
  ['goto', kStatement],
  ['if', kStatement],
  ['return', kStatement],
  ['switch', kStatement],
  ['while', kStatement],
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
  kUnion,
  kUnsigned,
  kVoid,
  kVolatile,
};
