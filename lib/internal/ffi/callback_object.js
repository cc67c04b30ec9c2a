'use strict';

// The class Callback: a JavaScript function that native code can call, and that no
// library owns.

const {
  ObjectDefineProperties,
  SymbolDispose,
} = primordials;

const {
  codes: {
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const {
  customInspectSymbol: kInspect,
  kEnumerableProperty,
} = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { validateBoolean } = require('internal/validators');
const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const {
  assertPermitted,
  kCallbackOfObject,
  privateSymbols: {
    kCallback,
  },
} = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');
const { isObject, readCallbackSignature } = require('internal/ffi/signature');
const { readOptions } = require('internal/ffi/type_errors');

const kOptions = ['errorResult', 'once', 'highWaterMark', 'deadlockTimeout'];
const kEventsOptions = ['highWaterMark'];

function setErrorResult(handle, { result }, value) {
  if (result.values === 'Nothing') {
    throwInvalidArgValue('Option errorResult must be undefined, as the result is void');
  }
  const { addressOf } = require('internal/ffi/instance');
  const lower = result.lowerResult ?? result.lower;
  const lowered = lower === undefined ? value : addressOf(lower(value, 'Option errorResult'));
  withUserStack(() => handle.setErrorResult(lowered));
}

let getHandle;

function validateSignature(signature) {
  if (isObject(signature)) return;
  throwInvalidArgType('First argument must be a signature object or a type of func()');
}

// Nobody is there to give a result.
function readEventsSignature(signature) {
  const read = readCallbackSignature(signature);
  if (read.result.values !== 'Nothing') {
    throwInvalidArgValue(
      'Signature of function <callback>: the return value of events must be void, ' +
      `not ${read.result.name}`);
  }
  if (read.threadsafe === 'block') {
    throwInvalidArgValue(
      "Signature of function <callback>: 'threadsafe' of events must be 'queue' or true");
  }
  return read;
}

class Callback {
  // What it has as kCallback, which others have, too.
  #handle;

  static {
    getHandle = (value) => {
      if (typeof value !== 'object' || value === null || !(#handle in value)) {
        throw new ERR_INVALID_THIS('Callback');
      }
      return value.#handle;
    };
  }

  /**
   * @param {object} signature A definition, or a type that func() made
   * @param {Function} fn What native code calls
   * @param {object} [options]
   * @param {any} [options.errorResult] What native code gets if `fn` throws
   * @param {boolean} [options.once] Whether the first call closes it
   * @param {number} [options.highWaterMark] How many calls of other threads may wait
   * @param {number} [options.deadlockTimeout] In milliseconds, how long a native call may
   *   be in their way
   */
  constructor(signature, fn, options = undefined) {
    throwIfBuildingSnapshot('Making a Callback of node:ffi');
    assertPermitted();
    validateSignature(signature);
    if (typeof fn !== 'function') {
      throwInvalidArgType('Second argument must be a function');
    }
    const read = readCallbackSignature(signature);
    const given = readOptions(options, 'Callback', kOptions);
    const { errorResult, once = false } = given;
    withUserStack(validateBoolean, once, 'options.once');
    const { createCallbackHandle } = require('internal/ffi/callback_handle');
    const { getThreadsafe, readThreadsafeOptions } = require('internal/ffi/threadsafe');
    const threadsafe = getThreadsafe(read, readThreadsafeOptions(given, read.threadsafe !== undefined));
    const handle = createCallbackHandle(read, fn, kCallbackOfObject, threadsafe);
    try {
      if (errorResult !== undefined) setErrorResult(handle, read, errorResult);
    } catch (error) {
      handle.close();
      throw error;
    }
    if (once) handle.closeAfterFirstCall();
    keepHere(this);
    this.#handle = handle;
    this[kCallback] = handle;
  }

  /**
   * @param {object} signature A definition, or a type that func() made; other threads may
   *   call, as with `threadsafe: 'queue'`
   * @param {object} [options]
   * @param {number} [options.highWaterMark] How many calls may wait
   * @returns {CallbackEvents} An async iterable of the arguments of calls
   */
  static events(signature, options = undefined) {
    throwIfBuildingSnapshot('Making a Callback of node:ffi');
    assertPermitted();
    validateSignature(signature);
    const read = readEventsSignature(signature);
    const given = readOptions(options, 'Callback.events()', kEventsOptions);
    const { createCallbackEvents } = require('internal/ffi/callback_events');
    const { readThreadsafeOptions } = require('internal/ffi/threadsafe');
    return createCallbackEvents(read, readThreadsafeOptions(given, true));
  }

  get pointer() {
    const handle = getHandle(this);
    // What must not be called is not given out.
    if (handle.isClosed()) {
      const error = new ERR_INVALID_STATE('Callback is closed');
      withUserStack(() => { throw error; });
    }
    return handle.getPointer();
  }

  ref() {
    getHandle(this).ref();
    return this;
  }

  unref() {
    getHandle(this).unref();
    return this;
  }

  close() {
    getHandle(this).close();
  }

  [kInspect](depth, options) {
    const handle = getHandle(this);
    if (depth < 0) return '[Callback]';
    const shown = handle.isClosed() ? { closed: true } : { pointer: handle.getPointer() };
    return `Callback ${inspect(shown, options)}`;
  }
}

refuseClones(Callback.prototype, () => 'The Callback');
ObjectDefineProperties(Callback.prototype, {
  close: kEnumerableProperty,
  pointer: kEnumerableProperty,
  ref: kEnumerableProperty,
  unref: kEnumerableProperty,
  [SymbolDispose]: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    writable: true,
    value: Callback.prototype.close,
  },
});

module.exports = {
  Callback,
};
