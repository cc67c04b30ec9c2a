// Flags: --experimental-ffi
'use strict';

// Constant expressions are evaluated as C evaluates them.

require('../common');
const assert = require('node:assert');
const { cdef, sizeof } = require('node:ffi');
const { eachCase } = require('../common/ffi');

const values = {
  '0x1F': 31,
  '017': 15,
  '0b101': 5,
  '10u': 10,
  '10UL - 9llU': 1,
  '1 + 2 * 3 - 4 / 2 % 3': 5,
  '-7 / 2': -3,
  '-7 % 3': -1,
  '1 << 4 >> 2': 4,
  '-8 >> 1': -4,
  '1 << 31': -(2 ** 31),
  '~0 & 0xff ^ 1 | 256': 0xfe | 256,
  '!5 + !0': 1,
  '3 > 2 == 1 && 2 >= 2 && 1 < 2 && 1 <= 1 && 1 != 2': 1,
  '0 || 0 && 1': 0,
  '0 && 1 / 0': 0,
  '1 || 1 / 0': 1,
  '1 ? 2 : 1 / 0': 2,
  '0 ? 1 << 99 : 3': 3,
  '1 ? 0 ? 1 : 2 : 3': 2,
  '-1 < 0u': 0,
  '-1 < 0l': 1,
  '(-1 ? -1 : 0u) > 0': 1,
  '(char)300': 44,
  '(unsigned char)-1': 255,
  '(short)0x18000': -32768,
  '(_Bool)256': 1,
  '(uint16_t)-1': 65535,
  '(enum before)1': 1,
  '(int)(char)255 + +1': 0,
  '-(-(5))': 5,
  '(int)1.5 + (long)2e3f + (char).7': 2001,
  'sizeof(int)': 4,
  'sizeof(char *[3])': 24,
  'sizeof(struct { char c; int i; })': 8,
  'sizeof(int (*)(void))': 8,
  'sizeof 1 + sizeof 1l': 12,
  'sizeof(-1)': 4,
  'sizeof(1 / 0)': 4,
  '_Alignof(double) + alignof(char[3])': 9,
  'offsetof(struct s, b)': 4,
  'offsetof(struct s, in.a[1])': 12,
  '__builtin_offsetof(struct s, in)': 8,
  "'a'": 97,
  "'\\n' + '\\0' + '\\x41' + '\\101' + '\\''": 10 + 65 + 65 + 39,
  "'\\xff'": -1,
  "'ab'": 0x6162,
  "L'é' + u'\\u20ac' + U'\\U0001F600' + u8'x'": 0xe9 + 0x20ac + 0x1f600 + 120,
  'BEFORE + 1': 8,
  'true + false': 1,
};
const prelude = 'enum before { BEFORE = 7 }; struct s { int a, b; struct { int a[2]; } in; };';
for (const [expression, expected] of eachCase(Object.entries(values))) {
  const { constants } = cdef(`${prelude} enum { A = ${expression} };`);
  assert.strictEqual(constants.A, expected);
  cdef(`${prelude} _Static_assert((${expression}) == ${expected}, "");`);
  if (expected > 0) {
    // Everywhere else, too.
    const { types } = cdef(`${prelude} typedef char t[${expression}]; struct u { long a : (${expression}) % 60 + 1; };`);
    assert.strictEqual(types.t.size, expected);
    assert.strictEqual(types.u.fields.a.bitWidth, expected % 60 + 1);
  }
}

// What is no int is of the type of the whole, where that is complete.
assert.deepStrictEqual(
  Object.values(cdef(`
    enum { BIG = 5000000000, OTHER = ~BIG < 0 };
    enum { HIGH = 0x80000000 };
    enum { A = ~BIG < 0, B = ~HIGH < 0, C = -BIG > 0, D = sizeof(HIGH), E = sizeof(OTHER) };
  `).constants).slice(3), [0, 0, 1, 4, 4]);

// Values go on from the one before, and are of the type of the whole.
const enumerations = {
  'A, B, C = 10, D,': [4, { A: 0, B: 1, C: 10, D: 11 }],
  'A = -1, B': [4, { A: -1, B: 0 }],
  'A = 5, B = A * 2, C = B': [4, { A: 5, B: 10, C: 10 }],
  'A = 0xffffffff': [4, { A: 0xffffffff }],
  'A = 2147483647, B': [4, { A: 0x7fffffff, B: 0x80000000 }],
  'A = -1, B = 0x80000000': [8, { A: -1n, B: 0x80000000n }],
  'A = 0x100000000': [8, { A: 0x100000000n }],
  'A = 1, B = 0xffffffffffffffff': [8, { A: 1n, B: 0xffffffffffffffffn }],
  'A = -9223372036854775807 - 1': [8, { A: -(2n ** 63n) }],
  '__proto__, constructor, toString': [4, { ['__proto__']: 0, 'constructor': 1, 'toString': 2 }],
  'A __attribute__((deprecated)) = 3, B [[deprecated]]': [4, { A: 3, B: 4 }],
};
for (const [list, [size, expected]] of eachCase(Object.entries(enumerations))) {
  const { constants, types } = cdef(`enum e { ${list} };`);
  assert.deepStrictEqual(Object.entries(constants), Object.entries(expected));
  assert.strictEqual(Object.getPrototypeOf(constants), null);
  assert.strictEqual(types.e.size, size);
  assert.deepStrictEqual(types.e.values, constants);
}

// `mode` says how large an enumeration is, wherever it stands.
for (const [text, size, isSigned] of eachCase([
  ['enum t { T } __attribute__((mode(QI)));', 1, false],
  ['enum t { T = -1 } __attribute__((__mode__(__QI__)));', 1, true],
  ['typedef enum t { T } __attribute__((mode(HI))) T16;', 2, false],
  ['enum __attribute__((mode(HI))) t { T };', 2, false],
  ['enum [[gnu::mode(DI)]] t { T = 200 };', 8, false],
  ['enum t { T } __attribute__((mode(HI), packed));', 2, false],
])) {
  const { types } = cdef(`${text} static_assert(((enum t)-1 < 0) == ${+isSigned});`);
  assert.strictEqual(sizeof(types.t), size);
}
