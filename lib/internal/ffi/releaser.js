'use strict';

// The functions of libraries that give handles and memory back: what handle() and
// owned() are told of them, and which ones that are in the end.

const {
  SafeWeakMap,
  StringPrototypeIncludes,
} = primordials;

const {
  privateSymbols: {
    kFunction,
  },
} = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  tryWithUserStack,
  withUserStack,
} = require('internal/ffi/errors');
const { createNativeFunction } = require('internal/ffi/native_function');
const { checkReleaser } = require('internal/ffi/release');
const { readSignature } = require('internal/ffi/signature');
const { describeValue } = require('internal/ffi/type_errors');

// In the place of a Library where there is none.
class NoLibrary {
  isClosed = false;
}
const noLibrary = new NoLibrary();

// What the function of a signature has that gives something to be given back:
// - `fn`, a native function, which takes an address; undefined if there is none
// - `library`, whose `isClosed` tells whether it can be called
// - `assertOpen`, undefined if it can whenever the function of the signature can: to be
//   called before each call of that, and throws if `fn` can't be called
class Releaser {
  fn;
  library;
  assertOpen;

  constructor(fn, library, assertOpen) {
    this.fn = fn;
    this.library = library;
    this.assertOpen = assertOpen;
  }
}

const noReleaser = new Releaser(undefined, noLibrary, undefined);

function createForFunction(fn) {
  const library = fn[kFunction].getLibrary();
  if (library === undefined) {
    const releaser = new Releaser(fn, noLibrary, undefined);
    return () => releaser;
  }
  const own = new Releaser(fn, library, undefined);
  const other = new Releaser(fn, library, () => {
    if (library.isClosed) withUserStack(() => library.assertOpen());
  });
  return (caller) => (caller === library ? own : other);
}

// What such a function gives, nobody has said.
let signature;

function createForName(symbol, description) {
  const known = new SafeWeakMap();
  return (library, place) => {
    if (library === undefined) {
      throwInvalidArgValue(
        `${description} must be a native function for ${place}, which is of no library ` +
        `that could have '${symbol}'`);
    }
    let releaser = known.get(library);
    if (releaser === undefined) {
      const address =
        tryWithUserStack(() => library.getSymbol(symbol, description, false));
      signature ??= readSignature({ __proto__: null, arguments: ['pointer'] }, symbol);
      const fn = createNativeFunction(symbol, address, signature, library);
      releaser = new Releaser(fn, library, undefined);
      known.set(library, releaser);
    }
    return releaser;
  };
}

/**
 * Reads what is to give a value back.
 * @param {any} value A native function, or the name of a symbol in the library of the
 *   function that gives the value
 * @param {string} description What it is, to begin a message with
 * @returns {Function} What records have as `bind` (types.js), and which gives a Releaser
 */
function readReleaser(value, description) {
  if (typeof value !== 'string') {
    if (typeof value !== 'function') {
      const received = describeValue(value);
      throwInvalidArgType(
        `${description} must be a native function or the name of a symbol. ` +
        `Received ${received}`);
    }
    checkReleaser(value, description);
    return createForFunction(value);
  }
  if (value === '' || StringPrototypeIncludes(value, '\0')) {
    throwInvalidArgValue(
      `${description} must ${value === '' ? 'not be empty' : 'not contain null bytes'}`);
  }
  return createForName(value, description);
}

module.exports = {
  noReleaser,
  readReleaser,
};
