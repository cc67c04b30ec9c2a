// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, struct } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// What a queued call passes may be gone when JavaScript sees it: strings, and structs by
// value, are copied before.

const Pair = struct({ a: 'int32', b: 'double' });
const { functions: { get_done: getDone, join, start_copies: start } } =
  dlopen(pathOf('threads'), {
    get_done: { return: 'int32' },
    join: {},
    start_copies: { arguments: ['function'], return: 'int32' },
  });

let count = 0;
const callback = new Callback({
  arguments: ['cstring', 'string16', 'string32', 'cstring', Pair],
  threadsafe: true,
}, common.mustCall((text, text16, text32, nothing, pair) => {
  assert.strictEqual(text, `number ${count} é`);
  assert.strictEqual(text16, 'sixteen');
  assert.strictEqual(text32, '32 😀');
  assert.strictEqual(nothing, null);
  assert.deepStrictEqual(pair.toObject(), { a: count, b: count / 2 });
  if (++count === 100) callback.close();
}, 100));

assert.strictEqual(start(callback), 0);
// All of them wait, and the thread has ended.
join();
assert.strictEqual(getDone(), 1);
assert.strictEqual(count, 0);
