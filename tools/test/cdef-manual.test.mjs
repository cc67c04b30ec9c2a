// The parts of `make fuzz` that read manual pages, without the pages and a compiler.
import assert from 'node:assert';
import { test } from 'node:test';
import { readDeclarations, rewrite } from '../cdef-manual/declarations.mjs';
import { Page } from '../cdef-manual/page.mjs';
import { Prelude } from '../cdef-manual/prelude.mjs';
import { describe } from '../cdef-manual/report.mjs';
import { readPage } from '../cdef-manual/roff.mjs';

const source = String.raw`.TH x 3
.SH NAME
x \- nothing
.SH SYNOPSIS
.nf
.B #include <x.h>
.\" a comment
.P
.BI "int x(const char *restrict " path ", int " flags ", ..."
.BI "           \f[R]/*\f[] mode_t " mode " \f[R]*/\f[] );"
.BI "void y(int " a \
", int " b );
.BR "extern int " z \c
;
.fi
.P
.RS \-4
Feature Test Macro Requirements for glibc (see
.BR feature_test_macros (7)):
.RE
.nf
    _GNU_SOURCE;
.fi
.SH DESCRIPTION
It does;
.P
.in +4n
.EX
struct point {
    int   x;        /* one */
\&
    char  y[10];    /* Protocol\-specific */
};
struct point p = { 1 };
.EE
.in
`;

test('a page becomes text', () => {
  const { synopsis, examples } = readPage(source);
  assert.strictEqual(synopsis.replace(/\n+/g, '\n').trim(), `#include <x.h>
int x(const char *restrict path, int flags, ...
           /* mode_t mode */ );
void y(int a, int b);
extern int z;`);
  assert.strictEqual(examples.length, 1);
  assert.match(examples[0], /char {2}y\[10\]; {4}\/\* Protocol-specific \*\/\n};/);
});

test('a page has declarations, in the order in which they need each other', () => {
  const page = new Page('x.3', source.replace('.BI "void y', '.BI "void w(struct point *" p );\n.BI "void y'));
  assert.deepStrictEqual(page.includes, ['#include <x.h>']);
  assert.deepStrictEqual(page.declarations.map(({ text }) => text), [
    'int x(const char *restrict path, int flags, ... );',
    'struct point { int x; char y[10]; };',
    'void w(struct point *p);',
    'void y(int a, int b);',
    'extern int z;',
  ]);
});

test('prose, and types of which nothing is said, are no declarations', () => {
  const text = `Note: glibc provides

no wrapper

int f(
  void);
typedef /* ... */ off_t;
#define X \\
  int y;
`;
  assert.deepStrictEqual(readDeclarations(text, false).declarations, ['int f( void);']);
});

test('the notation of manual pages is put in C', () => {
  for (const [given, expected] of [
    ['int f(void);', 'int f(void);'],
    ['int f(struct x *_Nullable p);', 'int f(struct x * p);'],
    ['void f(size_t n; void buf[n], size_t n);', 'void f( void *buf, size_t n);'],
    ['void f(const void [size]);', 'void f(const void *);'],
    ['void f(int list[restrict n], char s[2 * n], int pair[2], char name[L_tmpnam], int all[]);',
     'void f(int list[restrict], char s[], int pair[2], char name[L_tmpnam], int all[]);'],
    ['[[noreturn]] void f(int status);', '[[noreturn]] void f(int status);'],
    ['int f(typeof(int (void *)) *fn, int n);', 'int f(int (*fn)(void *), int n);'],
    ['typeof(void (int)) *signal(int n, typeof(void (int)) *fn);', 'void (*signal(int n, void (*fn)(int)))(int);'],
    ['struct x { char path[PATH_MAX]; int tail[n]; };', 'struct x { char path[PATH_MAX]; int tail[n]; };'],
  ]) {
    const { given: forCdef, text, rewritten } = rewrite(given);
    assert.strictEqual(forCdef, given);
    assert.strictEqual(text, expected);
    assert.strictEqual(rewritten.length > 0, text !== given);
  }
  assert.deepStrictEqual(rewrite('struct x { ... int a; ... };'),
                         { given: 'struct x {int a;};', text: 'struct x {int a;};', rewritten: [] });
});

