'use strict';
// The type names, and a good value of each.

const scalars = ['char', 'bool', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64',
                 'uint64', 'float32', 'float64'];
const pointers = ['pointer', 'string', 'buffer', 'arraybuffer', 'function'];
const aliases = { i8: 'int8', u8: 'uint8', i16: 'int16', u16: 'uint16', i32: 'int32', u32: 'uint32',
                  i64: 'int64', u64: 'uint64', f32: 'float32', float: 'float32', f64: 'float64',
                  double: 'float64', ptr: 'pointer', str: 'string' };

// The C type of the fixture's functions for a name.
function cType(name) {
  const type = aliases[name] ?? name;
  return pointers.includes(type) ? 'pointer' : type;
}

function good(name) {
  const type = cType(name);
  if (type === 'pointer') return 4096n;
  return type.endsWith('64') && type !== 'float64' ? 5n : type.startsWith('float') ? 1.5 : 1;
}

module.exports = { scalars, pointers, aliases, cType, good,
                   all: [...scalars, ...pointers, ...Object.keys(aliases)] };
