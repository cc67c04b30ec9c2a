// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, handle } = require('node:ffi');
const { invalidValue, optimize, pathOf } = require('../common/ffi');

// Handles are passed beyond the parameters, where their types are listed and where they
// follow from the values. Each call uses them.

const Box = handle('box', { close: 'box_close' });
const { functions } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: Box },
  inferred: { symbol: 'box_numbers', arguments: ['int'], return: 'int', variadic: true },
  listed: { symbol: 'box_numbers', arguments: ['int'], return: 'int', variadic: [Box, Box] },
  count_open_boxes: { return: 'int' },
  count_wrong: { return: 'int' },
});
const { box_open, inferred, listed } = functions;
const [a, b] = [box_open(3), box_open(4)];

assert.strictEqual(inferred(1, a), 3);
assert.strictEqual(inferred(2, a, b), 7);
assert.strictEqual(inferred(3, a, b, a), 10);
assert.strictEqual(inferred(9, a, b, a, b, a, b, a, b, a), 31);
assert.strictEqual(inferred(2, a, b.pointer), 7);
assert.strictEqual(listed(2, a, b), 7);
assert.strictEqual(optimize(() => inferred(2, a, b))(), 7);
assert.strictEqual(optimize(() => listed(2, a, b))(), 7);

b.close();
const closed = { code: 'ERR_INVALID_STATE', message: 'Invalid state: Argument 2 is a box that is closed' };
assert.throws(() => inferred(2, a, b), closed);
assert.throws(() => listed(2, a, b), closed);
assert.throws(() => listed(2, a, 5n), invalidValue('Argument 2 must be a box'));
assert.throws(() => inferred(2, a, {}), {
  code: 'ERR_INVALID_ARG_TYPE',
  message: 'Argument 2 must be a number, a bigint, a string, a buffer, an ArrayBuffer, an instance of a type, ' +
           'a handle, a native function, a Callback, or null, as its type follows from the value',
});
// No call uses it any more.
a.close();
assert.strictEqual(functions.count_open_boxes(), 0);
assert.strictEqual(functions.count_wrong(), 0);
