// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const vm = require('node:vm');
const { dlopen } = require('node:ffi');
const { invalidValue, libraryPath } = require('../common/ffi');

// While an exception is on its way to the JavaScript caller, native code runs
// on: its callbacks don't run any more, and give zero.

const { lib, functions } = dlopen(libraryPath, {
  call_both: { arguments: ['function', 'function'] },
  call_i64: { arguments: ['function', 'i64'], return: 'i64' },
  call_times: { arguments: ['function', 'i32'], return: 'i32' },
  call_void: { arguments: ['function'] },
  counter_get: { return: 'i32' },
  counter_increment: {},
  counter_set: { arguments: ['i32'] },
});
const { call_both, call_i64, call_times, call_void } = functions;
const indexed = { arguments: ['i32'], return: 'i32' };

{
  const seen = [];
  const callback = lib.registerCallback(indexed, (index) => {
    seen.push(index);
    if (index === 2) throw new Error('third');
    return 1;
  });
  assert.throws(() => call_times(callback, 1000), { message: 'third' });
  assert.deepStrictEqual(seen, [0, 1, 2]);
  assert.strictEqual(call_times(callback, 2), 2);
}

// So does a result that is none.
{
  let calls = 0;
  const callback = lib.registerCallback(indexed, () => { calls++; return 0.5; });
  assert.throws(() => call_times(callback, 1000), invalidValue('Callback result must be an int32'));
  assert.strictEqual(calls, 1);
}

// Other callbacks don't run either, but native functions do.
{
  functions.counter_set(0);
  const failing = lib.registerCallback(() => { throw new Error('first'); });
  assert.throws(() => call_both(failing, lib.registerCallback(common.mustNotCall())),
                { message: 'first' });
  assert.throws(() => call_both(failing, functions.counter_increment.pointer), { message: 'first' });
  assert.strictEqual(functions.counter_get(), 1);
}

// A result of a kind that takes memory is not made.
assert.throws(() => call_i64(lib.registerCallback(
  { arguments: ['i64'], return: 'i64' }, () => { throw new Error('wide'); }), 2n ** 62n),
              { message: 'wide' });

// The stack shows both sides, once each.
{
  const inner = lib.registerCallback(function innermost() { throw new Error('deep'); });
  const outer = lib.registerCallback(function between() { call_void(inner); });
  function outermost() { call_void(outer); }
  try {
    outermost();
    assert.fail('It throws');
  } catch (error) {
    const names = error.stack.match(/innermost|between|outermost/g);
    assert.deepStrictEqual(names, ['innermost', 'between', 'outermost']);
  }
}

// Caught, and thrown again, in between; finally runs everywhere.
{
  const trace = [];
  const thrower = lib.registerCallback(() => { throw new Error('original'); });
  const catcher = lib.registerCallback(() => {
    try {
      call_void(thrower);
    } catch (error) {
      trace.push(error.message);
      // After it was caught, everything is as before.
      call_void(lib.registerCallback(common.mustCall()));
      throw new Error('replaced', { cause: error });
    } finally {
      trace.push('finally');
      call_void(lib.registerCallback(common.mustCall(() => trace.push('in finally'))));
    }
  });
  assert.throws(() => call_void(catcher), ({ message, cause }) =>
    message === 'replaced' && cause.message === 'original');
  assert.deepStrictEqual(trace, ['original', 'finally', 'in finally']);

  // `return` in finally drops the exception.
  const dropper = lib.registerCallback(indexed, () => {
    try {
      call_void(thrower);
    } finally {
      return 1;  // eslint-disable-line no-unsafe-finally
    }
  });
  assert.strictEqual(call_times(dropper, 3), 3);
}

// From a microtask, called by JavaScript or by the promise itself.
(async () => {
  const thrower = lib.registerCallback(() => { throw new Error('in a microtask'); });
  const wrong = lib.registerCallback({ return: 'i32' }, () => 'wrong');
  await null;
  assert.throws(() => call_void(thrower), { message: 'in a microtask' });
  await assert.rejects(async () => call_void(thrower), { message: 'in a microtask' });
  await assert.rejects(Promise.resolve(thrower).then(call_void), { message: 'in a microtask' });
  await assert.rejects(Promise.resolve(wrong).then(call_void),
                       invalidValue('Callback result must be an int32'));
  // Where native code alone is below the microtask.
  setImmediate(common.mustCall(() => {
    assert.throws(() => call_void(thrower), { message: 'in a microtask' });
    Promise.resolve().then(common.mustCall(() => {
      assert.throws(() => call_void(thrower), { message: 'in a microtask' });
      assert.throws(() => call_void(wrong), invalidValue('Callback result must be an int32'));
      return assert.rejects(Promise.resolve(thrower).then(call_void),
                            { message: 'in a microtask' });
    })).then(common.mustCall());
  }));
  process.nextTick(common.mustCall(() => {
    assert.throws(() => call_void(thrower), { message: 'in a microtask' });
  }));
})().then(common.mustCall());

// When the process exits, nothing runs in a callback scope any more.
process.on('exit', () => {
  const thrower = lib.registerCallback(() => { throw new Error('at exit'); });
  assert.throws(() => call_void(thrower), { message: 'at exit' });
  assert.throws(() => call_void(lib.registerCallback({ return: 'i32' }, () => 'wrong')),
                invalidValue('Callback result must be an int32'));
});

// Other contexts: the exception is the same object in all.
{
  const error = vm.runInNewContext('new Error("elsewhere")');
  const callback = lib.registerCallback(vm.runInNewContext('(() => { throw error; })', { error }));
  const call = vm.runInNewContext(
    '() => { try { call_void(callback); } catch (e) { return e; } }', { call_void, callback });
  assert.strictEqual(call(), error);
}

// Execution that is terminated: through native code, and all that calls back.
{
  let calls = 0;
  const endless = lib.registerCallback(indexed, () => { calls++; for (;;); });
  const nested = lib.registerCallback(() => call_times(endless, 1000));
  assert.throws(() => vm.runInNewContext('call_void(nested); throw new Error("not reached")',
                                         { call_void, nested }, { timeout: common.platformTimeout(500) }),
                { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  assert.strictEqual(calls, 1);
  call_void(lib.registerCallback(common.mustCall()));
}