const int = { kind: 'integer', size: 4, isSigned: true, name: 'int' };
const char = { kind: 'integer', size: 1, isSigned: true, isChar: true, name: 'char' };
const pointer = (to, isConst = false) => ({ kind: 'pointer', size: 8, to, isConst });
const struct = (tag, size, members) =>
  ({ kind: 'struct', tag, size, members: members.map(([name, bit, type]) => ({ name, bit, type })) });

test('what headers declare is said in C, what is needed first', () => {
  const inner = struct('inner', 8, [['a', 0, int], ['b', 32, char]]);
  const outer = struct('outer', 24, [['list', 0, { kind: 'array', count: 2, element: inner }]]);
  outer.members.push({ name: 'next', bit: 128, type: pointer(outer) });
  const fn = { kind: 'function', result: int, args: [pointer(char, true)], isVariadic: true, isPrototyped: true };
  const prelude = new Prelude(new Set());
  prelude.addTypedef('outer_t', outer);
  prelude.addTypedef('fn_t', pointer(fn));
  prelude.addConstant('N', 3n);
  assert.deepStrictEqual(prelude.lines, [
    'struct outer;', 'struct inner;',
    'struct inner { int a; char b; };',
    'struct outer { struct inner list[2]; struct outer *next; };',
    'typedef struct outer outer_t;',
    'typedef int (*fn_t)(const char *, ...);',
    'enum { N = 3 };',
  ]);
});

test('of a layout that needs attributes, the bytes are said; of a tag that the page has, another one', () => {
  const packed = struct('event', 12, [['a', 0, int], ['b', 32, pointer(int)]]);
  const prelude = new Prelude(new Set(['event']));
  prelude.addTag(packed);
  assert.deepStrictEqual(prelude.lines, [
    'struct own_event;', 'struct own_event { char bytes[12] __attribute__((aligned(4))); };',
  ]);
});

test('what cdef() knows is not said to it, and lines stay where they are', () => {
  const page = new Page('x.3', source);
  page.prelude = [
    'typedef long unsigned int size_t;', 'struct s { int x; };', 'typedef struct s s_t;', 'enum { N = 3 };',
  ];
  const lines = page.textFor(new Set(['size_t', 'x'])).split('\n');
  assert.deepStrictEqual(lines.slice(2, 6), ['', ...page.prelude.slice(1)]);
  assert.strictEqual(lines.length, page.text.split('\n').length);
  for (const name of ['size_t', 'struct s', 's_t', 'N']) assert.ok(page.isOfPrelude(name), name);
  assert.ok(!page.isOfPrelude('x'));
  assert.strictEqual(page.takeLine(7).text, page.shown[0].text);
});

test('the report counts, and has examples of what was refused', () => {
  const page = new Page('x.3', source);
  page.notC.push({ text: 'PRINT(x);', reason: 'unknown type name ‘x’; did you mean ‘y’?' });
  const text = describe([page], {
    compared: { functions: 2, structs: 1, others: 1 }, asInHeader: { functions: 2, structs: 0, others: 1 },
    refused: [{ page: 'x.3', text: 'long double x;', reason: 'long double' }],
    otherInHeader: [{ page: 'x.3', wrong: 'struct point: 12 bytes, not 16' }], differences: [],
  }, 'Debian');
  assert.match(text, /\| functions compared with GCC +\| +2 \|/);
  assert.match(text, /\| +1 \| long double +\| x\.3: `long double x;` \|/);
  assert.match(text, /\| +1 \| unknown type name … +\| x\.3: `PRINT\(x\);` \|/);
  assert.match(text, /\| x\.3 +\| struct point: 12 bytes, not 16 +\|/);
});
