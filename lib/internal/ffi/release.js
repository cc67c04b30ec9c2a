'use strict';

// What is to be given back to native code exactly once: memory, or a handle, by the
// function that a library has for that.
//
// A Release stands for one such value. It has an owner, an object that the program has
// for it, and which must not be reachable from the function or the value:
// - `run()` gives the value back now, on disposal, and gives what the function returns.
//   It has to be the first to do so: `isDone` tells.
// - `cancel()` leaves it to somebody else, for a value that was passed on.
// - If the owner is collected before, the function is called in a task of its own, on
//   the thread that made it, and what it throws is an uncaught exception.
// The function counts as called even if it throws.
//
// Until then, the function is kept, and so is its library. If the program has closed
// that nevertheless, there is nothing that could be called: run() throws, as any call
// does, and changes nothing; what is collected then stays allocated, of which the
// first one is warned of. So does what is left when a thread or the process ends.

const {
  SafeFinalizationRegistry,
} = primordials;

const { determineSpecificType } = require('internal/errors');
const {
  privateSymbols: {
    kFunction,
  },
} = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  tryWithUserStack,
} = require('internal/ffi/errors');
const { passOn } = require('internal/ffi/passed_on');

// Throws the error of a closed library.
const assertOpen = (fn) => tryWithUserStack(() => fn[kFunction].getAddress());

/**
 * Throws unless a value is a native function that an address can be given to, and
 * nothing else, and whose library is open.
 * @param {any} fn
 * @param {string} description What it is, to begin a message with
 */
function checkReleaser(fn, description) {
  const handle = typeof fn === 'function' ? fn[kFunction] : undefined;
  if (handle === undefined) {
    throwInvalidArgType(
      `${description} must be a native function. Received ${determineSpecificType(fn)}`);
  }
  // One whose arguments are inferred has no parameters to look at. Of others, some take
  // no address, or nothing of the caller's.
  const { parameter } = handle;
  const takesOther = parameter?.isParameter === true || parameter?.form === 'handle';
  if (handle.takesPointer?.() !== true || takesOther) {
    throwInvalidArgValue(
      `${description} must be a native function with one parameter, a pointer`);
  }
  assertOpen(fn);
}

function isClosed(fn) {
  try {
    fn[kFunction].getAddress();
    return false;
  } catch {
    return true;
  }
}

let hasWarned = false;
function warnOfClosed() {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    'Memory or a handle of a library stays allocated, as the library was closed before ' +
    'it was released');
}

function onCollected(release) {
  if (!release.isPossible()) warnOfClosed();
  else release.run();
}

/**
 * Gives back what no program gets: records have it as `discard` (types.js).
 * @param {bigint} address
 * @param {Releaser} releaser
 */
function discard(address, { fn, library }) {
  if (address !== 0n && fn !== undefined && !library.isClosed) passOn(fn, address);
}

let registry;

class Release {
  isDone = false;
  fn;
  value;
  onEnd;

  /**
   * @param {object} owner
   * @param {Function} fn A native function, with one parameter
   * @param {any} value What it is to be called with
   * @param {Function} [onEnd] What is to be called once nothing is to be given back any
   *   more. It must not have the owner, either
   */
  constructor(owner, fn, value, onEnd = undefined) {
    this.fn = fn;
    this.value = value;
    this.onEnd = onEnd;
    registry ??= new SafeFinalizationRegistry(onCollected);
    registry.register(owner, this, this);
  }

  /**
   * @returns {boolean} Whether the function can be called
   */
  isPossible() {
    return !isClosed(this.fn);
  }

  /**
   * Throws unless the function can be called.
   */
  assertPossible() {
    assertOpen(this.fn);
  }

  /**
   * Calls the function. It must not have been called, or cancelled, before.
   * @returns {any} What it returns
   */
  run() {
    this.assertPossible();
    const { fn, value } = this;
    this.cancel();
    return passOn(fn, value);
  }

  /**
   * Has the function not be called any more.
   */
  cancel() {
    this.isDone = true;
    registry.unregister(this);
    // Nothing is to keep the library now.
    this.fn = undefined;
    this.value = undefined;
    this.onEnd?.();
  }
}

module.exports = {
  Release,
  checkReleaser,
  discard,
};
