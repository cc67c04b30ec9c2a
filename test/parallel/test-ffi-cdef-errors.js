// Flags: --experimental-ffi
'use strict';

// What is wrong in declarations is told with its place, and what to do.

require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');
const { eachCase } = require('../common/ffi');

// The text, the line, the column, and what the message begins with.
const cases = [
  // Semicolons.
  ['int f(void)', 1, 12, "Expected ';' after the declaration of 'f', but found the end of the text"],
  ['int f(void)\n', 2, 1, "Expected ';' after the declaration of 'f', but found the end of the text"],
  ['int f(void)\nint g(void);', 2, 1, "Expected ';' after the declaration of 'f', but found 'int'"],
  ['int f(void);\r\nint g(void)\r\n  int h;', 3, 3, "Expected ';' after the declaration of 'g'"],
  ['\tint\tf(void)\t)', 1, 14, "Expected ';' after the declaration of 'f', but found ')'"],
  ['/* 😀 */ int 5;', 1, 14, "Expected a name, but found '5'"],
  ['struct s { int a; int b }', 1, 25, "Expected ';' after the member, but found '}'"],
  ['struct s { int a;', 1, 18, "Expected a member or '}', but found the end of the text"],
  ['int f(int', 1, 10, "Expected ',' or ')' after the parameter, but found the end of the text"],
  ['int f(int a b);', 1, 13, "Expected ',' or ')' after the parameter, but found 'b'"],
  ['int;', 1, 4, "Expected a name, but found ';'"],
  ['int a[2;', 1, 8, "Expected ']' after the length of the array, but found ';'"],
  ['int (a;', 1, 7, "Expected ')', but found ';'"],
  ['enum e { A B };', 1, 12, "Expected ',' or '}' after the enumerator, but found 'B'"],
  ['enum e { };', 1, 10, "Expected a name or '}', but found '}'"],
  ['struct ;', 1, 8, "Expected the tag of a struct, or '{', but found ';'"],
  ['struct s { struct t { int x; }; };', 1, 31, "Expected the name of a member, but found ';'"],

  // What is no declaration of C's.
  ['int a;\n  #define X 1', 2, 3,
   'There is no preprocessor for #define: a constant is declared as enum { NAME = value };'],
  ['#include <stdio.h>', 1, 1, 'There is no preprocessor for #include: paste the declarations that are needed'],
  ['# pragma pack(1)', 1, 1, 'There is no preprocessor for #pragma: what is packed'],
  ['#ifdef X', 1, 1,
   'There is no preprocessor for #ifdef: leave the line out, and paste only the declarations that are needed'],
  ['extern "C" { int f(void); }', 1, 1, 'extern "C": this is C++, and cdef() reads C'],
  ['class A { int x; };', 1, 1, "'class': this is C++"],
  ['template <typename T> T f(T);', 1, 1, "'template': this is C++"],
  ['namespace a { }', 1, 1, "'namespace': this is C++"],
  ['int f(std::string s);', 1, 7, "'std': this is C++"],
  ['int f(vector<int> v);', 1, 7, "'vector': this is C++"],
  ['int a::f(void);', 1, 6, "'::': this is C++"],
  ['int f(int &a);', 1, 11, "There are no references in C, so '&' can't stand here"],
  ['int f(int a = 1);', 1, 13, 'There are no initial values here'],
  ['extern int a = 1;', 1, 14, 'There are no initial values here'],
  ['int f(void) { return 1; }', 1, 13, "There are no functions' bodies here"],
  ['return 1;', 1, 1, "'return' begins a statement: there are declarations only"],
  ['printf("hello");', 1, 1, "There is no type 'printf': a declaration begins with the type"],
  ['a = 1;', 1, 1, "There is no type 'a': assignments are no declarations"],
  ['int f(a, b) int a, b; { }', 1, 7, "There is no type 'a'; a parameter has a type and may have a name"],
  ['typeof(1) a;', 1, 8, "Expected a type, but found '1'"],
  ['__auto_type a;', 1, 1, "'__auto_type' is not supported"],
  ['_Atomic int a;', 1, 1, "'_Atomic' is not supported"],
  ['static int f(void);', 1, 1, "What is 'static' is not in the library"],
  ['extern _Thread_local int f(void);', 1, 8, "'_Thread_local' is for variables"],
  ['struct s { _Thread_local int a; };', 1, 12, "A member can't be '_Thread_local'"],
  ['"text', 1, 1, 'The string does not end on its line'],
  ["enum { A = 'a };", 1, 12, 'The character does not end on its line'],
  ['int f(void); /* more', 1, 14, 'The comment does not end'],
  ['int f(void);\u00a0int g(void);', 1, 13, 'Unexpected character U+00A0'],
  ['int f(void)@;', 1, 12, "Unexpected character '@' (U+0040)"],
  ['int f(void) “x”;', 1, 13, "Unexpected character '“' (U+201C)"],

  // Types.
  ['EXPORT int f(void);', 1, 1,
   "There is no type 'EXPORT'; if it is a macro, leave it out, or put in what it stands for"],
  ['__declspec(dllimport) int f(int);', 1, 1,
   "There is no type '__declspec'; if it is a macro, leave it out, or put in what it stands for"],
  ['ZEXTERN int f(int);', 1, 1, "There is no type 'ZEXTERN'; did you mean 'extern'? If it is a macro, leave it out"],
  ['int EXPORT f(int);', 1, 12,
   "Expected ';' after the declaration of 'EXPORT', but found 'f'; if one of the two is a macro, leave it out"],
  ['const char *version OF((void));', 1, 21,
   "Expected ';' after the declaration of 'version', but found 'OF'; if one of the two is a macro, leave it out"],
  ['int f(void) NOTHROW;', 1, 13,
   "Expected ';' after the declaration of 'f', but found 'NOTHROW'; if it is a macro, leave it out"],
  ['struct s { int a PACKED; };', 1, 18,
   "Expected ';' after the member, but found 'PACKED'; if one of the two is a macro, leave it out"],
  ['int f(int EXPORT *p);', 1, 18,
   "Expected ',' or ')' after the parameter, but found '*'; if 'EXPORT' is a macro, leave it out"],
  ['typedef int (WINAPI *f)(int);', 1, 21, "Expected ')', but found '*'; if 'WINAPI' is a macro, leave it out"],
  ['int f(UNKNOWN (*g)(int));', 1, 7, "There is no type 'UNKNOWN': it has to be declared before"],
  ['int f(szie_t n);', 1, 7, "There is no type 'szie_t'; did you mean 'size_t', 'ssize_t'?"],
  ['int f(integer n);', 1, 7, "There is no type 'integer'; did you mean 'int'?"],
  ['typedef int handle_t; hadnle_t f(void);', 1, 23, "There is no type 'hadnle_t'; did you mean 'handle_t'?"],
  ['struct s { XYZABC a; };', 1, 12, "There is no type 'XYZABC'; if it is a macro"],
  ['int f(XYZABC);', 1, 7, "There is no type 'XYZABC'; a parameter has a type and may have a name"],
  ['XYZABC *f(void);', 1, 1, "There is no type 'XYZABC'; if it is a macro"],
  ['long long long a;', 1, 1, "'long long long' is no type"],
  ['unsigned int a, b; unsigned float c;', 1, 20, "'unsigned float' is no type"],
  ['int struct s a;', 1, 5, "Expected a name after the type 'int', but found 'struct'"],
  ['size_t int a;', 1, 8, "Expected a name after the type 'size_t', but found 'int'"],
  ['int f(int restrict a);', 1, 11, "'restrict' is for pointers: it stands behind the '*'"],
  ['enum e : short { A };', 1, 8, 'An enumeration that names its integer type is C23'],
  ['enum : unsigned char { A };', 1, 6, 'An enumeration that names its integer type is C23'],
  ['restrict int a;', 1, 1, "'restrict' is for pointers: it stands behind the '*'"],
  ['long double f(int);', 1, 1, "There are no values of long double here: leave 'f' out"],
  ['int f(int, long double);', 1, 12, "There are no values of long double here: leave 'f' out"],
  ['double _Complex f(int);', 1, 1, "There are no values of double _Complex here: leave 'f' out"],
  ['__int128 a;', 1, 1, "There are no values of __int128 here: leave 'a' out"],
  ['int f(const char *, va_list);', 1, 21, "Only C can make a va_list: leave 'f' out"],
  ['struct s { long double a; }; int f(struct s);', 1, 36,
   'There are no values of long double here, as struct s has one in it'],
  ['struct s f(void);', 1, 1, 'struct s is not defined, so only pointers to it can be passed'],
  ['int f(struct s s);', 1, 7, 'struct s is not defined, so only pointers to it can be passed'],
  ['extern FILE a;', 1, 8, 'FILE is not defined, so only pointers to it can be passed'],
  ['enum e f(void);', 1, 6, 'There is no enum e yet'],
  ['struct s { int n; char c[]; }; void f(struct s);', 1, 39, 'struct s ends with an array without a length'],
  ['void a;', 1, 6, 'There are no variables of type void'],
  ['int f(int a, void *a);', 1, 20, "There is a parameter 'a' already"],
  ['int f(int, void);', 1, 12, 'A parameter has no type void'],
  ['int f(static int a);', 1, 7, "A parameter can't be 'static'"],
  ['inline int a;', 1, 1, "'inline' is for functions"],
  ['extern static int a;', 1, 8, "There is 'extern' already"],

  // Declarators.
  ['int a[];', 1, 5, "The length of the array 'a' is not known"],
  ['int a[-1];', 1, 7, 'The length of the array must not be negative, but is -1'],
  ['int a[1 << 30][1 << 30];', 1, 6, 'The array is too large'],
  ['int a[n];', 1, 7, "There is no constant 'n'"],
  ['int f(int n, int a[m]);', 1, 20, "There is no parameter or constant 'm'"],
  ['int f(int a[lenght], int length);', 1, 13,
   "There is no parameter or constant 'lenght'; did you mean 'length'?"],
  ['int f(int a[const static]);', 1, 25, "Expected the length of the array after 'static', but found ']'"],
  ['int f(int a[.n]);', 1, 14, "There is no parameter 'n'"],
  ['int f(int a[.lenght], int length);', 1, 14, "There is no parameter 'lenght'; did you mean 'length'?"],
  ['int f(int n; int a[n]);', 1, 7, 'This parameter is declared before the list, but is not in it'],
  ['void a[2];', 1, 7, "There can't be an array of void"],
  ['int a[2][];', 1, 6, "There can't be an array of int [], whose own length is not known"],
  ['int f(struct s a[2]);', 1, 17, "There can't be an array of struct s, which is not defined here"],
  ['int f(void)[2];', 1, 6, 'There are no functions that return an array, but a pointer'],
  ['int f(void)(int);', 1, 6, 'There are no functions that return a function, but a pointer'],
  ['int f[2](void);', 1, 6, 'There are no arrays of functions, but of pointers'],
  ['unsigned a : 3;', 1, 12, 'Bit-fields are in structs and unions only'],
  ['int f(void) asm(f);', 1, 17, "Expected the symbol's name in quotes, but found 'f'"],
  ['int a asm("b");', 1, 5, 'Only functions have a symbol of another name here'],

  // Attributes.
  ['int f(void) __attribute__((nothorw));', 1, 28, "There is no attribute 'nothorw'; did you mean 'nothrow'?"],
  ['int v __attribute__((vector_size(16)));', 1, 22, "The attribute 'vector_size' is not supported"],
  ['int a __attribute__((ms_abi));', 1, 22, 'There is no function here to be called so'],
  ['struct s { char c; int i __attribute__((packed)); };', 1, 41, "A single member can't be packed here"],
  ['typedef struct { char c; int i; } s __attribute__((packed));', 1, 52, "'packed' has no effect here"],
  ['int a __attribute__((aligned(3)));', 1, 30, 'The alignment must be a power of two, at most 2 ** 28, but is 3'],
  ['typedef double d __attribute__((aligned(4)));', 1, 33, "A typedef can't lower the alignment of double, which is 8"],
  ['struct s { int a; } __attribute__((aligned(16), aligned(4)));', 1, 49,
   'A type that is aligned twice must not have the lower alignment last'],
  ['typedef __attribute__((aligned(16))) int t __attribute__((aligned(8)));', 1, 59,
   'A type that is aligned twice must not have the lower alignment last'],
  ['typedef double d __attribute__((mode(SI)));', 1, 33, "The attribute 'mode' is for integers, which double is not"],
  ['union u { char a; int b; } __attribute__((transparent_union));', 1, 43,
   "The attribute 'transparent_union' is for unions whose first member is a pointer or an integer"],
  ['struct s { int a; } __attribute__((transparent_union));', 1, 36,
   "The attribute 'transparent_union' is for unions"],
  ['union u { int a; }; int f(union u a __attribute__((transparent_union)));', 1, 52,
   "'transparent_union' has no effect here: it belongs behind the '}' of union u"],
  ['struct s { int a; } __attribute__((mode(SI)));', 1, 36,
   "The attribute 'mode' is for integers, which struct s is not"],
  ['struct s { __attribute__((mode(HI))) int a : 3; };', 1, 27, "The attribute 'mode' is not supported for bit-fields"],
  ['struct s { int a : 3 __attribute__((mode(HI))); };', 1, 37, "The attribute 'mode' is not supported for bit-fields"],
  ['enum e { A = 256 } __attribute__((mode(QI)));', 1, 35, 'The mode has no room for all values of the enumeration'],
  ['typedef int t __attribute__((mode(TI)));', 1, 35, "The mode 'TI' is not supported"],
  ['int f(void) __attribute__((format(printf, 1, 2);', 1, 48,
   "Expected ',' or the end of the attributes, but found ';'"],

  // Structs and unions.
  ['struct s { struct s a; };', 1, 21, "A member can't be of type struct s, which is not defined here"],
  ['struct s { void a; };', 1, 17, "A member can't be of type void"],
  ['struct s { int a(void); };', 1, 16, 'A member is no function, but may be a pointer to one'],
  ['struct s { int a; struct { int a; }; };', 1, 19, "There is a member 'a' already, at line 1, column 16"],
  ['struct s { int a : 33; };', 1, 20, 'The bit-field has 33 bits, but int has 32'],
  ['struct s { _Bool a : 2; };', 1, 22, 'The bit-field has 2 bits, but bool has 1'],
  ['typedef int t __attribute__((aligned(16))); struct s { t a : 3; };', 1, 62,
   'A bit-field of a type that is aligned otherwise is laid out differently by compilers'],
  ['struct s { int a : 0; };', 1, 20, 'A bit-field without bits has no name'],
  ['struct s { float a : 3; };', 1, 22, 'A bit-field is an integer, which float is not'],
  ['struct s { int a[]; int b; };', 1, 16, 'Only the last member of a struct may be an array without a length'],
  ['struct s { int a[]; };', 1, 16, 'There must be another member before an array without a length'],
  ['struct f { int n; int a[]; }; struct s { struct f f; };', 1, 51,
   "struct f ends with an array without a length, so it can't be a member"],
  ['struct s { char a[1ul << 52], b[1ul << 52]; };', 1, 8, 'struct s is too large'],
  ['struct s { extern int a; };', 1, 12, "A member can't be 'extern'"],
  ['struct s { int __proto__; };', 1, 16, "A member can't be called '__proto__' in JavaScript"],
  ['struct s { struct s { int a; } b; };', 1, 19, "struct s is being defined, and can't be defined in itself"],

  // Constant expressions.
  ['enum { A = 1 / 0 };', 1, 14, 'This divides by zero'],
  ['enum { A = 2147483647 + 1 };', 1, 23, 'This overflows: 2147483648 is too large for int'],
  ['enum { A = 1 << 32 };', 1, 14, "int can't be shifted by 32 bits"],
  ['enum { A = 1.5 };', 1, 12, "Expected an integer, but found '1.5'"],
  ['enum { A = *1 };', 1, 12, "Expected a constant expression, but found '*'"],
  ['enum { A = (long)-3.7 };', 1, 19, "Expected an integer, but found '3.7'"],
  ['enum { A = (char)1e3 };', 1, 18, "The constant '1e3' can't be cast to char"],
  ['enum { A = 08 };', 1, 12, "'08' is no number"],
  ['enum { A = 99999999999999999999 };', 1, 12, "The number '99999999999999999999' is too large for any integer type"],
  ['enum { A = B };', 1, 12, "There is no constant 'B'"],
  ['enum { ABCD = 1, B = ABDC };', 1, 22,
   "There is no constant 'ABDC', of which the text has to give the value if it is a macro; did you mean 'ABCD'?"],
  ['int v; enum { A = v };', 1, 19, "'v' is no constant"],
  ['enum { A = sizeof(struct s) };', 1, 19, 'There is no size of struct s, which is not defined here'],
  ['enum { A = (float)1 };', 1, 12, 'Constants are integers, which float is not'],
  ['enum { A = 0xffffffffffffffff, B };', 1, 32,
   "The value of 'B' would be 18446744073709551616, which no integer type has"],
  ['enum { A = -1, B = 0xffffffffffffffff };', 1, 6, 'There is no integer type that has all values of the enumeration'],
  ['struct s { int a : 3; }; enum { A = offsetof(struct s, a) };', 1, 56, "'a' is a bit-field, which has no offset"],
  ['struct s { int a; }; enum { A = offsetof(struct s, b) };', 1, 52, "struct s has no member 'b'"],
  ["enum { A = '\\q' };", 1, 12, "There is no escape sequence '\\q'"],
  ["enum { A = 'é' };", 1, 12, 'This character has more than one byte: use L or U'],
  ['static_assert(sizeof(long) == 4, "as on " "32 bits");', 1, 1, 'The static assertion is not true: as on 32 bits'],
  ['_Static_assert(0);', 1, 1, 'The static assertion is not true'],
];
for (const [text, line, column, beginning] of eachCase(cases)) {
  assert.throws(() => cdef(text), (error) => {
    assert.ok(error instanceof SyntaxError);
    assert.strictEqual(error.code, 'ERR_FFI_DECLARATION');
    assert.strictEqual(error.message.slice(0, beginning.length), beginning);
    assert.deepStrictEqual([error.line, error.column], [line, column]);
    const [first, ...rest] = error.message.split('\n');
    assert.ok(first.endsWith(` (line ${line}, column ${column})`));
    if (rest.length > 0) assert.match(rest.at(-1), /^[ \t]*\^$/);
    return true;
  });
}

