// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, libraryClosed, libraryPath, optimize } = require('../common/ffi');

// One call site that calls many functions, of one signature and of several,
// calls the right one; one that was closed throws, and only that one.

const signatures = {
  add_i8: 'i8', add_u8: 'u8', add_i16: 'i16', add_u16: 'u16', add_i32: 'i32', add_u32: 'u32',
  add_f32: 'f32', add_f64: 'f64',
};
const libraries = [];
const functions = [];
for (let i = 0; i < 5; i++) {
  // As i32, each of them; and each with its own type.
  for (const own of [false, true]) {
    const definitions = Object.entries(signatures).map(([name, type]) => {
      type = own || type.startsWith('f') ? type : 'i32';
      return [name, { arguments: [type, type], return: type }];
    });
    const library = dlopen(libraryPath, Object.fromEntries(definitions));
    libraries.push(library);
    functions.push(...Object.values(library.functions));
  }
}

function callAll() {
  let sum = 0;
  for (let i = 0; i < functions.length; i++) sum += functions[i](i, 1);
  return sum;
}

const expected = functions.reduce((sum, _, i) => sum + i + 1, 0);
for (let i = 0; i < 1000; i++) assert.strictEqual(callAll(), expected);
optimize(callAll);
assert.strictEqual(callAll(), expected);

libraries[2].lib.close();
const closed = new Set(Object.values(libraries[2].functions));
assert.strictEqual(closed.size, 8);
assert.throws(callAll, libraryClosed);
for (const f of eachCase(functions)) {
  if (closed.has(f)) assert.throws(() => f(1, 2), libraryClosed);
  else assert.strictEqual(f(1, 2), 3);
}
