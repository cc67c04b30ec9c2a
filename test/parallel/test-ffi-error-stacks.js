// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen, dlsym } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// The stack of an error of a definition or a look-up starts at the program's
// own line, and that of an error of the program's is as it was.

using lib = new DynamicLibrary(libraryPath);
const wrong = { arguments: ['nonsense'] };

for (const run of [
  function userLine() { dlopen('/missing'); },
  function userLine() { dlopen(libraryPath, { noop: wrong }); },
  function userLine() { dlopen(libraryPath, { no_such_function: {} }); },
  function userLine() { return new DynamicLibrary('/missing'); },
  function userLine() { return new DynamicLibrary(1); },
  function userLine() { lib.getFunction('noop', wrong); },
  function userLine() { lib.getFunction(1, wrong); },
  function userLine() { lib.getFunction('no_such_function', {}); },
  function userLine() { lib.getFunctions({ noop: wrong }); },
  function userLine() { lib.getFunctionFromPointer(1n, wrong); },
  function userLine() { lib.getFunctionFromPointer(0n, {}); },
  function userLine() { lib.getSymbol('no_such_symbol'); },
  function userLine() { dlsym(lib, 'no_such_symbol'); },
  function userLine() { dlsym(lib, 1); },
  function userLine() { lib.registerCallback(wrong, () => {}); },
  function userLine() { lib.registerCallback(1); },
]) {
  assert.throws(run, (error) => {
    const [first] = error.stack.match(/^ {4}at .*$/m);
    assert.match(first, /^ {4}at userLine \(/, `${run}\n${error.stack}`);
    return true;
  });
}

const error = new Error('mine');
const { stack } = error;
assert.throws(() => lib.getFunctions({ noop: { get return() { throw error; } } }), error);
assert.strictEqual(error.stack, stack);
