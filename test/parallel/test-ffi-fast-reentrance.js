// Flags: --experimental-ffi --allow-natives-syntax --expose-gc --stress-compaction
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath, optimize } = require('../common/ffi');

// JavaScript that native code calls may make V8 move the optimised code that
// called the native code, or make it invalid: neither matters.

const { lib, functions: { apply } } = dlopen(libraryPath, {
  apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
});

const shape = { constant: 1 };
let run = () => {};

function callsNative(pointer, a, b) {
  let result;
  try {
    result = apply(pointer, a, b);
  } catch (error) {
    return `${error.message} ${shape.constant}`;
  }
  return result + shape.constant;
}

// Compiled while there is no callback yet.
const { functions: { get_subtract } } = dlopen(libraryPath, { get_subtract: { return: 'pointer' } });
const subtract = get_subtract();
optimize(callsNative, subtract, 3, 1);
assert.strictEqual(callsNative(subtract, 3, 1), 3);

const pointer = lib.registerCallback({ arguments: ['i32', 'i32'], return: 'i32' }, (a, b) => {
  run();
  return a + b;
});
for (let i = 0; i < 20; i++) {
  eval('%OptimizeFunctionOnNextCall(callsNative)');
  callsNative(subtract, 3, 1);
  const constant = i + 2;
  run = () => { shape.constant = constant; gc(); gc(); if (i % 2) throw new Error('thrown'); };
  assert.strictEqual(callsNative(pointer, 3, 1), i % 2 ? `thrown ${constant}` : 4 + constant);
}

// Without callbacks, calls are as they were.
lib.unregisterCallback(pointer);
run = () => assert.fail();
assert.strictEqual(callsNative(subtract, 3, 1), 2 + shape.constant);
