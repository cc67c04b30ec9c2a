// Flags: --experimental-ffi
'use strict';

// Text of any kind is read in time, and ends in an error at worst. What these cases would
// take if their time grew with the square of their length, or faster, is minutes.

require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');
const { eachCase } = require('../common/ffi');

const kCount = 100_000;
const repeat = (text, count = kCount) => text.repeat(count);
const list = (count, make) => Array.from({ length: count }, (_, i) => make(i)).join('');

const deep = /^This is nested too deep: in more than 200 levels/;
const parts = /^The type is made of too many/;
for (const [text, message] of eachCase([
  [`int ${repeat('(')}`, deep],
  [`enum { A = ${repeat('(')}`, deep],
  [`enum { A = ${repeat('!')}1 };`, deep],
  [`enum { A = ${repeat('(int)')}1 };`, deep],
  [`enum { A = ${repeat('sizeof ')}1 };`, deep],
  [`enum { A = ${repeat('1 ? 1 : ')}1 };`, deep],
  [`enum { A = ${repeat('1 ? ')}1 };`, deep],
  [repeat('struct {'), deep],
  [repeat('typeof('), deep],
  [`int f(${repeat('int (*)(')}`, deep],
  [`int f(${repeat('void(')}`, deep],
  [`int ${repeat('*')}p;`, parts],
  [`int a${repeat('[1]')};`, parts],
  [`typedef int t0; ${list(300, (i) => `typedef t${i} *t${i + 1};`)}`, parts],
  // Each twice in the next one: together more than there can be.
  [`typedef void f0(int); ${list(100, (i) => `typedef void f${i + 1}(f${i} *, f${i} *);`)}`, parts],
  [`struct s0 { int a; }; ${list(300, (i) => `struct s${i + 1} { struct s${i} a; };`)}`, parts],
  [`struct s0 { int a; }; ${list(300, (i) => `struct s${i + 1} { void (*f)(struct s${i}); };`)}`, parts],
  [`struct s0 { char a[999]; }; ${list(99, (i) => `struct s${i + 1} { struct s${i} a, b; };`)}`, /is too large/],
  [`int f(${repeat('int, ')}int);`, /^There are more than 1024 parameters/],
  [`int f(${list(20_000, (i) => `int a${i}; `)} int a[a5]);`, /^There are more than 1024 parameters/],
  [`struct s { ${list(20_000, (i) => `int a${i};`)} };`, /^There are more than 10000 members/],
  [`enum { A = ${repeat('9')} };`, /has too many digits/],
  [`int ${repeat('a')};`, /^The name is too long/],
  [`enum { A = '${repeat('a')}' };`, /^These are too many characters/],
  [`int f(void) __attribute__((format(${repeat('(')}`, /^Expected '\)' after the attribute/],
  [repeat('/*'), /^Expected a type/],
  [`${list(kCount / 4, (i) => `typedef int name${i};`)} nmae1 x;`, /did you mean 'name/],
  // Two that are the same, which is more than anyone looks at.
  [`typedef struct { int a; } a0; typedef struct { int a; } b0; ${
    list(300, (i) => `typedef struct { a${i} *a, *b; } a${i + 1}; typedef struct { b${i} *a, *b; } b${i + 1};`)
  } typedef a300 t; typedef b300 t;`, /^'t' is declared differently/],
])) {
  assert.throws(() => cdef(text), { code: 'ERR_FFI_DECLARATION', message });
}

for (const text of eachCase([
  `/*${repeat('*')}*/ int f(void);`,
  `//${repeat('/')}\nint f(void);`,
  `static_assert(1, "${repeat('x')}");`,
  `static_assert(1, ${repeat('"x" ')});`,
  `enum { A = 0${repeat(' + 1')} };`,
  `int a${repeat(', a')};`,
  repeat(';'),
  repeat('const ') + 'int a;',
  repeat('int f(int, int);'),
  `typedef void heavy(${repeat('void (*)(int, int, int), ', 500)} int); ${repeat('heavy f;')}`,
  list(10_000, (i) => `struct s${i} { int a; };`),
  `struct s { ${list(10_000, (i) => `int a${i};`)} };`,
  `enum { ${list(kCount / 4, (i) => `A${i},`)} };`,
  `int f(void) ${repeat('__attribute__((nothrow)) ')};`,
  `struct s0 { int a; }; ${list(190, (i) => `struct s${i + 1} { struct s${i} a; };`)} struct s190 f(void);`,
])) {
  cdef(text);
}
