'use strict';

// Functions whose calls run on another thread, and give promises.
//
// Up to the call, they do what all do (function.js, lowering.js): what is wrong throws at
// once. All that comes after the call is in `finish`, which C++ calls when native code has
// returned, or the call was cancelled, and whose result settles the promise. It has what
// the arguments were lowered to, and so keeps that until then.

const {
  ArrayIsArray,
  ArrayPrototypeJoin,
  ErrorCaptureStackTrace,
  FunctionPrototype,
  ObjectCreate,
  ObjectSetPrototypeOf,
  PromiseReject,
  SymbolDispose,
  globalThis,
} = primordials;

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
  },
  overrideStackTrace,
  prepareStackTraceCallback,
} = require('internal/errors');
const { addAbortListener } = require('internal/events/abort_listener');
const { validateAbortSignal } = require('internal/validators');
const {
  ForeignFunction,
  beginCall,
  cancelCall,
  checkFirst,
  freeResult,
  getCallPromise,
  privateSymbols: {
    kFunction,
  },
} = internalBinding('ffi');
const { withUserStack } = require('internal/ffi/errors');
const { createList, push } = require('internal/ffi/list');
const { Call } = require('internal/ffi/lowering');
const { isText } = require('internal/ffi/types');

class NonblockingCall extends Call {
  isNonblocking = true;
  #listener = undefined;

  /**
   * @param {AbortSignal} signal What cancels the call, as long as it has not started
   * @param {object} begun C++'s
   * @returns {Promise}
   */
  watch(signal, begun) {
    const promise = getCallPromise(begun);
    this.#listener = addAbortListener(signal, () => cancelCall(begun));
    return promise;
  }

  unwatch() {
    this.#listener?.[SymbolDispose]();
  }
}

const createAbortError = (signal) =>
  new AbortError(undefined, { __proto__: null, cause: signal.reason });

function rejectAborted(signal) {
  try {
    return withUserStack(() => {
      const error = createAbortError(signal);
      throw error;
    });
  } catch (error) {
    return PromiseReject(error);
  }
}

// Where a call was made, for the errors that it may give later.
function captureSite() {
  const site = { __proto__: null };
  ErrorCaptureStackTrace(site, captureSite);
  return site;
}

const getFrames = (site, frames) => frames;

/**
 * Gives errors of our own the stack of the call.
 * @param {any} error
 * @param {boolean} isOurs
 * @param {object} [site]
 * @returns {any} The error
 */
function atSite(error, isOurs, site) {
  if (site === undefined || (!isOurs && !overrideStackTrace.has(error))) return error;
  overrideStackTrace.set(site, getFrames);
  const frames = site.stack;
  if (ArrayIsArray(frames)) {
    overrideStackTrace.set(
      error, (error) => prepareStackTraceCallback(globalThis, error, frames));
  }
  return error;
}

// Whether a call may give an error though it was made.
function mayReject({ arguments: args, core, errno, result }) {
  if (errno === 'throw' || result.lift !== undefined || isText(core.result) ||
      core.result.values === 'SafeInteger') {
    return true;
  }
  for (let i = 0; i < args.length; i++) {
    if (args[i].form === 'out' || args[i].form === 'inout') return true;
  }
  return false;
}

// A function that frees may be nonblocking, too: that frees elsewhere, and only while its
// library is open.
const getFreeHandle = ({ fn }) =>
  (fn[kFunction].createWithSignal === undefined ? fn[kFunction] : undefined);

const kOpen = { __proto__: null, isClosed: false };

/**
 * Gives what stands for a Releaser (releaser.js) at the end of a call, where the library
 * may be closed, but is loaded as yet.
 * @param {object} native C++'s object of the call
 * @param {number} index Of what createOwned() gives
 * @param {Releaser} releaser
 * @returns {Releaser|{fn: Function, library: object}}
 */
function getFree(native, index, releaser) {
  if (getFreeHandle(releaser) === undefined) return releaser;
  return { __proto__: null, fn: () => freeResult(native, index), library: kOpen };
}

/**
 * Gives what beginCall() is told of results that are to be freed.
 * @param {object[]} bounds Of a Source (lowering.js)
 * @param {Releaser[]} releasers What these were bound to
 * @returns {any[]|undefined}
 */
