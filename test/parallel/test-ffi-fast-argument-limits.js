// Flags: --experimental-ffi --no-concurrent-recompilation
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// V8 itself can pass only so many arguments of a kind. Optimised calls with
// more than that have another way, and with less, what the caller has on its
// stack stays as it is.

const rounds = process.env.NODE_FFI_FEWER_ROUNDS ? 100 : 20000;

const lists = [];
for (const count of [0, 6, 7, 8, 9, 28, 29, 30, 31, 32, 33, 40, 61, 62, 63, 64, 100]) {
  lists.push(Array(count).fill('i32'), Array(count).fill('f64'));
}
for (const integers of [6, 7, 8, 29, 30]) {
  for (const floats of [8, 9, 10, 31, 32]) {
    lists.push([...Array(integers).fill('i32'), ...Array(floats).fill('f64')]);
  }
}

for (const list of eachCase(lists)) {
  using library = dlopen(libraryPath, {
    identity_i64: { arguments: ['i64', ...list], return: 'i64' },
  });
  const { identity_i64 } = library.functions;
  const values = list.map((_, i) => i);
  // V8 inlines `identity_i64` where it is a constant, and then has the values
  // of the caller on the stack around the call.
  const call = new Function('f', `
    return (i, a, b, c, d, e) => {
      const sums = [a + b, b + c, c + d, d + e, e + a];
      const result = f(${['i', ...values].join()});
      return [result, a, b, c, d, e, ...sums].join();
    };`);
  const actual = call(identity_i64);
  const expected = call((i) => i);
  for (let i = 0; i < rounds; i++) {
    const numbers = [BigInt(i), i + 0.5, i + 1.5, i + 2.5, i + 3.5, i + 4.5];
    assert.strictEqual(actual(...numbers), expected(...numbers), `${list}`);
  }
}
