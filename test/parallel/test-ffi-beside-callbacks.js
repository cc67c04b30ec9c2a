// Flags: --experimental-ffi --allow-natives-syntax --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, getCurrentEventLoop } = require('node:ffi');
const { optimize, pathOf } = require('../common/ffi');

// Optimised code calls C functions directly, whatever callbacks there are; but
// not, from then on, one on top of which JavaScript has run. Where a function
// returns to tells how it was called.

const open = () => dlopen(pathOf('return_address'), {
  get_return_address: { return: 'pointer' },
  call_and_get_return_address: { arguments: ['function'], return: 'pointer' },
});

// What calls that are not fast return to: libffi, and later generated code.
const ordinary = new Set();
{
  const { functions: { get_return_address, call_and_get_return_address } } = open();
  const collect = () => ordinary.add(get_return_address()).add(call_and_get_return_address(null));
  eval('%NeverOptimizeFunction(collect)');
  for (let i = 0; i < 300; i++) collect();
}

// Whether optimised code calls a function fast.
function isFast(native, ...args) {
  // A function of its own, which knows of no other.
  const call = args.length === 0 ? new Function('native', 'return native();') :
    new Function('native', 'a', 'return native(a);');
  return !ordinary.has(optimize(call, native, ...args)(native, ...args));
}

// Not all engines that this is run with have fast calls at all.
const hasFastCalls = isFast(open().functions.get_return_address);

const { lib, functions: { get_return_address, call_and_get_return_address } } = open();
const noop = lib.registerCallback(common.mustCallAtLeast(() => {}));
assert.strictEqual(isFast(get_return_address), hasFastCalls);
assert.strictEqual(isFast(call_and_get_return_address, null), hasFastCalls);

// The address of the event loop, and functions of Node.js itself, are nothing
// special.
getCurrentEventLoop();
assert.strictEqual(isFast(get_return_address), hasFastCalls);

// What calls back is not called fast again, and nothing else is affected.
call_and_get_return_address(noop);
assert.strictEqual(isFast(call_and_get_return_address, null), false);
assert.strictEqual(isFast(get_return_address), hasFastCalls);
const other = open();
assert.strictEqual(isFast(other.functions.call_and_get_return_address, null), hasFastCalls);

// Also if it called back from optimised code.
{
  const fn = other.functions.call_and_get_return_address;
  const call = (callback) => fn(callback);
  optimize(call, null);
  assert.strictEqual(!ordinary.has(call(null)), hasFastCalls);
  call(noop);
  assert(ordinary.has(call(null)));
  assert.strictEqual(isFast(fn, null), false);
}

// A garbage collection between calls, or for the value of a result, is none
// during a call.
{
  const { functions } = open();
  const call = () => functions.get_return_address();
  optimize(call);
  for (let i = 0; i < 1e5; i++) call();
  globalThis.gc();
  assert.strictEqual(isFast(functions.get_return_address), hasFastCalls);
}
