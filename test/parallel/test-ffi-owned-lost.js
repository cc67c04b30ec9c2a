// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, func, handle, out, owned } = require('node:ffi');
const { eachCase, optimize, pathOf } = require('../common/ffi');

// What native code gives is given back also if the program does not get it, as a callback
// of the same call has thrown, or as errno is thrown.

const Box = handle('box', { close: 'box_close' });
const visitor = func({ arguments: ['int'] });
const { functions } = dlopen(pathOf('handles'), {
  open_calling: { arguments: ['int', visitor], return: Box },
  open_to_calling: { arguments: ['int', out(Box), visitor], return: 'int' },
  open_failing: { arguments: ['int', out(Box)], return: 'int', errno: 'throw' },
  text_calling: { arguments: ['int', visitor], return: owned('cstring', 'free_it') },
  text_failing: { arguments: [out(owned('cstring', 'free_it'))], return: 'int', errno: 'throw' },
  text_failing_as_minus_one: { return: owned('cstring', 'free_it'), errno: 'throw' },
  box_open: { arguments: ['int'], return: Box },
  count_open_boxes: { return: 'int' },
  count_allocated: { return: 'int' },
  count_freed: { return: 'int' },
  count_wrong: { return: 'int' },
});

const error = new Error('of a callback');
const fail = () => { throw error; };
const kept = functions.box_open(1);
const countTexts = () => functions.count_allocated() - functions.count_freed();

const lost = [
  [() => functions.open_calling(2, fail), error],
  [() => functions.open_to_calling(2, fail), error],
  [() => functions.text_calling(2, fail), error],
  [() => functions.open_failing(2), { code: 'ENOMEM' }],
  [() => functions.text_failing(), { code: 'ENOMEM' }],
  // A result that says that it is none.
  [() => functions.text_failing_as_minus_one(), { code: 'ENOMEM' }],
  // Of an argument that is wrong, and nothing is called.
  [() => functions.open_calling('x', fail), { code: 'ERR_INVALID_ARG_VALUE' }],
];
for (const [call, expected] of eachCase(lost)) {
  const attempt = () => {
    try {
      return call();
    } catch (error) {
      return error;
    }
  };
  for (const fn of [attempt, optimize(attempt)]) {
    assert.throws(() => { throw fn(); }, expected);
    assert.strictEqual(functions.count_open_boxes(), 1);
    assert.strictEqual(countTexts(), 0);
  }
}

// Without an error, the program gets it.
const opened = functions.open_calling(2, () => {});
assert.strictEqual(functions.count_open_boxes(), 2);
opened.close();
kept.close();
assert.strictEqual(functions.count_wrong(), 0);
