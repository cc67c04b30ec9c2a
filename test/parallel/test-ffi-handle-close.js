// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { dlopen, getRawPointer, handle } = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');

// A handle is closed once, by close() or at the end of a block. No call takes it then.

const path = pathOf('handles');
const { lib, functions } = dlopen(path, {
  box_close: { arguments: ['pointer'], return: 'int' },
  failing: { symbol: 'box_close_failing', arguments: ['pointer'], return: 'int', errno: 'throw' },
  with_errno: { symbol: 'box_close_failing', arguments: ['pointer'], return: 'int', errno: true },
  at_address: { symbol: 'box_close', arguments: ['pointer'], return: 'int' },
  count_open_boxes: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { count_open_boxes } = functions;
const invalidState = (message) => ({ name: 'Error', code: 'ERR_INVALID_STATE', message: `Invalid state: ${message}` });

function define(name, options) {
  const Box = handle(name, options);
  return lib.getFunctions({
    [`${name}_open`]: { symbol: 'box_open', arguments: ['int'], return: Box },
    [`${name}_number`]: { symbol: 'box_number', arguments: [Box], return: 'int' },
  });
}

// What close() gives is what the function gave, if anybody said what that is.
const { pointer } = functions.at_address;
const at_address = lib.getFunctionFromPointer(pointer, { arguments: ['pointer'], return: 'int' });
const ways = [
  ['named', { close: 'box_close' }, undefined],
  ['named_void', { close: 'box_close_void' }, undefined],
  ['native', { close: functions.box_close }, 6],
  ['native_errno', { close: functions.with_errno }, { value: -1, errno: 5 }],
  ['from_pointer', { close: at_address }, 6],
];
for (const [name, options, expected] of eachCase(ways)) {
  const { [`${name}_open`]: open, [`${name}_number`]: number } = define(name, options);
  const box = open(6);
  const { pointer } = box;
  assert.strictEqual(count_open_boxes(), 1);
  assert.strictEqual(number(box), 6);
  assert.deepStrictEqual(box.close(), expected);
  assert.strictEqual(count_open_boxes(), 0);

  assert.throws(() => box.close(), invalidState(`The ${name} is closed already`));
  assert.throws(() => box.pointer, invalidState(`The ${name} is closed`));
  assert.throws(() => number(box), invalidState(`Argument 0 is a ${name} that is closed`));
  assert.throws(() => getRawPointer(box), invalidState(`The first argument is a ${name} that is closed`));
  assert.strictEqual(inspect(box), `${name} { closed: true }`);
  assert.strictEqual(box[Symbol.dispose](), undefined);

  let seen;
  {
    using other = open(7);
    seen = other;
    assert.strictEqual(number(other), 7);
    assert.notStrictEqual(other.pointer, pointer);
  }
  assert.throws(() => seen.close(), invalidState(`The ${name} is closed already`));
  {
    using other = open(8);
    other.close();
  }
  // NULL needs no closing.
  {
    using none = open(-1);
    assert.strictEqual(none, null);
  }
  assert.strictEqual(count_open_boxes(), 0);

  const turn = () => {
    using box = open(9);
    return number(box);
  };
  assert.strictEqual(optimize(turn)(), 9);
  const use = (box) => number(box);
  const kept = open(10);
  optimize(use, kept);
  kept.close();
  assert.throws(() => use(kept), invalidState(`Argument 0 is a ${name} that is closed`));
  assert.strictEqual(count_open_boxes(), 0);
}

// What the function throws passes through. It was called, so the handle is closed.
{
  const { failing_open, failing_number } = define('failing', { close: functions.failing });
  const box = failing_open(1);
  const error = { code: 'EIO', syscall: 'box_close_failing' };
  assert.throws(() => box.close(), error);
  assert.throws(() => box.close(), { code: 'ERR_INVALID_STATE' });
  assert.throws(() => failing_number(box), { code: 'ERR_INVALID_STATE' });
  assert.throws(() => {
    using other = failing_open(2);
    assert.strictEqual(failing_number(other), 2);
  }, error);
  assert.strictEqual(count_open_boxes(), 0);
}

// Without a function, it only becomes unusable.
{
  const { opaque_open, opaque_number } = define('opaque');
  const box = opaque_open(1);
  assert.strictEqual(opaque_number(box), 1);
  const { pointer } = box;
  assert.strictEqual(box.close(), undefined);
  assert.throws(() => opaque_number(box), { code: 'ERR_INVALID_STATE' });
  assert.strictEqual(count_open_boxes(), 1);
  functions.box_close(pointer);
}

// Without a function that closes it, each result is a handle of its own.
{
  const { opaque_open, opaque_number } = lib.functions;
  const box = opaque_open(5);
  const same = lib.getFunction('box_same', { arguments: [box.constructor], return: box.constructor })(box);
  assert.notStrictEqual(same, box);
  assert.strictEqual(same.pointer, box.pointer);
  same.close();
  assert.strictEqual(opaque_number(box), 5);
  functions.box_close(box.pointer);
}
assert.strictEqual(count_open_boxes(), 0);
assert.strictEqual(functions.count_wrong(), 0);
