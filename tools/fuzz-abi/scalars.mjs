// The scalars: what C and what node:ffi call them, and what their values are in
// JavaScript. Sizes are those of Linux on 64 bits; the fixture checks them.

const rows = [];

function add(kind, size, value, pairs) {
  for (const [js, c] of pairs) rows.push({ form: 'scalar', kind, size, value, js, c });
}

add('bool', 1, 'boolean', [['boolean', 'bool']]);
add('bool', 1, 'number', [['bool', 'bool']]);
add('signed', 1, 'number', [['int8', 'int8_t'], ['schar', 'signed char'], ['char', 'char']]);
add('unsigned', 1, 'number', [['uint8', 'uint8_t'], ['uchar', 'unsigned char']]);
add('signed', 2, 'number', [['int16', 'int16_t'], ['short', 'short']]);
add('unsigned', 2, 'number', [['uint16', 'uint16_t'], ['ushort', 'unsigned short'], ['char16_t', 'char16_t']]);
add('signed', 4, 'number', [['int32', 'int32_t'], ['int', 'int'], ['wchar_t', 'wchar_t']]);
add('unsigned', 4, 'number', [['uint32', 'uint32_t'], ['uint', 'unsigned'], ['char32_t', 'char32_t']]);
add('signed', 8, 'bigint', [
  ['int64', 'int64_t'], ['long', 'long'], ['longlong', 'long long'], ['ssize_t', 'ssize_t'], ['intptr_t', 'intptr_t'],
  ['ptrdiff_t', 'ptrdiff_t'], ['time_t', 'time_t'], ['off_t', 'off_t'],
]);
add('unsigned', 8, 'bigint', [
  ['uint64', 'uint64_t'], ['ulong', 'unsigned long'], ['ulonglong', 'unsigned long long'], ['size_t', 'size_t'],
  ['uintptr_t', 'uintptr_t'],
]);
add('signed', 8, 'safe', [['int53', 'int64_t']]);
add('unsigned', 8, 'safe', [['uint53', 'uint64_t']]);
add('pointer', 8, 'bigint', [['pointer', 'void*']]);
add('pointer', 8, 'safe', [['address', 'void*']]);
add('float', 4, 'number', [['float', 'float'], ['float32', 'float']]);
add('float', 8, 'number', [['double', 'double'], ['float64', 'double']]);

export const scalars = rows;
export const scalar = (js) => rows.find((row) => row.js === js);

export const floats = rows.filter(({ kind }) => kind === 'float');
const integers = rows.filter(({ kind, value }) => /^(bool|(un)?signed)$/.test(kind) && value !== 'safe');
// What bit-fields are declared with.
export const bitScalars = integers;
// What has a byte order.
export const swappable = rows.filter(({ kind, size, value }) => size > 1 && kind !== 'pointer' && value !== 'safe');
// What an enum may have beneath it.
export const enumScalars = integers.filter(({ kind }) => kind !== 'bool');

// What C makes of an argument that `...` stands for.
export function promoted(type) {
  const { form, kind, size } = type.form === 'enum' ? type.scalar : type;
  if (form === 'scalar' && kind === 'float') return scalar('double');
  return form === 'scalar' && size < 4 ? scalar('int') : type;
}
