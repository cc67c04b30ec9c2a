// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// With `once`, a Callback is closed when its first call has returned.

const type = func({ arguments: ['int', 'int'], return: 'int' });
const { call } = dlopen(pathOf('function_pointers'), {
  call: { arguments: [type, 'int', 'int'], return: 'int' },
}).functions;
const closed = { code: 'ERR_INVALID_STATE' };

{
  const callback = new Callback(type, common.mustCall((a, b) => a + b), { once: true });
  assert.strictEqual(typeof callback.pointer, 'bigint');
  assert.strictEqual(call(callback, 40, 2), 42);
  assert.throws(() => callback.pointer, closed);
  assert.throws(() => call(callback, 40, 2), { message: 'Argument 0 is a Callback that is closed' });
  callback.close();
}

// The first call may make others.
{
  const callback = new Callback(type, common.mustCall((depth) => {
    return depth === 0 ? 0 : call(address, depth - 1, 0) + 1;
  }, 4), { once: true });
  const address = callback.pointer;
  assert.strictEqual(call(callback, 3, 0), 3);
  assert.throws(() => callback.pointer, closed);
}

// A call that throws is one, and so is one whose arguments are not to be had.
{
  const callback = new Callback(type, common.mustCall(() => { throw new RangeError('mine'); }),
                                { once: true, errorResult: -1 });
  assert.throws(() => call(callback, 1, 2), { message: 'mine' });
  assert.throws(() => callback.pointer, closed);

  const { call_i64: callWide } = dlopen(require('../common/ffi').libraryPath, {
    call_i64: { arguments: ['function', 'i64'], return: 'i64' },
  }).functions;
  const wide = new Callback({ arguments: ['int53'], return: 'int53' }, common.mustNotCall(),
                            { once: true });
  assert.throws(() => callWide(wide, 2n ** 60n), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => wide.pointer, closed);
}

// It may be closed before that, and `once: false` is as good as nothing.
{
  const never = new Callback(type, common.mustNotCall(), { once: true });
  never.close();
  assert.throws(() => never.pointer, closed);
  using often = new Callback(type, common.mustCall((a, b) => a - b, 2), { once: false });
  assert.strictEqual(call(often, 3, 2), 1);
  assert.strictEqual(call(often, 3, 1), 2);
}
