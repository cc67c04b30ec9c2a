// Flags: --experimental-ffi
'use strict';

// Any name that C allows can be declared, also one that objects of JavaScript have.

require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');

const { functions, types, constants, variables } = cdef(`
  int __proto__(int __proto__, int constructor);
  int constructor(void), toString(int valueOf);
  typedef int hasOwnProperty;
  struct __proto__ { int constructor, toString, size, fields; };
  union prototype { int a; };
  enum hidden { __defineGetter__, isPrototypeOf = 5 };
  extern int valueOf;
  int $dollar(void), größe(void), 変数(void);
`);
assert.deepStrictEqual(Object.keys(functions),
                       ['__proto__', 'constructor', 'toString', '$dollar', 'größe', '変数']);
assert.deepStrictEqual(Object.getOwnPropertyDescriptor(functions, '__proto__').value.arguments, ['int', 'int']);
assert.deepStrictEqual(Object.keys(types), [
  'struct __proto__', 'union prototype', 'enum hidden', 'hasOwnProperty', '__proto__', 'prototype', 'hidden',
]);
assert.strictEqual(Object.getOwnPropertyDescriptor(types, '__proto__').get(), types['struct __proto__']);
assert.deepStrictEqual(Object.keys(types['struct __proto__'].fields),
                       ['constructor', 'toString', 'size', 'fields']);
assert.deepStrictEqual(constants, { __proto__: null, __defineGetter__: 0, isPrototypeOf: 5 });
assert.deepStrictEqual(variables, { __proto__: null, valueOf: 'int' });
for (const object of [functions, types, constants, variables]) {
  assert.strictEqual(Object.getPrototypeOf(object), null);
}

// What these objects don't have is nothing.
const empty = cdef('');
assert.deepStrictEqual(empty, {
  functions: { __proto__: null },
  types: { __proto__: null },
  constants: { __proto__: null },
  variables: { __proto__: null },
});
assert.throws(() => cdef('constructor f(void);'), { code: 'ERR_FFI_DECLARATION' });
assert.throws(() => cdef('int f(__proto__ a);'), { code: 'ERR_FFI_DECLARATION' });
assert.throws(() => cdef('enum { A = toString };'), { code: 'ERR_FFI_DECLARATION' });
assert.throws(() => cdef('int f(void) __attribute__((constructor_));'), { code: 'ERR_FFI_DECLARATION' });
assert.throws(() => cdef('typedef int t __attribute__((mode(toString)));'), { code: 'ERR_FFI_DECLARATION' });
