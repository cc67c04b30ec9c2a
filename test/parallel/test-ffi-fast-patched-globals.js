// Flags: --experimental-ffi --no-warnings --disallow-code-generation-from-strings
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

// The module and its calls use nothing that a program may have replaced, and
// need no permission to generate code from strings.

if (process.argv[2] === undefined) {
  const { libraryPath } = require('../common/ffi');
  const { status, stderr } = spawnSync(
    process.execPath, [...process.execArgv, __filename, libraryPath], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
  return;
}

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

Object.defineProperty(Array, Symbol.species, { get: patched });

const { dlopen, getInt32, setInt32, getRawPointer } = require('node:ffi');
const { functions } = dlopen(process.argv[2], {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  add_i64: { arguments: ['i64', 'i64'], return: 'i64' },
  identity_pointer: { arguments: ['pointer'], return: 'pointer' },
  string_length: { arguments: ['string'], return: 'u64' },
});

const bytes = new Uint8Array(8);
const pointer = getRawPointer(bytes);
function call() {
  setInt32(pointer, 4, -5);
  return functions.add_i32(1, 2) === 3 && functions.add_i64(1n, 2) === 3n &&
    functions.identity_pointer(1n) === 1n && functions.identity_pointer(bytes) !== 0n &&
    functions.string_length('text') === 4n && getInt32(pointer, 4) === -5;
}
// No eval() here to ask for optimised code with: this gets it by itself.
for (let i = 0; i < 1e5; i++) assert.strictEqual(call(), true);
