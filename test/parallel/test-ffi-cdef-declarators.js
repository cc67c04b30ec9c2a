// Flags: --experimental-ffi
'use strict';

// Declarators of all forms declare what they do in C.

require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');
const { eachCase } = require('../common/ffi');

const nameOf = (type) => (typeof type === 'string' ? type : type.name);
const show = ({ arguments: args, return: result, ...rest }) =>
  `${nameOf(result)} (${args.map(nameOf).join(', ')})${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''}`;

const functions = {
  'void f();': 'void ()',
  'void f(void);': 'void ()',
  'int f(int);': 'int (int)',
  'int (f)(int a);': 'int (int)',
  'int ((f))(int (a));': 'int (int)',
  'int f(const char *format, ...);': 'int (cstring) {"variadic":true}',
  'void (*f(int sig, void (*func)(int)))(int);': 'func(void (int32)) (int, func(void (int32)))',
  'int (*f(int))[3];': 'pointer(array(int, 3)) (int)',
  'int (*(*f(void))(int))(double);': 'func(func(int32 (float64)) (int32)) ()',
  'typedef int fn(int); fn f;': 'int (int)',
  'typedef int fn(int), *p; p *f(fn *);': 'pointer(pointer(int)) (func(int32 (int32)))',
  'int a(void), f(int), *b;': 'int (int)',
  'extern int f(int);': 'int (int)',
  '_Noreturn void f(int);': 'void (int)',
  'inline int f(void);': 'int ()',
  'int extern inline f(void);': 'int ()',
  'int typedef t; t f(t t);': 'int (int)',
  'int f(int) __asm__("real_" "name");': 'int (int) {"symbol":"real_name"}',
  'int f(int) asm("f");': 'int (int)',
  'int f(int) __attribute__((nothrow, __leaf__)) __attribute__((format(printf, 1, (2)), ));': 'int (int)',
  '__attribute__((used)) int __attribute__((pure)) f(int __attribute__((unused)) a);': 'int (int)',
  '[[nodiscard]] int f [[deprecated("no")]] (int a [[maybe_unused]]);': 'int (int)',
  '[[gnu::nothrow, gnu::nonnull(1)]] void f(void *);': 'void (pointer)',
  '__extension__ long long f(__signed__ char, __const int, int *__restrict__ p);':
    'longlong (schar, int, pointer(int))',
  'typedef char *P; int f(P restrict p, restrict P q);': 'int (pointer(char), pointer(char))',
  'typedef union { const char *a; int *b; } U __attribute__((transparent_union)); void f(U);': 'void (pointer)',
  'union u { int a; int b; } __attribute__((transparent_union)); void f(union u a, const union u);': 'void (int, int)',
  'int f(char *_Nullable restrict a, const char *_Nonnull b);': 'int (pointer(char), cstring)',
  'struct in; void f(struct in *a, struct other *b);': 'void (pointer, pointer)',
  'void f(struct later *a); struct later { int x; };': 'void (pointer(later))',
  'struct later f(void); struct later { int x; };': 'later ()',
  ';; int f(int);;': 'int (int)',
  '\ufeffint /* a */ f(// b\n int\r\n a\\\n);': 'int (int)',
  'typeof(void (int)) *f(int n, typeof(void (int)) *fn);': 'func(void (int32)) (int, func(void (int32)))',
  '__typeof__(const char *) f(typeof_unqual(const int) a);': 'cstring (int)',
  'typedef typeof(nullptr) nullptr_t; nullptr_t f(nullptr_t);': 'pointer (pointer)',
  'void f(size_t n, size_t m; int a[n * m], size_t m, void b[n], size_t n);':
    'void (array(int), size_t, pointer, size_t)',
  'void f(size_t n; size_t m; int a[n * m], size_t m, size_t n);': 'void (array(int), size_t, size_t)',
  'void f(size_t n; int (*g)(int a[n], int b[.m]), size_t n, int m);':
    'void (func(int32 (array(int), array(int))), size_t, int)',
  'int f(size_t *n, unsigned char a[(*n)], struct { int m; } *s, int b[s->m + s[0].m]);':
    'int (pointer(size_t), array(uchar), pointer(struct), array(int))',
  'void f(void a[_Nullable restrict *later], int later);': 'void (pointer, int)',
  'typedef void nothing; int f(nothing);': 'int ()',
  'typedef unsigned char bool; bool f(int bool);': 'uchar (int)',
  'int f(int a<:2:>);': 'int (array(int, 2))',
  'int f(int class, int new, int template, int this);': 'int (int, int, int, int)',
};
for (const [text, expected] of eachCase(Object.entries(functions))) {
  const declared = cdef(text).functions;
  assert.ok('f' in declared);
  assert.strictEqual(show(declared.f), expected);
}

