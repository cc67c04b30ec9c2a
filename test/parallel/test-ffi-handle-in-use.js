// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { runInNewContext } = require('node:vm');
const { consumes, dlopen, func, handle, struct } = require('node:ffi');
const { invalidValue, optimize, pathOf } = require('../common/ffi');

// What is closed while a call uses it is refused from then on, and closed when the last
// such call returns, whichever way it does.

const { lib, functions: outer } = dlopen(pathOf('handles'), {
  failing: { symbol: 'box_close_failing', arguments: ['pointer'], return: 'int', errno: 'throw' },
  count_open_boxes: { return: 'int' },
  count_wrong: { return: 'int' },
});
const Box = handle('box', { close: 'box_close' });
const Failing = handle('failing', { close: outer.failing });
const functions = lib.getFunctions({
  box_open: { arguments: ['int'], return: Box },
  open_failing: { symbol: 'box_open', arguments: ['int'], return: Failing },
  box_number: { arguments: [Box], return: 'int' },
  box_sum: { arguments: [Box, 'int', Box], return: 'int' },
  sum_failing: { symbol: 'box_sum', arguments: [Failing, 'int', Failing], return: 'int' },
  box_close: { arguments: [consumes(Box)], return: 'int' },
  box_visit: { arguments: [Box, func({ arguments: ['pointer'], return: 'int' })], return: 'int' },
  visit_failing: {
    symbol: 'box_visit',
    arguments: [Failing, func({ arguments: ['pointer'], return: 'int' })],
    return: 'int',
  },
});
const { box_open, box_number, box_sum, box_close, box_visit } = functions;
const { count_open_boxes, count_wrong } = outer;
const closed = { code: 'ERR_INVALID_STATE', message: 'Invalid state: Argument 0 is a box that is closed' };

function closeInside(close) {
  const box = box_open(5);
  const result = box_visit(box, common.mustCall((pointer) => {
    assert.strictEqual(pointer, box.pointer);
    assert.strictEqual(close(box), undefined);
    assert.strictEqual(count_open_boxes(), 1);
    assert.throws(() => box_number(box), closed);
    assert.throws(() => box.pointer, { code: 'ERR_INVALID_STATE' });
    assert.throws(() => box.close(), { code: 'ERR_INVALID_STATE' });
    box[Symbol.dispose]();
    return 10;
  }));
  assert.strictEqual(result, 15);
  assert.strictEqual(count_open_boxes(), 0);
}
const ways = [(box) => box.close(), (box) => box[Symbol.dispose]()];
for (const close of ways) {
  closeInside(close);
  closeInside(close);
}

// Calls in calls.
{
  const box = box_open(1);
  assert.strictEqual(box_visit(box, common.mustCall(() => {
    const sum = box_visit(box, common.mustCall(() => {
      box.close();
      return 10;
    }));
    assert.strictEqual(count_open_boxes(), 1);
    return sum;
  })), 12);
  assert.strictEqual(count_open_boxes(), 0);
}

// In optimised code, which a callback interrupts.
{
  const visit = (box, callback) => box_visit(box, callback);
  const kept = box_open(2);
  optimize(visit, kept, () => 1);
  const box = box_open(3);
  assert.strictEqual(visit(box, () => {
    box.close();
    return 4;
  }), 7);
  assert.strictEqual(count_open_boxes(), 1);
  kept.close();
}

// The call throws.
for (const prepare of [(fn) => fn, optimize]) {
  const box = box_open(1);
  const error = new Error('mine');
  let isToThrow = false;
  const visit = prepare(() => box_visit(box, () => {
    if (!isToThrow) return 0;
    box.close();
    throw error;
  }));
  isToThrow = true;
  assert.throws(visit, error);
  assert.throws(() => box_number(box), closed);
  assert.strictEqual(count_open_boxes(), 0);
}

// A call that is not made, as another argument is wrong, uses nothing.
for (const prepare of [(fn) => fn, optimize]) {
  const box = box_open(1);
  const sum = prepare((a, n, b) => box_sum(a, n, b), box, 1, box);
  assert.throws(() => sum(box, 1, null), invalidValue('Argument 2 must be a box, not null'));
  assert.throws(() => sum(box, 'x', box), invalidValue('Argument 1 must be an int32'));
  assert.throws(() => sum(box, 1n, null), invalidValue('Argument 1 must be an int32'));
  box.close();
  assert.strictEqual(count_open_boxes(), 0);
}

// What closing throws comes out of the call, and the other handles are closed, too.
{
  const [a, b] = [functions.open_failing(1), functions.open_failing(2)];
  assert.throws(() => functions.visit_failing(a, common.mustCall(() => {
    functions.visit_failing(b, () => {
      // Neither is closed before these calls return.
      a.close();
      return 0;
    });
    assert.strictEqual(count_open_boxes(), 2);
    return 1;
  })), { code: 'EIO', syscall: 'box_close_failing' });
  assert.strictEqual(count_open_boxes(), 1);
  assert.throws(() => b.close(), { code: 'EIO' });
  assert.strictEqual(count_open_boxes(), 0);
}

// A call can't consume what another one uses: it would be gone when that goes on.
{
  const inUse = {
    code: 'ERR_INVALID_STATE',
    message: 'Invalid state: Argument 0 is a box that a call in flight uses',
  };
  const box = box_open(7);
  assert.strictEqual(box_visit(box, common.mustCall(() => {
    assert.throws(() => box_close(box), inUse);
    return box_number(box);
  })), 14);
  assert.strictEqual(box_close(box), 7);
}
assert.strictEqual(count_open_boxes(), 0);
assert.strictEqual(count_wrong(), 0);

// What ends JavaScript leaves no time to count the calls that have ended.
{
  const box = functions.box_open(1);
  const loop = () => functions.box_visit(box, () => { for (;;); });
  assert.throws(() => runInNewContext('loop()', { loop }, { timeout: 20 }), {
    code: 'ERR_SCRIPT_EXECUTION_TIMEOUT',
  });
  const before = outer.count_open_boxes();
  box.close();
  queueMicrotask(common.mustCall(() => assert.strictEqual(outer.count_open_boxes(), before - 1)));
}

// A call that is reading its arguments uses those that it has read.
{
  const { functions: { number } } = dlopen(pathOf('handles'), {
    number: { symbol: 'box_number', arguments: [Box, struct({ x: 'int' })], return: 'int' },
  });
  using first = functions.box_open(1);
  const call = (box, object) => number(box, object);
  for (const fn of [call, optimize(call, first, { x: 1 })]) {
    const box = functions.box_open(7);
    const before = outer.count_open_boxes();
    const closing = {
      get x() {
        box.close();
        return 1;
      },
    };
    assert.strictEqual(fn(box, closing), 7);
    assert.strictEqual(outer.count_open_boxes(), before - 1);
    assert.throws(() => fn(box, { x: 1 }), { code: 'ERR_INVALID_STATE' });
  }
  assert.strictEqual(outer.count_wrong(), 0);
}
