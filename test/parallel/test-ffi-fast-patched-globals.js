// Flags: --experimental-ffi --no-warnings --disallow-code-generation-from-strings
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// Calls use nothing that a program may have replaced, and need no permission
// to generate code from strings.

assert.throws(() => new Function(''), EvalError);

const patched = () => { throw new Error('unreachable'); };
const targets = [BigInt, BigInt.prototype, Number.prototype, ArrayBuffer, String.prototype, Array.prototype,
                 Map.prototype];
const names = [['asIntN', 'asUintN'], ['valueOf', 'toString'], ['valueOf', 'toString'], ['isView'],
               ['split', Symbol.iterator, Symbol.split], ['join', 'push', 'map', Symbol.iterator],
               ['get', 'set']];
for (let i = 0; i < targets.length; i++) {
  for (let j = 0; j < names[i].length; j++) {
    Object.defineProperty(targets[i], names[i][j], { value: patched, configurable: true, writable: true });
  }
}

const { functions } = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  add_i64: { arguments: ['i64', 'i64'], return: 'i64' },
  identity_pointer: { arguments: ['pointer'], return: 'pointer' },
  string_length: { arguments: ['string'], return: 'u64' },
});

const bytes = new Uint8Array(8);
function call() {
  return functions.add_i32(1, 2) === 3 && functions.add_i64(1n, 2) === 3n &&
    functions.identity_pointer(1n) === 1n && functions.identity_pointer(bytes) !== 0n &&
    functions.string_length('text') === 4n;
}
// No eval() here to ask for optimised code with: this gets it by itself.
for (let i = 0; i < 1e5; i++) assert.strictEqual(call(), true);
