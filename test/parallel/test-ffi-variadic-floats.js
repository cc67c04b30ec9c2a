// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (common.isWindows) common.skip('it has no snprintf() to look up');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');

// Functions with a variable number of arguments have to be told, on x86-64, in
// how many registers there are floats. The first call here is the first of the
// process, whose code begins at the start of a page.

const one = dlopen(null, {
  snprintf: { arguments: ['buffer', 'u64', 'string', 'f64'], return: 'i32' },
}).functions.snprintf;
const buffer = Buffer.alloc(64);
for (let i = 0; i < 1e5; i++) {
  const length = one(buffer, 64, '%.2f', i);
  assert.strictEqual(buffer.latin1Slice(0, length), `${i}.00`);
}

// The last argument is on the stack, and its lowest byte is zero.
const several = dlopen(null, {
  snprintf: {
    arguments: ['buffer', 'u64', 'string', 'f64', 'i32', 'i32', 'i32', 'i32'],
    return: 'i32',
  },
}).functions.snprintf;
for (let i = 0; i < 1e5; i++) {
  const length = several(buffer, 64, '%.1f %d %d %d %d', 1.5, i, 2, 3, 256);
  assert.strictEqual(buffer.latin1Slice(0, length), `1.5 ${i} 2 3 256`);
}
