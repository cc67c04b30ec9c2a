// Flags: --experimental-ffi --expose-gc --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { Callback, dlopen, func, handle } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// A callback gets handles that it borrows, or that the program has, and gives C the address
// of one.

const Box = handle('box', { close: 'box_close' });
const Maybe = handle('maybe', { nullable: true });
const Lid = handle('lid');
class MyBox extends Box {}
const visitor = func({ arguments: [Box], return: 'int' });
const giver = func({ return: Box });
const { lib, functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  open_maybe: { symbol: 'box_open', arguments: ['int'], return: Maybe },
  lid_open: { return: Lid },
  box_number: { arguments: [Box], return: 'int' },
  box_visit: { arguments: [Box, visitor], return: 'int' },
  open_lent: { symbol: 'box_open', arguments: ['int'], return: 'pointer' },
  visit_lent: { symbol: 'box_visit', arguments: ['pointer', visitor], return: 'int' },
  close_lent: { symbol: 'box_close', arguments: ['pointer'] },
  visit_by_address: { symbol: 'box_visit', arguments: [Box, 'pointer'], return: 'int' },
  visit_maybe: {
    symbol: 'box_visit', arguments: [Box, func({ arguments: [Maybe], return: 'int' })], return: 'int',
  },
  visit_mine: {
    symbol: 'box_visit', arguments: [Box, func({ arguments: [MyBox], return: 'int' })], return: 'int',
  },
  box_number_of: { arguments: [giver], return: 'int' },
  number_of_maybe: { symbol: 'box_number_of', arguments: [func({ return: Maybe })], return: 'int' },
  count_open_boxes: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { box_open, box_number, box_visit, box_number_of } = functions;
const box = box_open(5);
const mine = lib.getFunction('mine', { symbol: 'box_open', arguments: ['int'], return: MyBox })(6);
// Which nobody has a handle for.
const lent = functions.open_lent(5);

for (const prepare of [(fn) => fn, optimize]) {
  const visit = prepare(() => box_visit(box, common.mustCallAtLeast((seen) => {
    assert.strictEqual(seen, box);
    return box_number(seen) + 1;
  })));
  assert.strictEqual(visit(), 11);
  const visitLent = prepare(() => functions.visit_lent(lent, common.mustCallAtLeast((seen) => {
    assert.ok(seen instanceof Box);
    assert.strictEqual(seen.pointer, lent);
    return box_number(seen) + 1;
  })));
  assert.strictEqual(visitLent(), 11);
  // To close it makes it unusable, and nothing else.
  const close = prepare(() => functions.visit_lent(lent, common.mustCallAtLeast((seen) => {
    assert.strictEqual(seen.close(), undefined);
    assert.throws(() => box_number(seen), { code: 'ERR_INVALID_STATE' });
    assert.throws(() => seen.close(), { code: 'ERR_INVALID_STATE' });
    assert.strictEqual(inspect(seen), 'box { closed: true }');
    return 0;
  })));
  assert.strictEqual(close(), 5);
  assert.strictEqual(functions.visit_maybe(box, (seen) => Number(seen.constructor === Maybe)), 6);
  const visitMine = prepare(() => functions.visit_mine(mine, (seen) => Number(seen === mine)));
  assert.strictEqual(visitMine(), 7);
}
globalThis.gc();
{
  using callback = new Callback(visitor, (seen) => box_number(seen));
  assert.strictEqual(box_visit(box, callback), 10);
  const pointer = lib.registerCallback({ arguments: [Box], return: 'int' }, (seen) => box_number(seen));
  assert.strictEqual(functions.visit_by_address(box, pointer), 10);
}
assert.strictEqual(box_number(box), 5);

// What a callback gives.
for (const prepare of [(fn) => fn, optimize]) {
  assert.strictEqual(prepare(() => box_number_of(() => box))(), 5);
  assert.strictEqual(prepare(() => box_number_of(() => mine))(), 6);
  assert.strictEqual(prepare(() => functions.number_of_maybe(() => null))(), -1);
}
const closed = box_open(7);
closed.close();
const lid = functions.lid_open();
const wrong = [
  [null, invalidValue('Callback result must be a box, not null')],
  [undefined, invalidValue('Callback result must be a box')],
  [box.pointer, invalidValue('Callback result must be a box')],
  [lid, invalidValue('Callback result must be a box, not a lid')],
  [closed, { code: 'ERR_INVALID_STATE', message: 'Invalid state: Callback result is a box that is closed' }],
];
for (const [value, error] of eachCase(wrong)) {
  assert.throws(() => box_number_of(() => value), error);
  if (value === undefined) continue;
  assert.throws(() => new Callback({ return: Box }, common.mustNotCall(), { errorResult: value }), {
    message: error.message.replace('Callback result', 'Option errorResult'),
  });
}
{
  // After the error, C gets what the Callback has for that.
  using callback = new Callback(giver, () => { throw new RangeError('mine'); }, { errorResult: box });
  assert.throws(() => box_number_of(callback), { name: 'RangeError' });
}
assert.strictEqual(box_number_of(() => box), 5);
assert.strictEqual(functions.count_wrong(), 0);
functions.close_lent(lent);
