// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlclose, dlopen, dlsym } = require('node:ffi');
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
  function userLine() { dlsym({}, 'noop'); },
  function userLine() { dlclose({}); },
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

// A program's own Error.prepareStackTrace gets the frames from there on.
{
  Error.prepareStackTrace = (error, trace) => trace.map((frame) => frame.getFileName());
  const files = (() => {
    try {
      dlopen(libraryPath, { noop: wrong });
    } catch (error) {
      return error.stack;
    }
  })();
  delete Error.prepareStackTrace;
  assert.strictEqual(files[0], __filename);
  assert.strictEqual(files[1], __filename);
}

// Nothing that a program can replace of arrays takes part.
{
  let reached = '';
  const note = (what) => { reached += `${what}; `; };
  const methods = ['concat', 'filter', 'findIndex', 'join', 'push', 'shift', 'slice', 'splice', Symbol.iterator];
  const properties = Object.getOwnPropertyDescriptors(Array.prototype);
  const species = Object.getOwnPropertyDescriptor(Array, Symbol.species);
  const kIndexes = 20;

  const trace = (() => {
    try {
      dlopen(libraryPath, { noop: wrong });
    } catch (error) {
      return error;
    }
  })();
  Object.defineProperty(Array, Symbol.species, {
    __proto__: null, configurable: true, get() { return note('species'); },
  });
  Object.defineProperty(Array.prototype, 'constructor', {
    __proto__: null, configurable: true, get() { return note('constructor'); },
  });
  for (let i = 0; i < methods.length; i++) Array.prototype[methods[i]] = () => note(methods[i]);
  for (let i = 0; i < kIndexes; i++) {
    Object.defineProperty(Array.prototype, i, {
      __proto__: null, configurable: true, get() { return note(`get ${i}`); }, set() { note(`set ${i}`); },
    });
  }
  const { stack } = trace;
  for (let i = 0; i < kIndexes; i++) delete Array.prototype[i];
  Object.defineProperties(Array.prototype, properties);
  Object.defineProperty(Array, Symbol.species, species);
  assert.strictEqual(reached, '');
  assert.match(stack, /^TypeError.*\n {4}at .*test-ffi-error-stacks/);
}
