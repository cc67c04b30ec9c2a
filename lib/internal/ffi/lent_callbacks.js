'use strict';

// The callbacks that JavaScript functions are passed as which native code may call
// until it returns. To make one takes much longer than a call, and what native code has
// the address of is never freed. So they are used again; but each not before many others
// were, so that an address that native code kept nevertheless doesn't lead to another
// function, but ends the process with a message.

const { kCallbackOfCall } = internalBinding('ffi');
const { createCallbackHandle } = require('internal/ffi/callback_handle');
const { getCallable } = require('internal/ffi/lowering');

const kResting = 256;

class LentCallback {
  next = undefined;
  isResting = false;
  handle;
  address;

  constructor(handle) {
    this.handle = handle;
    this.address = handle.getPointer();
  }
}

// Those of one signature, the one that rests longest first.
class LentCallbacks {
  #signature;
  #resting = 0;
  #first = undefined;
  #last = undefined;
  // Which often is the next one, too.
  #recent = undefined;

  constructor(signature) {
    this.#signature = signature;
  }

  /**
   * @param {Function} fn
   * @param {Call} call What it is lent to
   * @returns {bigint} The address that leads to the function until `call` ends
   */
  lend(fn, call) {
    const lent = this.#enter(fn);
    call.after(() => {
      lent.handle.leave();
      if (!lent.isResting) this.#putBack(lent);
    });
    return lent.address;
  }

  #enter(fn) {
    const recent = this.#recent;
    // What is called as it is needs no second look.
    if (recent?.handle.enter(fn, true)) return recent;
    const callable = getCallable(fn, this.#signature);
    if (callable !== fn && recent?.handle.enter(callable, true)) return recent;
    const lent = this.#take(fn);
    lent.handle.enter(callable, false);
    this.#recent = lent;
    return lent;
  }

  // One that no call has.
  #take(fn) {
    while (this.#resting >= kResting) {
      const lent = this.#first;
      this.#first = lent.next;
      this.#resting--;
      lent.isResting = false;
      // What was used again right away has not left its place.
      if (!lent.handle.isEntered()) return lent;
    }
    return new LentCallback(createCallbackHandle(this.#signature, fn, kCallbackOfCall));
  }

  #putBack(lent) {
    lent.isResting = true;
    lent.next = undefined;
    if (this.#resting++ === 0) {
      this.#first = lent;
    } else {
      this.#last.next = lent;
    }
    this.#last = lent;
  }
}

module.exports = {
  LentCallbacks,
};