// The message shows the line, and of a long one what is around the place.
assert.throws(() => cdef('int a;\r\n\tint f(voidd);\r\nint b;'), {
  message: "There is no type 'voidd'; did you mean 'void'? (line 2, column 8)\n\n  \tint f(voidd);\n  \t      ^",
});
assert.throws(() => cdef(`${'int a; '.repeat(50)}intt b; ${'int a; '.repeat(50)}`), (error) => {
  const [, , line, caret] = error.message.split('\n');
  assert.ok(line.length < 100);
  assert.ok(line.slice(caret.length - 1).startsWith('intt b;'));
  return true;
});

// Nothing in it moves a terminal's cursor.
assert.throws(() => cdef('static_assert(1, "\x1b[31m" 5);'), (error) => {
  assert.ok(!error.message.includes('\x1b'));
  return error.message.includes('\ufffd[31m');
});

// The stack begins where the program called.
{
  let stack;
  try {
    cdef('int');
  } catch (error) {
    ({ stack } = error);
  }
  assert.match(stack, /\n {4}at [^\n]*test-ffi-cdef-errors\.js/);
  assert.ok(!stack.includes('node:internal/ffi'));
}

for (const [args, message] of eachCase([
  [[], 'The first argument of cdef() must be a string. Received undefined'],
  [[5], 'The first argument of cdef() must be a string. Received type number (5)'],
  [['', 5], 'The options of cdef() must be an object. Received type number (5)'],
  [['', { types: 5 }], "The option 'types' of cdef() must be an object of types by name. Received type number (5)"],
])) {
  assert.throws(() => cdef(...args), { code: 'ERR_INVALID_ARG_TYPE', message });
}
for (const name of eachCase(['sqlite3 *', 'int', '', 'a b', 'struct', 'struct  s', 'class s', '1a'])) {
  assert.throws(() => cdef('', { types: { [name]: 'int' } }), {
    code: 'ERR_INVALID_ARG_VALUE',
    message: `options.types['${name}']: this is no name of a type, such as 'name' or 'struct name'; ` +
             'a handle for pointers is under the name of what these point to',
  });
}
assert.throws(() => cdef('', { types: [] }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => cdef('', { typs: {} }), {
  code: 'ERR_INVALID_ARG_VALUE',
  message: "cdef() has no option 'typs'; did you mean 'types'?",
});
