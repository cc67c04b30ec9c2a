// Flags: --experimental-ffi --allow-natives-syntax --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { setImmediate: turn } = require('node:timers/promises');
const { consumes, dlopen, func, handle, out } = require('node:ffi');
const { invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// A parameter may take a handle over, which is closed by that, but only by a call that is
// made.

const Box = handle('box', { close: 'box_close' });
const Maybe = handle('maybe', { close: 'box_close', nullable: true });
class MyBox extends Box {}
const definitions = {
  box_open: { arguments: ['int'], return: Box },
  open_mine: { symbol: 'box_open', arguments: ['int'], return: MyBox },
  open_maybe: { symbol: 'box_open', arguments: ['int'], return: Maybe },
  box_close: { arguments: [consumes(Box)], return: 'int' },
  close_maybe: { symbol: 'box_number', arguments: [consumes(Maybe)], return: 'int' },
  // In C, these do not close anything.
  take_and_use: { symbol: 'box_sum', arguments: [consumes(Box), 'int', Box], return: 'int' },
  use_and_take: { symbol: 'box_sum', arguments: [Box, 'int', consumes(Box)], return: 'int' },
  take_two: { symbol: 'box_sum', arguments: [consumes(Box), 'int', consumes(Box)], return: 'int' },
  exchange: { symbol: 'box_same', arguments: [consumes(Box)], return: Box },
  take_and_open: { symbol: 'box_sum', arguments: [consumes(Box), 'int', out('pointer')], return: 'int' },
  take_visited: {
    symbol: 'box_visit', arguments: [consumes(Box), func({ arguments: ['pointer'], return: 'int' })], return: 'int',
  },
  count_open_boxes: { return: 'int' },
  count_closed: { return: 'int' },
  count_wrong: { return: 'int' },
};
const { lib, functions } = dlopen(pathOf('handles'), definitions);
const { box_open, box_close, count_open_boxes } = functions;
const closed = (index) =>
  ({ code: 'ERR_INVALID_STATE', message: `Invalid state: Argument ${index} is a box that is closed` });

const box = box_open(5);
assert.strictEqual(box_close(box), 5);
assert.strictEqual(count_open_boxes(), 0);
assert.throws(() => box_close(box), closed(0));
assert.throws(() => box.close(), { code: 'ERR_INVALID_STATE' });
box[Symbol.dispose]();
assert.strictEqual(box_close(functions.open_mine(6)), 6);

assert.throws(() => box_close(null), invalidValue('Argument 0 must be a box, not null'));
assert.throws(() => box_close(5n), invalidValue('Argument 0 must be a box'));
for (let i = 0; i < 3; i++) assert.strictEqual(functions.close_maybe(null), -1);
const maybe = functions.open_maybe(1);
const { pointer } = maybe;
assert.strictEqual(functions.close_maybe(maybe), 1);
assert.throws(() => functions.close_maybe(maybe), { code: 'ERR_INVALID_STATE' });
const closeByAddress = dlopen(pathOf('handles'), {
  box_close: { arguments: ['pointer'], return: 'int' },
}).functions.box_close;
assert.strictEqual(closeByAddress(pointer), 1);

// In optimised code.
const openAndClose = () => box_close(box_open(8));
assert.strictEqual(optimize(openAndClose)(), 8);
assert.strictEqual(count_open_boxes(), 0);

// A call that is not made takes nothing.
for (const prepare of [(fn) => fn, optimize]) {
  let taken;
  const take = prepare((n, other) => {
    const [a, b] = [box_open(1), box_open(2)];
    const { pointer } = a;
    let sum;
    try {
      sum = functions.take_and_use(a, n, other === undefined ? b : other);
    } catch (error) {
      a.close(); // Still is ours.
      b.close();
      throw error;
    }
    closeByAddress(pointer);
    b.close();
    taken = a;
    return sum;
  }, 3);
  assert.strictEqual(take(3), 6);
  assert.throws(() => taken.close(), { code: 'ERR_INVALID_STATE' });
  assert.throws(() => take('x'), invalidValue('Argument 1 must be an int32'));
  assert.throws(() => take(3, null), invalidValue('Argument 2 must be a box, not null'));
  assert.throws(() => take(3, 5n), invalidValue('Argument 2 must be a box'));
  assert.strictEqual(count_open_boxes(), 0);
}

// One handle, twice.
{
  const box = box_open(3);
  const inUse = (index) => ({
    code: 'ERR_INVALID_STATE', message: `Invalid state: Argument ${index} is a box that a call in flight uses`,
  });
  assert.throws(() => functions.use_and_take(box, 1, box), inUse(2));
  assert.throws(() => functions.take_two(box, 1, box), inUse(2));
  assert.strictEqual(functions.take_and_use(box, 1, box), 7);
}

// A handle that C gives for what it has taken is another one.
{
  const first = box_open(4);
  const second = functions.exchange(first);
  assert.notStrictEqual(first, second);
  assert.throws(() => first.pointer, { code: 'ERR_INVALID_STATE' });
  second.close();
}

// The callback of the call that takes it can't use it any more.
{
  const box = box_open(4);
  const { pointer } = box;
  assert.strictEqual(functions.take_visited(box, common.mustCall(() => {
    assert.throws(() => box_close(box), closed(0));
    assert.throws(() => box.close(), { code: 'ERR_INVALID_STATE' });
    return 1;
  })), 5);
  closeByAddress(pointer);
  const other = box_open(5);
  const { pointer: address } = other;
  assert.throws(() => functions.take_visited(other, () => { throw new RangeError('mine'); }),
                { name: 'RangeError' });
  assert.throws(() => other.close(), { code: 'ERR_INVALID_STATE' });
  closeByAddress(address);
}

// What was taken, no finaliser closes.
(async () => {
  const before = functions.count_closed();
  (() => { for (let i = 0; i < 100; i++) box_close(box_open(i)); })();
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await turn();
  }
  assert.strictEqual(functions.count_closed(), before + 100);
  assert.strictEqual(functions.count_wrong(), 0);

  const last = box_open(1);
  lib.close();
  assert.throws(() => box_close(last), libraryClosed);
})().then(common.mustCall());
