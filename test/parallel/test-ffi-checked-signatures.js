// Flags: --experimental-ffi --ffi-checked
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('only Linux has libdw');
const assert = require('node:assert');
const { DynamicLibrary, dlopen, func, pointer, struct } = require('node:ffi');
const { Worker } = require('node:worker_threads');
const { invalidValue, pathOf, skipWithoutLibdw } = require('../common/ffi');

// With --ffi-checked, a signature that contradicts the library's debug information is an
// error where the function is made.

skipWithoutLibdw();

const path = pathOf('debug_info');
const wrong = { arguments: ['int', 'double'], return: 'float' };
const refused = (name, ...texts) => invalidValue(
  `Signature of function ${name} contradicts the debug information of ${path}: ${texts.join('; ')}`);
const wrongFloats = [
  "parameter 0 (a) is `float` (float32) in C, declared as 'int32'",
  "the result is `double` (float64) in C, declared as 'float32'",
];

assert.throws(() => dlopen(path, { floats: wrong }), refused('floats', ...wrongFloats));
const lib = new DynamicLibrary(path, { lazy: true });
const deferred = lib.getFunctions({
  sum: { arguments: ['int'], return: 'int', variadic: true },
  other: { ...wrong, symbol: 'floats' },
});
assert.strictEqual(deferred.sum(2, 3, 4), 7);
assert.throws(() => deferred.other, refused('floats', ...wrongFloats));
assert.throws(() => lib.getFunction('sum', { arguments: ['int', 'int'], return: 'int' }), {
  code: 'ERR_INVALID_ARG_VALUE',
});
// By address, too; the stack begins with the program.
const address = lib.getSymbol('floats');
assert.throws(() => lib.getFunctionFromPointer(address, wrong), {
  message: `Signature of function floats contradicts the debug information of ${path}: ${wrongFloats.join('; ')}`,
  stack: /^TypeError.*\n {4}at .*test-ffi-checked-signatures\.js/,
});
assert.throws(() => func(wrong).at(address), refused('floats', ...wrongFloats));
// What is right, is called.
assert.strictEqual(lib.getFunctionFromPointer(address, { arguments: ['float', 'double'], return: 'double' })(1, 2), 3);

// What a program has not said yet what it points to is not asked for.
const { functions: { list } } = dlopen(path, {
  list: { arguments: [pointer(() => Node), 'pointer'], return: 'pointer' },
});
const Node = struct({ next: pointer(() => Node), value: 'double' });
assert.notStrictEqual(list(new Node({ next: null, value: 1 }), new Uint8Array(16)), 0n);

// Libraries without debug information, and addresses of no library, are as they are.
assert.strictEqual(dlopen(null, { abs: { arguments: ['int'], return: 'int' } }).functions.abs(-1), 1);
assert.strictEqual(typeof func({}).at(16n), 'function');

// In workers as well.
new Worker(`
  const { dlopen } = require('node:ffi');
  require('assert').throws(() => dlopen(${JSON.stringify(path)}, { nothing: { return: 'int' } }), /contradicts/);
`, { eval: true }).on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
