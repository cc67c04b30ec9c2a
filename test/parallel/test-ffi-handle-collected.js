// Flags: --experimental-ffi --expose-gc --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { setImmediate: turn } = require('node:timers/promises');
const { dlopen, func, handle, out } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { optimize, pathOf } = require('../common/ffi');

// A handle that was collected is closed, unless somebody did before.

const Box = handle('box', { close: 'box_close' });
const Lid = handle('lid');
class MyBox extends Box { other = this; }
const { functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  open_mine: { symbol: 'box_open', arguments: ['int'], return: MyBox },
  box_open_to: { arguments: ['int', out(Box)], return: 'int' },
  box_number: { arguments: [Box], return: 'int' },
  box_visit: { arguments: [Box, func({ arguments: [Box], return: 'int' })], return: 'int' },
  open_lent: { symbol: 'box_open', arguments: ['int'], return: 'pointer' },
  visit_lent: {
    symbol: 'box_visit', arguments: ['pointer', func({ arguments: [Box], return: 'int' })], return: 'int',
  },
  lent_number: { symbol: 'box_number', arguments: ['pointer'], return: 'int' },
  close_lent: { symbol: 'box_close', arguments: ['pointer'] },
  lid_open: { return: Lid },
  count_open_boxes: { return: 'int' },
  count_open_lids: { return: 'int' },
  count_closed: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { box_open, box_number, box_visit, count_open_boxes, count_closed } = functions;

async function collect(name, expected) {
  await gcUntil(name, () => count_open_boxes() <= expected);
  assert.strictEqual(count_open_boxes(), expected);
  assert.strictEqual(functions.count_wrong(), 0);
}

async function test() {
  const kept = box_open(1);
  (() => {
    for (let i = 0; i < 100; i++) {
      box_open(i);
      functions.open_mine(i);
      functions.box_open_to(i);
    }
  })();
  await collect('boxes', 1);
  assert.strictEqual(count_closed(), 300);

  // Not twice.
  (() => {
    for (let i = 0; i < 100; i++) {
      const box = box_open(i);
      if (i % 2 === 0) box.close();
      else box[Symbol.dispose]();
    }
  })();
  await collect('closed boxes', 1);
  assert.strictEqual(count_closed(), 400);

  // What a callback got is borrowed: nothing is closed when that was collected.
  const visited = [];
  const lent = functions.open_lent(1);
  functions.visit_lent(lent, (box) => {
    for (let i = 0; i < 10; i++) box_number(box);
    visited.push(new WeakRef(box));
    return 0;
  });
  await gcUntil('borrowed', () => visited[0].deref() === undefined);
  assert.strictEqual(functions.lent_number(lent), 1);
  functions.close_lent(lent);
  assert.strictEqual(box_number(kept), 1);

  // Without a function, nothing is called.
  functions.lid_open();
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await turn();
  }
  assert.strictEqual(functions.count_open_lids(), 1);

  // A call holds what is passed to it, in optimised code, too.
  const visit = (number) => box_visit(box_open(number), (box) => {
    if (number === 77) globalThis.gc();
    return 0;
  });
  optimize(visit, 1);
  assert.strictEqual(visit(77), 77);
  await collect('visited', 1);

  // Types and libraries that nobody has any more, neither.
  (() => {
    const Other = handle('other', { close: 'box_close' });
    const { functions } = dlopen(pathOf('handles'), { box_open: { arguments: ['int'], return: Other } });
    for (let i = 0; i < 10; i++) functions.box_open(i);
  })();
  await collect('other boxes', 1);
  kept.close();
  assert.strictEqual(count_open_boxes(), 0);
}

test().then(common.mustCall());
