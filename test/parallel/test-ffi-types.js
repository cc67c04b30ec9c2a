// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { types } = require('node:ffi');

// The constants for type names: complete, frozen, without a prototype.

assert.deepStrictEqual({ ...types }, {
  VOID: 'void',
  POINTER: 'pointer',
  BUFFER: 'buffer',
  ARRAY_BUFFER: 'arraybuffer',
  FUNCTION: 'function',
  BOOL: 'bool',
  CHAR: 'char',
  STRING: 'string',
  FLOAT: 'float',
  DOUBLE: 'double',
  INT_8: 'int8',
  UINT_8: 'uint8',
  INT_16: 'int16',
  UINT_16: 'uint16',
  INT_32: 'int32',
  UINT_32: 'uint32',
  INT_64: 'int64',
  UINT_64: 'uint64',
  FLOAT_32: 'float32',
  FLOAT_64: 'float64',
});
assert.ok(Object.isFrozen(types));
assert.strictEqual(Object.getPrototypeOf(types), null);
