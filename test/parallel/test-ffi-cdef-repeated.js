// Flags: --experimental-ffi
'use strict';

// The same declaration may be there twice; another one for the same name may not, and the
// error names both places.

require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');
const { eachCase } = require('../common/ffi');

for (const text of eachCase([
  'int f(int a); extern int f(const int b); int f(register int);',
  'int f(); int f(void);',
  'int f(); int f(int, char *); int f();',
  'void f(int a[3], int g(int)); void f(int *a, int (*g)(int));',
  'int f(size_t n); int f(unsigned long n);',
  'int f(int32_t n, wchar_t *w); int f(int n, wchar_t *w);',
  'int f(int) asm("g"); int f(int);',
  'extern int v; int v;',
  'extern int v[]; extern int v[3]; extern int v[];',
  'typedef int t; typedef int t; typedef signed t;',
  'typedef struct s s; struct s { int a; }; typedef struct s s;',
  'typedef struct { int a; struct { char b; } c[2]; } t; typedef struct { int a; struct { char b; } c[2]; } t;',
  'typedef enum { A, B } t; typedef enum { A, B } t;',
  'struct s; struct s; struct s { int a : 3, b; struct s *c; }; struct s { int a : 3, b; struct s *c; }; struct s;',
  'union u { int a; float b; }; union u { int a; float b; };',
  'enum e { A, B }; enum e { A, B = 1 };',
  'enum { A = 3 }; enum { B = 4, A = 3 };',
  // The names of the C library's types are there without a declaration, for a text to replace.
  'typedef struct { char bytes[16]; } pid_t; pid_t f(void);',
])) {
  cdef(text);
}
assert.strictEqual(cdef('extern int v[]; extern int v[3];').variables.v.size, 12);
assert.strictEqual(cdef('int f(); int f(int, char *);').functions.f.arguments.length, 2);
assert.strictEqual(cdef('int f(int); int f(int) asm("g");').functions.f.symbol, 'g');
assert.strictEqual(cdef('typedef struct { char bytes[16]; } pid_t; pid_t f(void);').types.pid_t.size, 16);

for (const [text, column, message] of eachCase([
  ['int f(int); int f(long);', 17, "'f' is declared differently at line 1, column 5"],
  ['int f(int); int f(int, ...);', 17, "'f' is declared differently at line 1, column 5"],
  ['int f(int); long f(int);', 18, "'f' is declared differently at line 1, column 5"],
  ['void f(char *); void f(const char *);', 22, "'f' is declared differently at line 1, column 6"],
  ['int f(int) asm("g"); int f(int) asm("h");', 26, "'f' is declared differently at line 1, column 5"],
  ['int f; int f(void);', 12, "'f' is declared differently at line 1, column 5"],
  ['int v[2]; int v[3];', 15, "'v' is declared differently at line 1, column 5"],
  ['int v; const int v;', 18, "'v' is declared differently at line 1, column 5"],
  ['typedef int t; typedef unsigned t;', 33, "'t' is declared differently at line 1, column 13"],
  ['typedef int t; int t(void);', 20, "'t' is declared differently at line 1, column 13"],
  ['typedef int t; enum { t };', 23, "'t' is declared differently at line 1, column 13"],
  ['typedef struct { int a; } t; typedef struct { int b; } t;', 56, "'t' is declared differently at line 1, column 27"],
  ['typedef int t; typedef int t __attribute__((aligned(8)));', 28, "'t' is declared differently at line 1, column 13"],
  ['enum { A }; enum { A = 1 };', 20, "'A' is declared differently at line 1, column 8"],
  ['enum { A }; int A;', 17, "'A' is declared differently at line 1, column 8"],
  ['struct s { int a; }; struct s { int b; };', 29, 'struct s is defined differently at line 1, column 8'],
  ['struct s { int a; }; struct s { long a; };', 29, 'struct s is defined differently at line 1, column 8'],
  ['struct s { int a; }; struct s { int a; int b; };', 29, 'struct s is defined differently at line 1, column 8'],
  ['struct s { int a : 3; }; struct s { int a : 4; };', 33, 'struct s is defined differently at line 1, column 8'],
  ['struct s { char a; int b; }; struct __attribute__((packed)) s { char a; int b; };', 61,
   'struct s is defined differently at line 1, column 8'],
  ['struct s; union s { int a; };', 17, "'s' is the tag of struct s at line 1, column 8"],
  ['struct s; enum s { A };', 16, "'s' is the tag of struct s at line 1, column 8"],
  ['enum s { A }; struct s *v;', 22, "'s' is the tag of enum s at line 1, column 6"],
  ['enum e { A, B }; enum e { A };', 23, 'enum e is defined differently at line 1, column 6'],
])) {
  assert.throws(() => cdef(text), (error) => {
    assert.strictEqual(error.message.split('\n')[0], `${message} (line 1, column ${column})`);
    assert.deepStrictEqual([error.code, error.line, error.column], ['ERR_FFI_DECLARATION', 1, column]);
    return true;
  });
}
