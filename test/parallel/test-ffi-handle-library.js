// Flags: --experimental-ffi --expose-gc --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, func, handle, out } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const tmpdir = require('../common/tmpdir');
const { copyOfLibrary, libraryClosed, optimize, pathOf } = require('../common/ffi');

// A handle can be used as long as the library is open that closes it, with the functions
// of other libraries, too.

tmpdir.refresh();
const path = pathOf('handles');
const copy = copyOfLibrary('copy', path);
const counts = {
  count_open_boxes: { return: 'int' },
  count_closed: { return: 'int' },
  count_wrong: { return: 'int' },
};
const define = (Box) => ({
  box_open: { arguments: ['int'], return: Box },
  box_open_to: { arguments: ['int', out(Box)], return: 'int' },
  box_number: { arguments: [Box], return: 'int' },
  ...counts,
});
// Which keeps the counts.
const observer = dlopen(path, counts);

// In the natural order.
{
  const Box = handle('box', { close: 'box_close' });
  using library = dlopen(path, define(Box));
  using box = library.functions.box_open(1);
  assert.strictEqual(library.functions.box_number(box), 1);
}
assert.strictEqual(observer.functions.count_open_boxes(), 0);
assert.strictEqual(observer.functions.count_closed(), 1);

// The same type, for two libraries: each closes what it has given.
{
  const Box = handle('box', { close: 'box_close' });
  const first = dlopen(path, define(Box));
  const second = dlopen(copy, define(Box));
  const [a, b] = [first.functions.box_open(1), second.functions.box_open(2)];
  assert.strictEqual(first.functions.box_number(b), 2);
  assert.strictEqual(second.functions.box_number(a), 1);
  const use = optimize((box) => second.functions.box_number(box), a);
  assert.strictEqual(use(b), 2);
  b.close();
  assert.strictEqual(first.functions.count_open_boxes(), 1);
  assert.strictEqual(second.functions.count_open_boxes(), 0);

  // The library of `a` is closed first.
  first.lib.close();
  assert.throws(() => first.functions.box_number(a), libraryClosed);
  assert.throws(() => second.functions.box_number(a), libraryClosed);
  assert.throws(() => use(a), libraryClosed);
  assert.throws(() => a.close(), libraryClosed);
  assert.throws(() => a.close(), libraryClosed);
  // There is nothing that could be done at the end of a block.
  a[Symbol.dispose]();
  assert.strictEqual(typeof a.pointer, 'bigint');
  second.lib.close();
}

// The library is closed in a call that uses the handle, and the handle before or after.
for (const isFirst of [true, false]) {
  const Box = handle('box', { close: 'box_close' });
  const { lib, functions } = dlopen(path, {
    ...define(Box),
    box_visit: { arguments: [Box, func({ arguments: ['pointer'], return: 'int' })], return: 'int' },
  });
  const box = functions.box_open(4);
  const visit = () => functions.box_visit(box, common.mustCall(() => {
    if (isFirst) lib.close();
    if (isFirst) assert.throws(() => box.close(), libraryClosed);
    else box.close();
    lib.close();
    return 1;
  }));
  if (isFirst) assert.strictEqual(visit(), 5);
  else assert.throws(visit, libraryClosed); // As it should be closed after the call.
}

// A native function of another library closes it.
{
  const closer = dlopen(path, { box_close: { arguments: ['pointer'], return: 'int' }, ...counts });
  const Box = handle('box', { close: closer.functions.box_close });
  const { lib, functions } = dlopen(path, define(Box));
  const before = functions.count_open_boxes();
  const box = functions.box_open(3);
  assert.strictEqual(box.close(), 3);
  const open = optimize((number) => {
    const box = functions.box_open(number);
    const result = functions.box_number(box);
    box.close();
    return result;
  }, 1);
  const kept = functions.box_open(5);
  closer.lib.close();
  assert.throws(() => functions.box_number(kept), libraryClosed);
  // Nothing is opened that could not be closed.
  const now = functions.count_open_boxes();
  for (const call of [() => functions.box_open(4), () => functions.box_open_to(4), () => open(4)]) {
    assert.throws(call, libraryClosed);
  }
  assert.strictEqual(functions.count_open_boxes(), now);
  assert.strictEqual(now, before + 1);
  lib.close();
}

// Functions of no library.
{
  const { lib, functions } = dlopen(path, { box_close: { arguments: ['pointer'], return: 'int' }, ...counts });
  const Box = handle('box', { close: functions.box_close });
  const open = func({ arguments: ['int'], return: Box }).at(lib.getSymbol('box_open'));
  const box = open(6);
  assert.strictEqual(box.close(), 6);
  const Close = func({ arguments: ['pointer'], return: 'int' });
  const Other = handle('other', { close: Close.at(functions.box_close.pointer) });
  const other = lib.getFunctionFromPointer(lib.getSymbol('box_open'), { arguments: ['int'], return: Other })(7);
  assert.strictEqual(other.close(), 7);
  const named = lib.getFunctionFromPointer(lib.getSymbol('box_open'), {
    arguments: ['int'], return: handle('named', { close: 'box_close' }),
  })(8);
  named.close();
}

// What is collected after its library was closed stays open, and is warned of.
process.on('warning', common.mustCallAtLeast(({ message }) => {
  assert.match(message, /^Memory or a handle of a library stays allocated|experimental/);
}));
let isWarned = false;
process.on('warning', ({ message }) => { isWarned ||= message.startsWith('Memory'); });
gcUntil('warning', () => isWarned).then(common.mustCall());