function createOwned(bounds, releasers) {
  let owned;
  for (let i = 0; i < bounds.length; i++) {
    if (bounds[i].type.form !== 'owned') continue;
    owned ??= createList();
    push(owned, bounds[i].index, getFreeHandle(releasers[i]));
  }
  return owned;
}

const kConstants = {
  __proto__: null,
  atSite,
  beginCall,
  captureSite,
  checkFirst,
  createAbortError,
  getFree,
  keep() {},
  rejectAborted,
};

/**
 * Sets what generated code needs beside what generateLowering() has set.
 * @param {Source} lowered What that gives (lowering.js)
 */
function setNonblockingConstants(lowered) {
  for (const name in kConstants) lowered.constants.set(name, kConstants[name]);
  lowered.constants.set('Call', NonblockingCall);
  lowered.usesCall = true;
}

/**
 * Generates the body of a function, for which `signal` and `thread` are constants.
 * @param {Source} lowered
 * @param {object} signature What readSignature() gives
 * @param {string} guarded Statements that return what a program gets, of `given` and
 *   `error`, which are C++'s
 * @param {string} end Statements that come last, also if there is no call after all
 * @returns {string}
 */
function generateNonblockingCall(lowered, signature, guarded, end) {
  const { before, declarations, lowering, parameters, passed, undo } = lowered;
  const { arguments: args, core, length } = signature;
  // All but the room for the result.
  const checked = createList();
  for (let i = core.result.values === 'Aggregate' ? 1 : 0; i < passed.length; i++) {
    push(checked, passed[i]);
  }
  push(checked, args.length);
  push(checked, 'handle');
  push(passed, 'finish', 'owned', 'thread', 'signal !== undefined', 'handle');
  return `if (arguments.length !== ${length}) return refuseCount(arguments.length);
let result;
const call = new Call();
${declarations}\
const site = ${mayReject(signature) ? '' : 'signal === undefined ? undefined : '}captureSite();
const finish = (given, error, isCancelled, native) => {
keep(${ArrayPrototypeJoin(parameters, ', ')});
call.unwatch();
result = given;
try {
try {
if (isCancelled) {
call.isMade = false;
${undo}throw createAbortError(signal);
}
${guarded}} catch (thrown) {
throw atSite(thrown, isCancelled || thrown === error, site);
}
} finally {
${end}}
};
let isBegun = false;
try {
${lowering}if (signal !== undefined && signal.aborted) {
checkFirst(${ArrayPrototypeJoin(checked, ', ')});
return rejectAborted(signal);
}
${before}call.isMade = true;
const begun = beginCall(${ArrayPrototypeJoin(passed, ', ')});
isBegun = true;
return signal === undefined ? begun : call.watch(signal, begun);
} finally {
if (!isBegun) {
${undo === '' ? '' : `if (call.isMade) {\n${undo}}\n`}call.isMade = false;
${end}}
}
`;
}

// What such functions have beside what all have. Their own keys stay the same.
const nonblockingPrototype = ObjectCreate(FunctionPrototype, {
  __proto__: null,
  signal: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    writable: true,
    value: function signal(signal) {
      const create = typeof this === 'function' ? this[kFunction]?.createWithSignal : undefined;
      withUserStack(() => {
        if (create === undefined) throw new ERR_INVALID_THIS('a nonblocking function');
        if (signal === undefined) {
          throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
        }
        validateAbortSignal(signal, 'signal');
      });
      return create(signal);
    },
  },
});

// What a handle has otherwise: nothing of a program's.
ForeignFunction.prototype.createWithSignal = undefined;

/**
 * Gives a nonblocking function what it has beside others.
 * @param {Function} fn
 * @param {object} handle What it has as kFunction
 * @param {Function} create Gives the same function for a signal
 * @returns {Function} `fn`
 */
function setNonblocking(fn, handle, create) {
  fn[kFunction] = handle;
  handle.createWithSignal = create;
  return ObjectSetPrototypeOf(fn, nonblockingPrototype);
}

module.exports = {
  createOwned,
  generateNonblockingCall,
  setNonblocking,
  setNonblockingConstants,
};
