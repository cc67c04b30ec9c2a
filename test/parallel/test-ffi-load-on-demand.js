// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');

// To load node:ffi, and to call a function, takes few of its modules, as each takes
// time. If one is added here, it should be known what a program's start takes then.

const getLoaded = () => process.moduleLoadList
  .map((name) => name.replace('NativeModule internal/ffi/', ''))
  .filter((name) => !name.includes(' ')).sort();

const kAlways = [
  'abi', 'arena', 'callback_object', 'codegen', 'constants', 'errno', 'errors', 'function', 'is_to_ask', 'layout',
  'lazy_functions', 'library', 'library_path', 'list', 'load_options', 'memory_access', 'native_function',
  'native_thread',
  'on_demand', 'promotion', 'refuse_clone', 'signature', 'signature_cache', 'specifiers', 'type_errors', 'types',
];
assert.deepStrictEqual(getLoaded(), kAlways);
const { functions } = ffi.dlopen(null, { getpid: { return: 'int' }, strlen: { arguments: ['string'], return: 'int' } });
assert.strictEqual(functions.getpid(), process.pid);
assert.strictEqual(functions.strlen('text'), 4);
assert.deepStrictEqual(getLoaded(), kAlways);

// What is loaded later looks as if it were there: a data property, with a function that
// has its name, and as many parameters.
for (const { 0: name, 1: { value } } of Object.entries(Object.getOwnPropertyDescriptors(ffi))) {
  if (typeof value === 'function') assert.strictEqual(value.name, name);
  else assert.strictEqual(typeof value, name === 'suffix' ? 'string' : 'object');
}
const lengths = ['adopt', 'array', 'bits', 'copy', 'countOf', 'exportString', 'sizeof', 'struct', 'toString'];
assert.deepStrictEqual(lengths.map((name) => ffi[name].length), [3, 3, 2, 3, 1, 3, 1, 2, 0]);
assert.strictEqual('prototype' in ffi.copy, false);
assert.strictEqual(ffi.sizeof(ffi.struct({ x: 'int', y: 'int' })), 8);
