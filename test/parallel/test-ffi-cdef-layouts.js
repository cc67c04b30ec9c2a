// Flags: --experimental-ffi
'use strict';

// What is declared lies in memory as the compiler, which reads the same text, lays it out,
// and is passed as it passes it.

require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { alignof, cdef, dlopen, offsetof, sizeof } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');
const fixtures = require('../common/fixtures');

const text = fs.readFileSync(fixtures.path('ffi', 'libraries', 'cdef.h'), 'utf8');
const path = pathOf('cdef');
const { functions, types, constants, variables } = dlopen(path, text);

const { functions: { cdef_layouts: getLayouts } } = dlopen(path, 'const char *cdef_layouts(void);');
const lines = getLayouts().trim().split('\n');
assert.ok(lines.length > 40);
for (const line of eachCase(lines)) {
  const { groups: { type, member, first, second } } =
    /^(?<type>\w+ \w+)(\.(?<member>\w+))? (?<first>\d+) (?<second>\d+)$/.exec(line);
  if (member === undefined) {
    assert.strictEqual(types[type].size, Number(first));
    assert.strictEqual(types[type].alignment, Number(second));
    // The text is told the same.
    cdef(`${text} static_assert(sizeof(${type}) == ${first} && alignof(${type}) == ${second});`);
  } else {
    assert.strictEqual(offsetof(types[type], member), Number(first));
    cdef(`${text} static_assert(offsetof(${type}, ${member}) == ${first});`);
  }
}

// What has no values here has a size, and pointers to it are addresses.
assert.ok(!('struct with_long_double' in types));
cdef(`${text} static_assert(sizeof(struct with_long_double) == 32);
      int f(struct with_long_double *p);`);

// Values.
assert.deepStrictEqual(functions.change({ c: 1, i: 2, d: 3, e: 4 }, 10).toObject(),
                       { c: 11, i: 12, d: 13, e: 14 });
assert.strictEqual(functions.get_bits({ a: -1, b: 21, c: true, d: -1n, e: 7 }), 21);
assert.strictEqual(functions.get_wide(constants.WIDE_B), 1n << 40n);
assert.strictEqual(functions.sum([1, 2, 3], 3), 6);
const data = Buffer.from('data');
assert.strictEqual(functions.apply((value, address) => value + Number(address !== 0n), 4, data), 5);
assert.strictEqual(functions.get_function(0), null);
assert.strictEqual(functions.get_function(1)(21), 42);
const { items: [first, , last] } = (() => {
  const flexible = new types.flexible({ n: 3, items: [0, 0, 0].map(() => ({ c: 0, i: 0, d: 0, e: 0 })) });
  functions.fill(flexible);
  return flexible;
})();
assert.deepStrictEqual([first.i, last.i], [1, 3]);
assert.strictEqual(variables.cdef_text.value, 'text');
assert.strictEqual(variables.cdef_variable.value.e, 4.5);

// A bit-field of an enumeration has the sign that the compiler gives it.
const enums = new types.enums();
enums.a = constants.SMALL_B;
enums.c = constants.HIGH_A;
assert.deepStrictEqual([enums.a, enums.c], [255, 0xffffffff]);
assert.strictEqual(sizeof(types['enum tiny']), 1);
assert.strictEqual(alignof(types.int16), 4);
