// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { invalidValue, pathOf } = require('../common/ffi');

// On the thread that made it, a threadsafe callback runs at once, as any other.

const { functions: { call_here: call, emit_here: emit } } = dlopen(pathOf('threads'), {
  call_here: { arguments: ['function', 'int32'], return: 'int32' },
  emit_here: { arguments: ['function', 'int32'] },
});

const type = { arguments: ['int32'], return: 'int32', threadsafe: true };
const event = { arguments: ['int32', 'int32'], threadsafe: true };
{
  using callback = new Callback(type, (value) => value * 2);
  assert.strictEqual(call(callback, 21), 42);
}
{
  const seen = [];
  using callback = new Callback(event, (...values) => { seen.push(values); });
  emit(callback, 1);
  emit(callback, 2);
  assert.deepStrictEqual(seen, [[1, 1], [2, 2]]);
}
{
  using callback = new Callback(type, () => { throw new Error('mine'); });
  assert.throws(() => call(callback, 1), { message: 'mine' });
}
{
  // It can't wait for itself.
  using callback = new Callback(type, async () => 1);
  assert.throws(() => call(callback, 1), invalidValue('Callback result must not be a promise'));
}
{
  // Nobody waits for this one.
  using callback = new Callback(event, common.mustCall(async () => {}));
  emit(callback, 1);
}
