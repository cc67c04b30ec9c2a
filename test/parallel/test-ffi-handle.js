// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { dlopen, getRawPointer, handle, out, sizeof, alignof } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// A handle is a pointer of a class of its own: functions take it, and nothing else, in
// whichever way they are called.

const Box = handle('box', { close: 'box_close' });
const Lid = handle('lid', { close: 'lid_close', nullable: true });
const { functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  open_or_throw: { symbol: 'box_open', arguments: ['int'], return: Box, errno: 'throw' },
  open_with_errno: { symbol: 'box_open', arguments: ['int'], return: Box, errno: true },
  box_open_to: { arguments: ['int', out(Box)], return: 'int' },
  box_number: { arguments: [Box], return: 'int' },
  box_same: { arguments: [Box], return: 'pointer' },
  box_sum: { arguments: [Box, 'int', Box], return: 'int' },
  number_of_nullable: { symbol: 'box_number', arguments: [Lid], return: 'int' },
  lid_open: { return: Lid },
  lid_fits: { arguments: [Lid, Box], return: 'int' },
  count_wrong: { return: 'int' },
});
const { box_open, box_number, box_same, box_sum, lid_open, lid_fits } = functions;

const box = box_open(4);
const other = box_open(5);
const lid = lid_open();

assert.strictEqual(box.constructor, Box);
assert.strictEqual(Object.getPrototypeOf(box), Box.prototype);
assert.deepStrictEqual(Reflect.ownKeys(box), []);
assert.strictEqual(typeof box.pointer, 'bigint');
assert.strictEqual(box.pointer, box_same(box));
assert.strictEqual(getRawPointer(box), box.pointer);
assert.deepStrictEqual([Box.name, Box.size, Box.alignment], ['box', 8, 8]);
assert.deepStrictEqual([sizeof(Box), alignof(Box)], [8, 8]);

assert.strictEqual(inspect(box), `box { pointer: 0x${box.pointer.toString(16)}n }`);
assert.strictEqual(inspect({ a: { b: { c: box } } }, { depth: 1 }), '{ a: { b: [Object] } }');
assert.strictEqual(inspect({ box }, { depth: 0 }), '{ box: [box] }');

// Of NULL, there is no handle.
assert.strictEqual(box_open(-1), null);
assert.deepStrictEqual(functions.box_open_to(-1), { value: -1, out: [null] });
assert.throws(() => functions.open_or_throw(-1), { code: 'EINVAL', syscall: 'box_open' });
assert.deepStrictEqual(functions.open_with_errno(-1), { value: null, errno: 22 });
assert.strictEqual(box_number(functions.open_or_throw(7)), 7);
assert.strictEqual(box_number(functions.open_with_errno(8).value), 8);
{
  const { value, out: [opened] } = functions.box_open_to(9);
  assert.strictEqual(value, 0);
  assert.ok(opened instanceof Box);
  assert.strictEqual(box_number(opened), 9);
}

// What is refused, and how.
const wrong = [
  [() => box_number(lid), 'Argument 0 must be a box, not a lid'],
  [() => lid_fits(lid, lid), 'Argument 1 must be a box, not a lid'],
  [() => lid_fits(box, box), 'Argument 0 must be a lid or null, not a box'],
  [() => box_number(null), 'Argument 0 must be a box, not null'],
  [() => box_number(undefined), 'Argument 0 must be a box'],
  [() => functions.number_of_nullable(0), 'Argument 0 must be a lid or null'],
  [() => box_number(box.pointer), 'Argument 0 must be a box'],
  [() => box_number(5), 'Argument 0 must be a box'],
  [() => box_number('box'), 'Argument 0 must be a box'],
  [() => box_number(Buffer.alloc(8)), 'Argument 0 must be a box'],
  [() => box_number({ __proto__: Box.prototype, pointer: box.pointer }), 'Argument 0 must be a box'],
  [() => box_number({ __proto__: box }), 'Argument 0 must be a box'],
  [() => box_number(new Proxy(box, {})), 'Argument 0 must be a box'],
  [() => box_sum(box, 1, 2n), 'Argument 2 must be a box'],
  // What is wrong first is said first.
  [() => box_sum(box, 'x', lid), 'Argument 1 must be an int32'],
  [() => box_sum(lid, 'x', lid), 'Argument 0 must be a box, not a lid'],
  [() => box_sum(box, 1), 'Invalid argument count: expected 3, got 2'],
];
const accepted = [
  [() => box_number(box), 4],
  [() => box_sum(box, 3, other), 12],
  [() => box_sum(box, 3, box), 11],
  [() => lid_fits(lid, box), 1],
  [() => functions.number_of_nullable(null), -1],
];
// A second type of the same name is another one.
{
  const Box = handle('box');
  const { functions: { box_open } } = dlopen(pathOf('handles'), {
    box_open: { arguments: ['int'], return: Box },
  });
  const box = box_open(1);
  wrong.push([() => box_number(box), 'Argument 0 must be a box, not another type of that name']);
}
// And the article is English.
{
  const Item = handle('item');
  const { functions } = dlopen(pathOf('handles'), {
    box_same: { arguments: [Item], return: Item },
  });
  wrong.push([() => functions.box_same(box), 'Argument 0 must be an item, not a box']);
}
for (const prepare of [(fn) => fn, optimize]) {
  for (const [call, expected] of eachCase(accepted)) assert.strictEqual(prepare(call)(), expected);
}
for (const [call, message] of eachCase(wrong)) assert.throws(call, invalidValue(message));
const attempt = (box) => box_sum(box, 1, box);
optimize(attempt, box);
for (const value of eachCase([lid, null, 5, box.pointer])) {
  assert.throws(() => attempt(value), invalidValue(/^Argument 0 must be a box/));
}
assert.strictEqual(attempt(other), 11);
assert.strictEqual(functions.count_wrong(), 0);
