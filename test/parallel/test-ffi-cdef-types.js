// Flags: --experimental-ffi
'use strict';

// What C's types become as parameters, results, members, and variables.

require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');
const { eachCase } = require('../common/ffi');

const nameOf = (type) => (typeof type === 'string' ? `'${type}'` : type.name);
const prelude = `
  struct point { double x, y; };
  typedef struct point point_t;
  enum color { RED, GREEN };
  struct unknown;
  typedef int compare_t(const void *, const void *);
`;

// As a parameter and as a result.
const both = {
  'char': "'char'",
  'signed char': "'schar'",
  'char unsigned': "'uchar'",
  'short': "'short'",
  'int short signed': "'short'",
  'unsigned short int': "'ushort'",
  'int': "'int'",
  'signed': "'int'",
  'unsigned': "'uint'",
  'int unsigned const': "'uint'",
  'long': "'long'",
  'long unsigned int': "'ulong'",
  'long unsigned int long': "'ulonglong'",
  'long signed long': "'longlong'",
  'float': "'float'",
  'double volatile': "'double'",
  '_Bool': "'boolean'",
  'bool': "'boolean'",
  'size_t': "'size_t'",
  'ssize_t': "'ssize_t'",
  'uint64_t': "'uint64_t'",
  'wchar_t': "'wchar_t'",
  'off_t': "'off_t'",
  'pid_t': "'int'",
  'mode_t': "'uint'",
  'socklen_t': "'uint'",
  'enum color': 'enumeration(RED, GREEN)',
  'struct point': 'point',
  'point_t': 'point',
  'const point_t': 'point',
  'void *': "'pointer'",
  'const void *': "'pointer'",
  'char *': 'pointer(char)',
  'const char *': "'cstring'",
  'char const *restrict': "'cstring'",
  'const signed char *': 'pointer(schar)',
  'const unsigned char *': 'pointer(uchar)',
  'wchar_t *': 'pointer(wchar_t)',
  'const wchar_t *': "'wstring'",
  'const char16_t *': "'string16'",
  'const char32_t *': "'string32'",
  'int *': 'pointer(int)',
  'const volatile int *const': 'pointer(int)',
  'struct point *': 'pointer(point)',
  'const point_t *': 'pointer(point)',
  'struct unknown *': "'pointer'",
  'FILE *': "'pointer'",
  'DIR *': "'pointer'",
  'long double *': "'pointer'",
  'va_list *': "'pointer'",
  'enum color *': 'pointer(enumeration(RED, GREEN))',
  'char **': 'pointer(pointer(char))',
  'const char **': 'pointer(cstring)',
  'void **': 'pointer(pointer)',
  'struct unknown **': 'pointer(pointer)',
  'compare_t *': 'func(int32 (pointer, pointer))',
};
for (const [declared, expected] of eachCase(Object.entries(both))) {
  const { f } = cdef(`${prelude} ${declared} f(${declared}, ${declared} named);`).functions;
  assert.deepStrictEqual([f.return, ...f.arguments].map(nameOf), [expected, expected, expected]);
}

// Only as a parameter.
const parameters = {
  'int a[]': 'array(int)',
  'int a[3]': 'array(int, 3)',
  'int a[static 2 + 1]': 'array(int, 3)',
  'int a[restrict]': 'array(int)',
  'int a[const static 2]': 'array(int, 2)',
  'int a[n]': 'array(int)',
  'int a[*]': 'array(int)',
  'int a[.later]': 'array(int)',
  'int a[_Nullable 2]': 'array(int, 2)',
  'int a[2][3]': 'array(array(int, 3), 2)',
  'int a[][3]': 'array(array(int, 3))',
  'struct point a[]': 'array(point)',
  'const struct point a[2]': 'array(point, 2)',
  'int a[*&n + 1]': 'array(int)',
  'int a[n][n]': "'pointer'",
  'int (*a)[n]': "'pointer'",
  'void a[.later]': "'pointer'",
  'const void a[.n * .later]': "'pointer'",
  'char a[]': 'pointer(char)',
  'char a[restrict .later]': 'pointer(char)',
  'char a[26]': 'pointer(chars(26))',
  'const char a[.later]': "'cstring'",
  'const char a[26]': "'cstring'",
  'const wchar_t a[.n]': "'wstring'",
  'wchar_t a[.n]': 'array(wchar_t)',
  'unsigned char a[16]': 'array(uchar, 16)',
  'char *argv[]': 'array(cstring)',
  'const char *argv[]': 'array(cstring)',
  'char *const argv[]': 'array(cstring)',
  'void *a[]': 'array(pointer)',
  'int f(int)': 'func(int32 (int32))',
  'int (*f)(int, ...)': 'func(int32 (int32))',
  'compare_t f': 'func(int32 (pointer, pointer))',
  'void (*f[2])(void)': 'array(func(void ()), 2)',
  'int (*a)[4]': 'pointer(array(int, 4))',
  'int (*a)[]': "'pointer'",
  'void (*f)(long double)': "'function'",
  'register int a': "'int'",
  'int (a)': "'int'",
  'int (size_t)': 'func(int32 (uint64))',
};
for (const [declared, expected] of eachCase(Object.entries(parameters))) {
  const { f } = cdef(`${prelude} void f(int n, ${declared}, int later);`).functions;
  assert.strictEqual(nameOf(f.arguments[1]), expected);
}

// What is constant is not copied back.
const { functions: { f, g } } =
  cdef('void f(const int a[], const int b[2][3], char *const c[]); void g(int a[], char *c[]);');
assert.deepStrictEqual(f.arguments.map(nameOf),
                       ['array(int)', 'array(array(int, 3), 2)', 'array(cstring)']);
assert.notStrictEqual(f.arguments[0], g.arguments[0]);
assert.notStrictEqual(f.arguments[2], g.arguments[1]);

// Only as a member.
const members = {
  'char a[33]': 'chars(33)',
  'char a[2][33]': 'array(chars(33), 2)',
  'char a[0]': 'array(char, 0)',
  'unsigned char a[4]': 'array(uchar, 4)',
  'int a[4]': 'array(int, 4)',
  'const char *a': "'cstring'",
  'char *a': 'pointer(char)',
  'char *a[2]': 'array(pointer(char), 2)',
  'struct s *a': 'pointer(s)',
  'struct unknown *a': "'pointer'",
  'void (*a)(struct s *)': 'func(void (pointer(s)))',
  // Which would have itself in its own type.
  'struct s (*a)(struct s)': "'function'",
  'unsigned a : 3': "'uint'",
  '_Bool a : 1': "'boolean'",
};
for (const [declared, expected] of eachCase(Object.entries(members))) {
  const { types } = cdef(`${prelude} struct s { ${declared}; };`);
  assert.strictEqual(nameOf(types.s.fields.a.type), expected);
}

// The same type is the same object, so that functions can be asked for again.
{
  const text = 'char *f(const int *a, int b[], char *argv[], void *c, uint8_t **d);';
  const first = cdef(text).functions.f;
  const second = cdef(text).functions.f;
  assert.notStrictEqual(first, second);
  assert.strictEqual(first.return, second.return);
  for (const i in first.arguments) assert.strictEqual(first.arguments[i], second.arguments[i]);
}
