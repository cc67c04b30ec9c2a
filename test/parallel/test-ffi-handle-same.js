// Flags: --experimental-ffi --expose-gc --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, borrowed, dlopen, func, handle, out, pointer, struct } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// What native code gives that the program has a handle for is that handle: no second one
// closes it. What it lends, borrowed() says.

const Box = handle('box', { close: 'box_close' });
class MyBox extends Box {}
const Lent = borrowed(Box);
const { functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  open_mine: { symbol: 'box_open', arguments: ['int'], return: MyBox },
  open_lent: { symbol: 'box_open', arguments: ['int'], return: Lent },
  box_same: { arguments: [Box], return: Box },
  same_mine: { symbol: 'box_same', arguments: [Box], return: MyBox },
  same_lent: { symbol: 'box_same', arguments: [Lent], return: Lent },
  same_address: { symbol: 'box_same', arguments: ['pointer'], return: Box },
  box_number: { arguments: [Box], return: 'int' },
  lent_number: { symbol: 'box_number', arguments: [Lent], return: 'int' },
  close_address: { symbol: 'box_close', arguments: ['pointer'] },
  box_visit: { arguments: [Box, func({ arguments: [Lent], return: 'int' })], return: 'int' },
  count_open_boxes: { return: 'int' },
  count_wrong: { return: 'int' },
});
const {
  box_open: open, box_same: same, same_mine: sameMine, same_lent: sameLent, box_number: numberOf,
} = functions;

for (const prepare of [(fn) => fn, optimize]) {
  using box = open(1);
  assert.strictEqual(prepare(() => same(box))(), box);
  assert.strictEqual(prepare(() => sameLent(box))(), box);
  // It is of the class that it was opened as.
  assert.throws(() => sameMine(box), invalidValue(
    'Native code gave a box that the program has already, but not as a MyBox'));
  assert.strictEqual(numberOf(box), 1);
  using own = functions.open_mine(2);
  assert.strictEqual(same(own), own);
  assert.strictEqual(sameMine(own), own);
}
assert.strictEqual(functions.count_open_boxes(), 0);

// Once it is closed, what is at the address is another one.
{
  const box = open(1);
  const { pointer: address } = box;
  box.close();
  const next = open(2);
  assert.notStrictEqual(next, box);
  assert.strictEqual(numberOf(next), 2);
  if (next.pointer === address) assert.strictEqual(functions.same_address(address), next);
  next.close();
}

// Nobody closes what is borrowed, but it can be made unusable.
const lent = functions.open_lent(3);
assert.ok(lent instanceof Box);
assert.strictEqual(functions.lent_number(lent), 3);
assert.strictEqual(numberOf(lent), 3);
const { pointer: address } = lent;
lent.close();
assert.throws(() => numberOf(lent), { code: 'ERR_INVALID_STATE' });
assert.strictEqual(functions.count_open_boxes(), 1);

// What a library that was closed had there can't be used, and is not given.
{
  const { lib: other, functions: { give } } = dlopen(pathOf('handles'), {
    give: { symbol: 'box_open', arguments: ['int'], return: Box },
  });
  const stale = give(4);
  const { pointer } = stale;
  other.close();
  assert.throws(() => numberOf(stale), { code: 'ERR_FFI_LIBRARY_CLOSED' });
  using fresh = functions.same_address(pointer);
  assert.notStrictEqual(fresh, stale);
  assert.strictEqual(numberOf(fresh), 4);
  assert.throws(() => stale.close(), { code: 'ERR_FFI_LIBRARY_CLOSED' });
  assert.strictEqual(functions.same_address(pointer), fresh);
}

// Callbacks take and give it, too.
{
  using box = open(5);
  assert.strictEqual(functions.box_visit(box, common.mustCall((seen) => {
    assert.strictEqual(seen, box);
    return 7;
  })), 12);
  using callback = new Callback({ arguments: [Lent], return: Lent }, (seen) => seen);
  assert.strictEqual(func({ arguments: [Box], return: Lent }).at(callback.pointer)(box), box);
}

// A handle that was collected, but not closed yet, is taken over.
async function testTakingOver() {
  let reference;
  (() => {
    const box = functions.same_address(address);
    reference = new WeakRef(box);
  })();
  await gcUntil('collected', () => {
    globalThis.gc();
    return reference.deref() === undefined;
  });
  // Either it was closed by now, in a task of its own, or it is not any more.
  if (functions.count_open_boxes() === 1) {
    const taken = functions.same_address(address);
    assert.strictEqual(numberOf(taken), 3);
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
    assert.strictEqual(functions.count_open_boxes(), 1);
    taken.close();
  }
  assert.strictEqual(functions.count_open_boxes(), 0);
  assert.strictEqual(functions.count_wrong(), 0);
}

assert.strictEqual(borrowed(Box), Lent);
assert.notStrictEqual(borrowed(MyBox), Lent);
assert.strictEqual(Lent.name, 'borrowed(box)');
for (const [make, message] of eachCase([
  [() => borrowed('pointer'), 'The type of borrowed(pointer) must be one of handle()'],
  [() => borrowed(Lent), 'The type of borrowed(borrowed(box)) must be one of handle()'],
  [() => borrowed(struct({ x: 'int' }, { name: 'S' })), 'The type of borrowed(S) must be one of handle()'],
])) {
  assert.throws(make, invalidValue(message));
}
assert.throws(() => borrowed(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => borrowed(out(Box)), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => pointer(Lent), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => struct({ x: Lent }), { code: 'ERR_INVALID_ARG_VALUE' });

testTakingOver().then(common.mustCall());
