// Whether the comparison finds what there is to be found: GCC is told something else.
import { Session } from './session.mjs';

// [for cdef(), for GCC, what has to be said]
const planted = [
  ['int f(int);', 'int f(long);', /^parameter 0 of f: 4 bytes, not 8$/],
  ['int f(int);', 'int f(unsigned);', /^parameter 0 of f: signed$/],
  ['int f(int);', 'int f(float);', /^parameter 0 of f: integer, not float$/],
  ['int f(int);', 'int f(int, int);', /^f: 1 parameters, not 2$/],
  ['int f(int);', 'int f(int, ...);', /^f: not variadic$/],
  ['int f(int);', 'int *f(int);', /^the result of f: integer, not pointer$/],
  ['int f(int *);', 'int f(short *);', /^\*\(parameter 0 of f\): 4 bytes, not 2$/],
  ['int f(const char *);', 'int f(const short *);', /^parameter 0 of f: text, not/],
  ['int f(char *);', 'int f(const char *);', /^parameter 0 of f: not text$/],
  ['int f(int a[]);', 'int f(const int a[]);', /^parameter 0 of f: not constant$/],
  ['int f(int (*)(int));', 'int f(int (*)(char));', /^parameter 0 of \*\(parameter 0 of f\): 4 bytes, not 1$/],
  ['struct S { char a; int b; };', 'struct __attribute__((packed)) S { char a; int b; };', /^struct S: 8 bytes, not 5$/],
  ['struct S { short a, b; };', 'struct S { short b, a; };', /^struct S: the members a,b, not b,a$/],
  ['struct S { int a, b; };', 'struct S { int a; char b; };', /^struct S\.b: 4 bytes, not 1$/],
  ['struct S { char a, b; short c; };', 'struct S { char a; _Alignas(2) char b; char c; };',
   /^struct S\.b: at bit 8, not 16$/],
  ['struct S { int a : 3; };', 'struct S { int a : 4; };', /^struct S\.a: 3 bits, not 4$/],
  ['struct S { int a[2]; };', 'struct S { _Alignas(8) int a[2]; };', /^the alignment of struct S: 4, not 8$/],
  ['enum E { A, B };', 'enum E { A = 1, B };', /^A: 0, not 1$/],
  ['typedef int t;', 'typedef char t;', /^t: 4 bytes, not 1$/],
  ['extern int v[3];', 'extern int v[4];', /^v: 3 elements, not 4$/],
  ['int f(void);', 'int f(void)', /^it takes what GCC refuses: /],
  ['int f(void)', 'int f(void);', /^it refuses what GCC takes: 1:12: /],
];

// { passed, failed }
export async function selfTest(options) {
  const session = new Session(options);
  await session.compare(planted.map(([text, gccsText], i) =>
    ({ name: `planted ${i}`, text, gccsText, isJudged: true })));
  let failed = 0;
  for (const [i, [text, gccsText, wrong]] of planted.entries()) {
    const said = session.differences.filter(({ name }) => name === `planted ${i}`).map((one) => one.wrong);
    if (said.some((one) => wrong.test(one))) continue;
    failed++;
    console.log(`self-test: of ${text} for ${gccsText} it should be said: ${wrong}; it is: ${said.join() || 'nothing'}`);
  }
  console.log(`self-test: ${planted.length - failed} of ${planted.length} mistakes in declarations were reported`);
  return { passed: planted.length - failed, failed };
}
