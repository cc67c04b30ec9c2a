// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { copyOfLibrary, eachCase, isLoaded, libraryClosed, optimize, pathOf } =
  require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// A result that is text in a library's own memory is read before the library is
// unloaded, if a callback closed it; and not at all, if the callback threw.

tmpdir.refresh();

// In a library of its own, which stays.
const other = dlopen(pathOf('scalars_values'), {
  rubbish_beyond: { arguments: ['boolean'], return: 'int' },
});

// Loads the library, and gives a function that calls textAfter(), in optimised code if
// `isFast`: one of its own, for which V8 knows what it calls.
function load(name, isFast) {
  const path = copyOfLibrary(`text_${name}_${isFast}`, pathOf('scalars_values'));
  const { lib, functions } = dlopen(path, {
    text_after: { arguments: ['function'], return: 'cstring' },
  });
  const call = new Function('textAfter', 'return (callback) => textAfter(callback);')(
    functions.text_after);
  if (isFast) optimize(call, other.functions.rubbish_beyond.pointer);
  return { path, lib, call };
}

for (const isFast of eachCase([false, true])) {
  {
    const { lib, call } = load('throw', isFast);
    const error = new Error('thrown by a callback');
    const throwing = other.lib.registerCallback(common.mustCall(() => { throw error; }, 2));
    assert.throws(() => call(throwing), error);
    assert.throws(() => call(throwing), error);
    lib.close();
    assert.throws(() => call(throwing), libraryClosed);
  }
  {
    const { lib, call, path } = load('close', isFast);
    const closing = other.lib.registerCallback(common.mustCall(() => lib.close()));
    assert.strictEqual(call(closing), 'text of the library');
    assert.strictEqual(isLoaded(path), false);
    assert.throws(() => call(closing), libraryClosed);
  }
  {
    // What is closed was never called, and gives no text.
    const { lib, call } = load('closed', isFast);
    lib.close();
    assert.throws(() => call(0n), libraryClosed);
  }
}