if (process.arch === 'x64' && process.platform === 'linux') {
  for (const text of eachCase([
    'int f(int) __attribute__((ms_abi));',
    '__attribute__((__ms_abi__)) int f(int);',
    'int __attribute__((ms_abi)) f(int);',
  ])) {
    assert.strictEqual(cdef(text).functions.f.abi, 'win64');
  }
  // It is the function's that is nearest to the name, also if that is a pointer.
  const { functions: { g }, variables: { p } } = cdef(`
    void (__attribute__((ms_abi)) *p)(int);
    void g(void (__attribute__((ms_abi)) *callback)(int), void (*other)(int) __attribute__((sysv_abi)));
  `);
  assert.ok(!('abi' in g));
  assert.notStrictEqual(g.arguments[0], g.arguments[1]);
  assert.strictEqual(p.name, g.arguments[0].name);
}

// Variables.
const variables = {
  'extern int v;': 'int',
  'extern _Thread_local int v;': 'int',
  '__thread int extern v;': 'int',
  'int v;': 'int',
  'extern const int v;': 'int',
  'char *a, v;': 'char',
  'char **v;': 'pointer(pointer(char))',
  'extern const char *const v;': 'cstring',
  'int v[2][3];': 'array(array(int, 3), 2)',
  'char v[4];': 'chars(4)',
  'const char *const v[4];': 'array(cstring, 4)',
  'int (*v)(int);': 'func(int32 (int32))',
  'int (*v[4])(void);': 'array(func(int32 ()), 4)',
  'extern int v[]; extern int v[2];': 'array(int, 2)',
  'struct { int x; } v;': 'struct(x)',
  'enum { A } v;': 'enumeration(A)',
};
for (const [text, expected] of eachCase(Object.entries(variables))) {
  const declared = cdef(text);
  assert.strictEqual(nameOf(declared.variables.v), expected);
  assert.deepStrictEqual(declared.functions, { __proto__: null });
}

// Typedefs and tags.
{
  const { types } = cdef(`
    typedef unsigned char byte, *bytes, digest[16];
    typedef struct list { struct list *next; } list_t, *list_p;
    typedef struct { int x; } unnamed;
    typedef union u { int i; float f; } u;
    typedef enum e { A } e_t;
    typedef struct unknown unknown;
    struct unknown2;
    typedef long double ld;
    typedef void nothing;
    typedef void callback(int);
    struct tagged { int x; };
    typedef int tagged2;
    struct tagged2 { char c; };
  `);
  assert.deepStrictEqual(Object.keys(types), [
    'struct list', 'union u', 'enum e', 'struct tagged', 'struct tagged2',
    'byte', 'bytes', 'digest', 'list_t', 'list_p', 'unnamed', 'u', 'e_t', 'nothing', 'callback', 'tagged2',
    'list', 'e', 'tagged',
  ]);
  assert.strictEqual(Object.getPrototypeOf(types), null);
  assert.strictEqual(types.byte, 'uchar');
  assert.strictEqual(types.bytes.name, 'pointer(uchar)');
  assert.strictEqual(types.digest.name, 'array(uchar, 16)');
  assert.strictEqual(types.list, types['struct list']);
  assert.strictEqual(types.list_t, types.list);
  assert.strictEqual(types.list_p, types.list.fields.next.type);
  assert.strictEqual(types.unnamed.name, 'unnamed');
  assert.strictEqual(types.u, types['union u']);
  assert.strictEqual(types.e_t, types.e);
  assert.strictEqual(types.nothing, 'void');
  assert.strictEqual(types.callback.name, 'func(void (int32))');
  assert.strictEqual(types.tagged2, 'int');
  assert.strictEqual(types['struct tagged2'].size, 1);
}
