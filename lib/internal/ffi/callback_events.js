'use strict';

// The calls of a callback as what can be iterated over.

const {
  ObjectDefineProperties,
  PromiseResolve,
  PromiseWithResolvers,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_STATE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const {
  customInspectSymbol: kInspect,
  kEnumerableProperty,
} = require('internal/util');
const { inspect } = require('internal/util/inspect');
const {
  kCallbackOfObject,
  privateSymbols: {
    kCallback,
  },
} = internalBinding('ffi');
const FixedQueue = require('internal/fixed_queue');
const { createCallbackHandle } = require('internal/ffi/callback_handle');
const { withUserStack } = require('internal/ffi/errors');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');
const { getThreadsafe } = require('internal/ffi/threadsafe');

const createResult = (done, value) => ({ done, value });

// What the callback's function and the iterator share. The function does not refer to
// the object that the program has, which may be collected if it is not referenced.
class EventQueue {
  handle;
  // Calls that nobody has asked for; and those who have asked for more than there are.
  calls = new FixedQueue();
  waiting = new FixedQueue();
  isClosed = false;
  // Whether there is nobody any more who would ask.
  isAbandoned = false;
  keepsLoop = true;

  add(call) {
    if (this.isAbandoned) {
      this.handle.take(1);
      return;
    }
    const resolve = this.waiting.shift();
    if (resolve === null) {
      this.calls.push(call);
      return;
    }
    this.handle.take(1);
    this.updateLoop();
    resolve(createResult(false, call));
  }

  // Somebody who waits keeps the event loop alive.
  updateLoop() {
    this.handle.keepLoop(this.keepsLoop && !this.waiting.isEmpty());
  }

  next() {
    const call = this.calls.shift();
    if (call !== null) {
      this.handle.take(1);
      return PromiseResolve(createResult(false, call));
    }
    if (this.isClosed) return PromiseResolve(createResult(true));
    const { promise, resolve } = PromiseWithResolvers();
    this.waiting.push(resolve);
    this.updateLoop();
    return promise;
  }

  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    // What was called before comes before the end.
    this.handle.deliverAll();
    let resolve;
    while ((resolve = this.waiting.shift()) !== null) resolve(createResult(true));
    this.handle.close();
  }
}

function getEvents(events) {
  if (typeof events !== 'object' || events === null || !isEvents(events)) {
    throw new ERR_INVALID_THIS('CallbackEvents');
  }
  return events;
}

// What only this module has.
const kToken = { __proto__: null };

let isEvents;
let getQueue;

class CallbackEvents {
  #queue;

  static {
    isEvents = (value) => #queue in value;
    getQueue = (events) => getEvents(events).#queue;
  }

  constructor(token, signature, options) {
    if (token !== kToken) {
      withUserStack(() => { throw new ERR_ILLEGAL_CONSTRUCTOR(); });
    }
    const queue = new EventQueue();
    this.#queue = queue;
    queue.handle = createCallbackHandle(
      signature, (...call) => { queue.add(call); }, kCallbackOfObject,
      getThreadsafe(signature, options, true));
    queue.updateLoop();
    keepHere(this);
    this[kCallback] = queue.handle;
  }

  get pointer() {
    const { handle, isClosed } = getQueue(this);
    if (isClosed) {
      const error = new ERR_INVALID_STATE('Callback is closed');
      withUserStack(() => { throw error; });
    }
    return handle.getPointer();
  }

  ref() {
    const queue = getQueue(this);
    queue.handle.ref();
    queue.keepsLoop = true;
    queue.updateLoop();
    return this;
  }

  unref() {
    const queue = getQueue(this);
    queue.handle.unref();
    queue.keepsLoop = false;
    queue.updateLoop();
    return this;
  }

  close() {
    getQueue(this).close();
  }

  [SymbolAsyncIterator]() {
    const queue = getQueue(this);
    return {
      next: () => queue.next(),
      // Nobody is to wait for somebody who has left.
      return: (value) => {
        queue.isAbandoned = true;
        let count = 0;
        while (queue.calls.shift() !== null) count++;
        queue.handle.take(count);
        queue.close();
        return PromiseResolve(createResult(true, value));
      },
      [SymbolAsyncIterator]() { return this; },
    };
  }

  [kInspect](depth, options) {
    const { handle, isClosed } = getQueue(this);
    if (depth < 0) return '[CallbackEvents]';
    const shown = isClosed ? { closed: true } : { pointer: handle.getPointer() };
    return `CallbackEvents ${inspect(shown, options)}`;
  }
}

refuseClones(CallbackEvents.prototype, () => 'The CallbackEvents');
ObjectDefineProperties(CallbackEvents.prototype, {
  close: kEnumerableProperty,
  pointer: kEnumerableProperty,
  ref: kEnumerableProperty,
  unref: kEnumerableProperty,
  [SymbolDispose]: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    writable: true,
    value: CallbackEvents.prototype.close,
  },
});

/**
 * @param {object} signature What readCallbackSignature() gives
 * @param {object} options What readThreadsafeOptions() gives
 * @returns {CallbackEvents}
 */
const createCallbackEvents = (signature, options) =>
  new CallbackEvents(kToken, signature, options);

module.exports = {
  createCallbackEvents,
};
