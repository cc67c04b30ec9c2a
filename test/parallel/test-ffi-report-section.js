// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { Callback, dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// Diagnostic reports have the libraries of the environment, with their numbers of
// functions, and the callbacks.

const read = () => process.report.getReport().ffi;

const { lib } = dlopen(libraryPath, { add_i32: { arguments: ['i32', 'i32'], return: 'i32' } });
const pointer = lib.registerCallback(function first() {});
const callback = new Callback({}, function second() {});
const { libraries, callbacks, ...rest } = read();
assert.deepStrictEqual(rest, {});
const own = libraries.find(({ functions }) => functions === 1);
assert.ok(own.path.endsWith('libffi_fixture.so'), own.path);
assert.strictEqual(own.isOpen, true);
assert.deepStrictEqual(callbacks, [
  "callback 'first' of type void ()",
  "callback 'second' of type void ()",
]);

callback.close();
lib.unregisterCallback(pointer);
assert.deepStrictEqual(read().callbacks, []);
lib.close();
assert.ok(read().libraries.some(({ isOpen, functions }) => !isOpen && functions === 0));
