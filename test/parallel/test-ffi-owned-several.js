// Flags: --experimental-ffi --allow-natives-syntax --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, handle, out, owned } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { optimize, pathOf } = require('../common/ffi');

// If one of several results can't be converted, those that have to be given back are.

let isToThrow = false;
class Box extends handle('box', { close: 'box_close' }) {
  constructor(token) {
    super(token);
    if (isToThrow) throw new RangeError('mine');
  }
}
const text = owned('cstring', 'free_it');
const { functions } = dlopen(pathOf('handles'), {
  give_all: { arguments: ['int64', out('int53'), out(Box), out(text)], return: text },
  box_number: { arguments: [Box], return: 'int' },
  count_allocated: { return: 'int' },
  count_freed: { return: 'int' },
  count_open_boxes: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { give_all, count_open_boxes } = functions;

function check(boxes) {
  assert.strictEqual(functions.count_freed(), functions.count_allocated());
  assert.strictEqual(count_open_boxes(), boxes);
  assert.strictEqual(functions.count_wrong(), 0);
}

function give(number) {
  const { value, out: [same, box, text] } = give_all(number);
  const result = [value, same, functions.box_number(box), text];
  box.close();
  return result;
}

for (const prepare of [(fn) => fn, optimize]) {
  prepare(give, 5);
  assert.deepStrictEqual(give(5), ['all', 5, 1, 'text']);
  check(0);
  // The first one.
  assert.throws(() => give(2n ** 60n), { code: 'ERR_OUT_OF_RANGE' });
  check(0);
  // The second one, which is closed.
  isToThrow = true;
  assert.throws(() => give(5), { name: 'RangeError', message: 'mine' });
  isToThrow = false;
  check(0);
}

// Those that were converted already, the garbage collector closes.
(async () => {
  const failing = owned('cstring', dlopen(pathOf('handles'), {
    free_failing: { arguments: ['pointer'], return: 'int', errno: 'throw' },
  }).functions.free_failing);
  const { functions: { give_all } } = dlopen(pathOf('handles'), {
    give_all: { arguments: ['int64', out('int53'), out(Box), out(failing)], return: text },
  });
  assert.throws(() => give_all(5), { code: 'EIO' });
  await gcUntil('box', () => count_open_boxes() === 0);
  check(0);
})().then(common.mustCall());
