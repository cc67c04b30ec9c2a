'use strict';

const {
  ObjectFreeze,
} = primordials;

// The names of C types, as constants. Their aliases are only strings.
const types = ObjectFreeze({
  __proto__: null,
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

// How the file names of libraries end on this platform.
let suffix = 'so';
if (process.platform === 'win32') {
  suffix = 'dll';
} else if (process.platform === 'darwin') {
  suffix = 'dylib';
}

module.exports = {
  suffix,
  types,
};
