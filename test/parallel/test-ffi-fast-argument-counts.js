// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, libraryPath, optimize } = require('../common/ffi');

// Optimised code passes any number of arguments, of any mix of kinds, each in
// its place. `sum_twenty_mixed` takes them all; the others look at the first.

const values = { i8: -7, u8: 200, i16: -300, u16: 60000, i32: -(2 ** 31), u32: 2 ** 32 - 1, i64: -(2n ** 63n),
                 u64: 2n ** 63n - 1n, f32: 1.5, f64: -0.1, pointer: 4096n };
const kinds = Object.keys(values);

let state = 1;
const random = (limit) => (state = (state * 48271) % 0x7FFFFFFF) % limit;

for (let round = 0; round < 100; round++) {
  const rest = Array.from({ length: random(70) }, () => kinds[random(kinds.length)]);
  for (const kind of eachCase(['i32', 'f64', 'u64'])) {
    using library = dlopen(libraryPath, {
      [`identity_${kind}`]: { arguments: [kind, ...rest], return: kind },
    });
    const f = library.functions[`identity_${kind}`];
    const args = [kind, ...rest].map((type) => values[type]);
    const names = args.map((_, i) => `a${i}`).join();
    const call = new Function('f', `return (${names}) => f(${names})`)(f);
    optimize(call, ...args);
    assert.strictEqual(call(...args), values[kind]);
    assert.throws(() => f(...args, 0), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.throws(() => f(...args.slice(1)), { code: 'ERR_INVALID_ARG_VALUE' });
  }
}

const mixed = ['i8', 'f64', 'u16', 'f32', 'i32', 'f64', 'i64', 'f32', 'u8', 'f64', 'i16', 'f64', 'u32', 'f64', 'u64',
               'f64', 'i8', 'f64', 'i32', 'f32'];
using library = dlopen(libraryPath, {
  sum_twenty_mixed: { arguments: mixed, return: 'f64' },
});
const { sum_twenty_mixed } = library.functions;
const names = mixed.map((_, i) => `a${i}`).join();
const call = new Function('f', `return (${names}) => f(${names})`)(sum_twenty_mixed);
for (let i = 0; i < mixed.length; i++) {
  const args = mixed.map((type, j) => (/^[iu]64/.test(type) ? BigInt(j === i) : Number(j === i)));
  if (i === 3) optimize(call, ...args);
  assert.strictEqual(call(...args), i + 1);
}
