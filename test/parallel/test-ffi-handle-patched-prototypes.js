// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { borrowed, chars, consumes, dlopen, func, handle, out, owned, pointer, struct } = require('node:ffi');
const { optimize, pathOf } = require('../common/ffi');

// Nothing that a program adds to the prototypes of the language sees handles, or what is
// given back.

const path = pathOf('handles');
const reached = new Set();
const keys = [
  'address', 'assertOpen', 'bind', 'close', 'consume', 'fn', 'instance', 'isClosed', 'isDone', 'isDue', 'key',
  'leave', 'lib', 'live', 'onEnd', 'reference', 'releaser',
  'library', 'lift', 'lower', 'memory', 'nullable', 'owner', 'parameter', 'place', 'pointer',
  'release', 'releaser', 'run', 'slot', 'token', 'type', 'uses', 'value', '0', '1', '2', '3', '4', '5', '6', '7',
];
for (const key of keys) {
  for (const prototype of [Object.prototype, Array.prototype, Function.prototype]) {
    Object.defineProperty(prototype, key, {
      __proto__: null,
      configurable: true,
      get() { return reached.add(`get ${key}`); },
      set() { reached.add(`set ${key}`); },
    });
  }
}

const results = new Set();

const Box = handle('box', { close: 'box_close' });
class MyBox extends Box {}
const { functions } = dlopen(path, {
  box_open: { arguments: ['int'], return: Box },
  open_mine: { symbol: 'box_open', arguments: ['int'], return: MyBox },
  box_open_to: { arguments: ['int', out(Box)], return: 'int' },
  box_number: { arguments: [Box], return: 'int' },
  box_same: { arguments: [Box], return: borrowed(Box) },
  box_close: { arguments: [consumes(Box)], return: 'int' },
  box_visit: { arguments: [Box, func({ arguments: [Box], return: 'int' })], return: 'int' },
  box_numbers: { arguments: ['int'], return: 'int', variadic: true },
  give_text: { arguments: ['int'], return: owned('cstring', 'free_it') },
  give_chars: { return: owned(chars(8), 'free_it') },
  give_point: { arguments: ['double', 'int'], return: owned(pointer(struct({ x: 'double', y: 'int' })), 'free_it') },
});
const {
  box_open, box_same, open_mine, box_open_to, box_number, box_close, box_visit, box_numbers,
  give_text, give_chars, give_point,
} = functions;
function use() {
  const box = box_same(box_open(3));
  const sum = box_number(box) + box_visit(box, (seen) => {
    const number = box_number(seen);
    box.close();
    return number;
  }) + box_close(open_mine(4)) + box_close(box_open_to(5).out[0]);
  const { x } = give_point(0.5, 1);
  const last = open_mine(6);
  last[Symbol.dispose]();
  return `${sum} ${give_text(0)} ${give_chars()} ${x}`;
}
results.add(use());
const kept = box_open(7);
results.add(box_numbers(2, kept, kept));
results.add(optimize(use)());

for (const key of keys) {
  for (const prototype of [Object.prototype, Array.prototype, Function.prototype]) delete prototype[key];
}
assert.deepStrictEqual([...reached], []);
assert.deepStrictEqual([...results], ['18 grün 12345678 0.5', 14]);
