// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, libraryClosed, libraryPath, optimize } = require('../common/ffi');

// Code that was compiled while the library was open notices that it is closed,
// also when it is closed between the evaluation of the arguments and the call.

const cases = {
  noop: [{}, []],
  add_i32: [{ arguments: ['i32', 'i32'], return: 'i32' }, [20, 22]],
  add_i64: [{ arguments: ['i64', 'i64'], return: 'i64' }, [20n, 22n]],
  add_f64: [{ arguments: ['f64', 'f64'], return: 'f64' }, [0.5, 0.25]],
  identity_pointer: [{ arguments: ['pointer'], return: 'pointer' }, [4096n]],
  string_length: [{ arguments: ['string'], return: 'i64' }, ['text']],
  sum_eight_i32: [{ arguments: new Array(8).fill('i32'), return: 'i64' }, [1, 2, 3, 4, 5, 6, 7, 8]],
};

for (const [name, [signature, args]] of eachCase(Object.entries(cases))) {
  const { lib, functions } = dlopen(libraryPath, { [name]: signature });
  const names = args.map((_, i) => `a${i}`);
  const caller = new Function('f', `return (${names}) => f(${names})`)(functions[name]);
  const closingLast = args.length === 0 ? '' :
    [...names.slice(0, -1), `(close(), ${names.at(-1)})`].join(', ');
  const closing = new Function('f', 'close', `return (${names}) => f(${closingLast})`);

  let open = true;
  const during = closing(functions[name], () => { if (!open) lib.close(); });
  for (const f of [caller, during]) {
    optimize(f, ...args);
  }
  if (args.length > 0) {
    open = false;
    assert.throws(() => during(...args), libraryClosed, name);
  } else {
    lib.close();
  }
  assert.throws(() => caller(...args), libraryClosed, name);
  assert.throws(() => caller(), libraryClosed, name);
}
