// Flags: --experimental-ffi --allow-natives-syntax --expose-gc
'use strict';
const common = require('../common');
if (!common.isLinux || !['x64', 'arm64'].includes(process.arch)) common.skip('there are no fast calls here');
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

// Whether a function is called fast once V8 had the time to optimise.
let sites = 0;
function isFast(native, ...args) {
  // A loop of its own, which knows of no other function.
  const parameter = args.length === 0 ? '' : 'a';
  return new Function('native', 'ordinary', 'a', `for (let i = 0; i < 1e6; i++) {
    if (!ordinary.has(native(${parameter}))) return true; // ${sites++}
  }
  return false;`)(native, ordinary, ...args);
}

const { lib, functions: { get_return_address, call_and_get_return_address } } = open();
const noop = lib.registerCallback(common.mustCallAtLeast(() => {}));
assert.strictEqual(isFast(get_return_address), true);
assert.strictEqual(isFast(call_and_get_return_address, null), true);

// The address of the event loop, and functions of Node.js itself, are nothing
// special.
getCurrentEventLoop();
assert.strictEqual(isFast(get_return_address), true);

// What calls back is not called fast again, and nothing else is affected.
call_and_get_return_address(noop);
assert.strictEqual(isFast(call_and_get_return_address, null), false);
assert.strictEqual(isFast(get_return_address), true);
const other = open();
assert.strictEqual(isFast(other.functions.call_and_get_return_address, null), true);

// Also if it called back from optimised code.
{
  const fn = other.functions.call_and_get_return_address;
  const call = (callback) => fn(callback);
  optimize(call, null);
  assert.strictEqual(!ordinary.has(call(null)), true);
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
  assert.strictEqual(isFast(functions.get_return_address), true);
}
