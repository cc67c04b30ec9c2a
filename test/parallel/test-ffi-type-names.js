// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, types } = require('node:ffi');
const { eachCase, libraryPath } = require('../common/ffi');

// Every type name is known, and names of one type mean the same signature.

const aliases = [
  ['identity_i8', 'int8', 'i8'],
  ['identity_u8', 'uint8', 'u8', 'bool'],
  ['identity_i16', 'int16', 'i16'],
  ['identity_u16', 'uint16', 'u16'],
  ['identity_i32', 'int32', 'i32'],
  ['identity_u32', 'uint32', 'u32'],
  ['identity_i64', 'int64', 'i64'],
  ['identity_u64', 'uint64', 'u64'],
  ['identity_f32', 'float32', 'f32', 'float'],
  ['identity_f64', 'float64', 'f64', 'double'],
  ['identity_pointer', 'pointer', 'ptr', 'string', 'str', 'buffer',
   'arraybuffer', 'function'],
];

using lib = new DynamicLibrary(libraryPath);
for (const [symbol, ...names] of eachCase(aliases)) {
  const functions = names.map(
    (name) => lib.getFunction(symbol, { arguments: [name], return: name }));
  for (const fn of eachCase(functions)) assert.strictEqual(fn, functions[0]);
}

const known = new Set(aliases.flatMap(([, ...names]) => names));
known.add('void').add('char');
for (const name of eachCase(Object.values(types))) assert.ok(known.has(name), name);
