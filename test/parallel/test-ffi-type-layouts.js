// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  alignof, aligned, anonymous, array, bits, chars, dlopen, enumeration, func, offsetof, padding,
  pointer, sizeof, struct, union,
} = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// Types have the sizes, alignments and offsets that the C compiler gives them:
// test/fixtures/ffi/libraries/layouts.c has the same types, and describes them.

const empty = struct({});
const single = struct({ c: 'char' });
class point extends struct({ x: 'double', y: 'double' }) {}
const mixed = struct({ c: 'char', s: 'short', i: 'int', l: 'long', d: 'char' });
const overAligned = struct({ c: 'char' }, { align: 64 });
const color = enumeration({ RED: 0, GREEN: 5, BLUE: 0x7fffffff });
const wide = enumeration({ SMALL: -1, LARGE: 0x100000000 });
const high = enumeration({ HIGH: 0xffffffff });
const node = struct({ next: pointer(() => node), visit: func({ arguments: ['pointer'] }), c: 'char' });

const types = {
  empty,
  single,
  point,
  mixed,
  packed: struct({ c: 'char', d: 'double' }, { packed: true }),
  packed_aligned: struct({ c: 'char', d: aligned('double', 4), i: 'int' }, { packed: true }),
  pack2: struct({ c: 'char', i: 'int', d: 'double', a: bits('int', 20), b: bits('int', 20) },
                { packed: 2 }),
  pack4: struct({ c: 'char', d: 'double', l: 'longlong', p: point }, { packed: 4 }),
  pack8: struct({ c: 'char', d: 'double', e: 'char', a: bits('int', 30), b: bits('int', 30) },
                { packed: 8 }),
  over_aligned: overAligned,
  holds_over_aligned: struct({ c: 'char', o: overAligned, d: 'char' }),
  member_aligned: struct({ a: 'char', b: aligned('int', 32), c: 'char' }),
  never_lower: struct({ a: 'int', d: 'double' }, { align: 2 }),
  bits_int: struct({ a: bits('int', 3), b: bits('int', 7), c: bits('uint', 30) }),
  bits_mixed: struct({
    a: 'char', b: bits('int', 5), c: bits('short', 9), d: bits('long', 40), e: 'char',
  }),
  bits_zero: struct({ a: bits('int', 3), _: padding('int', 0), b: bits('int', 3), c: 'char' }),
  bits_unnamed: struct({ a: 'char', _: padding('int', 9), b: 'char' }),
  bits_bool: struct({
    a: bits('boolean', 1), b: bits('bool', 1), c: bits('uint8_t', 7), d: bits(enumeration({ LOW: 0, TOP: 9 }), 4),
  }),
  bits_packed: struct({
    c: 'char', a: bits('int', 7), b: bits('int', 30), d: bits('longlong', 60),
  }, { packed: true }),
  bits_aligned: struct({
    a: bits('int', 3), b: aligned(bits('int', 5), 8), c: bits('int', 2),
  }),
  bits_whole: struct({ a: bits('longlong', 33), b: bits('longlong', 31), c: bits('int', 32) }),
  bits_small: struct({
    a: bits('uchar', 4), b: bits('uchar', 4), c: bits('uchar', 4), d: bits('ushort', 12),
  }),
  bits_union: union({ i: bits('int', 5), l: bits('long', 40), c: 'char' }),
  choice: union({ c: array('char', 5), s: 'short', f: 'float' }),
  packed_union: union({ c: array('char', 5), s: 'short' }, { packed: true }),
  anonymous: struct({
    kind: 'char',
    _: anonymous(union({
      i: 'int',
      d: 'double',
      _: anonymous(struct({ x: 'char', y: 'short' })),
    })),
    end: 'char',
  }),
  anonymous_packed: struct({
    c: 'char', _: anonymous(struct({ d: 'char', e: 'int' }, { packed: true })), f: 'int',
  }),
  arrays: struct({
    c: 'char', points: array(point, 3), s: array(array('short', 5), 2), none: array(single, 0),
    d: 'char',
  }),
  nested: struct({ p: point, inner: struct({ m: array(mixed, 2), c: 'char' }) }),
  enums: struct({ c: color, d: 'char', w: wide, h: high }),
  text_field: struct({ name: chars(33), n: 'int' }),
  node,
  flexible: struct({ count: 'short', items: array('int') }),
  flexible_points: struct({ count: 'char', items: array(point, { countedBy: 'count' }) }),
  named: struct([
    ['s', 'size_t'], ['w', 'wchar_t'], ['t', 'time_t'], ['b', 'boolean'], ['f', 'float'],
  ]),
  holds_empty: struct({ c: 'char', e: empty, i: 'int' }),
};

function describeField(type, path, [kind, first, second]) {
  if (kind !== 'bits') {
    assert.strictEqual(offsetof(type, path), first);
    const field = type.fields[path];
    if (field === undefined) return;
    assert.deepStrictEqual(
      field,
      { type: field.type, offset: first, size: kind === 'flexible' ? 0 : second });
    return;
  }
  const { type: fieldType, offset, size, bitOffset, bitWidth, ...others } = type.fields[path];
  assert.deepStrictEqual(others, {});
  assert.strictEqual(typeof fieldType === 'string' ? sizeof(fieldType) : fieldType.size, size);
  assert.deepStrictEqual([offset * 8 + bitOffset, bitWidth], [first, second]);
}

const { functions } = dlopen(pathOf('layouts'), {
  describe_layouts: { return: 'cstring' },
});
const descriptions = functions.describe_layouts().split('\n\n');
assert.strictEqual(descriptions.length, Object.keys(types).length);

for (const description of eachCase(descriptions)) {
  const [head, ...lines] = description.trim().split('\n').map((line) => line.split(' '));
  const type = types[head[0]];
  assert.deepStrictEqual([type.size, type.alignment], head.slice(1).map(Number));
  assert.deepStrictEqual([sizeof(type), alignof(type)], [type.size, type.alignment]);
  const names = lines.map(([path]) => path).filter((path) => !/[.[]/.test(path));
  assert.deepStrictEqual(Object.keys(type.fields), names);
  for (const [path, kind, ...numbers] of lines) {
    describeField(type, path, [kind, ...numbers.map(Number)]);
  }
}
