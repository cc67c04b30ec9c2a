// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { array, chars, dlopen, out, owned, pointer, struct, sizeof, union } = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');

// What a function gives, and who receives it has to free: JavaScript gets a copy, and it
// is freed once.

const Point = struct({ x: 'double', y: 'int' }, { name: 'Point' });
class Point2 extends Point { get sum() { return this.x + this.y; } }
const Either = union({ x: 'double', bits: 'uint64' });
const free = 'free_it';
const point = { symbol: 'give_point', arguments: ['double', 'int'] };
const { lib, functions } = dlopen(pathOf('handles'), {
  free_it: { arguments: ['pointer'] },
  give_text: { arguments: ['int'], return: owned('cstring', free) },
  give_text16: { return: owned('string16', free) },
  give_text32: { return: owned('string32', free) },
  give_wide: { symbol: sizeof('wchar_t') === 4 ? 'give_text32' : 'give_text16', return: owned('wstring', free) },
  give_chars: { return: owned(chars(8), free) },
  give_some_chars: { symbol: 'give_chars', return: owned(chars(3, 'latin1'), free) },
  give_chars_at: { symbol: 'give_chars', return: owned(pointer(chars(4)), free) },
  give_numbers: { return: owned(array('int', 3), free) },
  give_numbers_at: { symbol: 'give_numbers', return: owned(pointer(array('int', 3)), free) },
  give_counted: {
    arguments: ['int', out('int64')], return: owned(array('int', { countedBy: 1 }), free),
  },
  give_point: { ...point, return: owned(pointer(Point), free) },
  give_late: { ...point, return: owned(pointer(() => Point), free) },
  give_mine: { ...point, return: owned(pointer(Point2), free) },
  give_union: { ...point, return: owned(pointer(Either), free) },
  give_with_errno: { symbol: 'give_text', arguments: ['int'], return: owned('cstring', free), errno: true },
  give_or_throw: { symbol: 'give_text', arguments: ['int'], return: owned('cstring', free), errno: 'throw' },
  give_text_to: { arguments: [out(owned('cstring', free)), 'int'], return: 'int' },
  count_allocated: { return: 'int' },
  count_freed: { return: 'int' },
  count_wrong: { return: 'int' },
});
const native = lib.getFunction('native', {
  symbol: 'give_text', arguments: ['int'], return: owned('cstring', functions.free_it),
});

const cases = [
  [() => functions.give_text(0), 'grün'],
  [() => functions.give_text(1), null],
  [() => native(0), 'grün'],
  [() => native(1), null],
  [() => functions.give_text16(), 'grün'],
  [() => functions.give_text32(), 'grün'],
  [() => functions.give_wide(), 'grün'],
  [() => functions.give_chars(), '12345678'],
  [() => functions.give_some_chars(), '123'],
  [() => functions.give_chars_at(), '1234'],
  [() => [...functions.give_numbers()], [1, 2, 3]],
  [() => [...functions.give_numbers_at()], [1, 2, 3]],
  [() => [...functions.give_counted(4).value], [1, 2, 3, 4]],
  [() => functions.give_counted(0).value.length, 0],
  [() => functions.give_point(1.5, 2).toObject(), { x: 1.5, y: 2 }],
  [() => functions.give_late(1.5, 2).toObject(), { x: 1.5, y: 2 }],
  [() => functions.give_mine(1.5, 2).sum, 3.5],
  [() => functions.give_union(1, 2).bits, 0x3ff0000000000000n],
  [() => functions.give_with_errno(0), { value: 'grün', errno: 0 }],
  [() => functions.give_with_errno(1), { value: null, errno: 0 }],
  [() => functions.give_or_throw(0), 'grün'],
  [() => functions.give_text_to(0), { value: 0, out: ['out'] }],
  [() => functions.give_text_to(1), { value: 1, out: [null] }],
];
function check() {
  assert.strictEqual(functions.count_freed(), functions.count_allocated());
  assert.strictEqual(functions.count_wrong(), 0);
}
for (const [call, expected] of eachCase(cases)) {
  assert.deepStrictEqual(call(), expected);
  check();
  assert.deepStrictEqual(optimize(call)(), expected);
  check();
}
assert.ok(functions.count_freed() > 10_000);

// A copy can be changed, and outlives all others.
const kept = functions.give_point(1, 2);
kept.x = 7;
for (let i = 0; i < 100; i++) functions.give_point(3, 4);
assert.deepStrictEqual(kept.toObject(), { x: 7, y: 2 });
const type = owned(pointer(Point), free);
assert.deepStrictEqual([type.name, type.size, type.alignment], ['owned(pointer(Point))', 8, 8]);
