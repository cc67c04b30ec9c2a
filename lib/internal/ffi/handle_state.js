'use strict';

// What is behind the instances of types that handle() makes, and how these are passed to
// calls. It counts the calls in flight that use it: what is closed meanwhile is given
// back after the last of them.

const {
  BigInt,
  ObjectSetPrototypeOf,
} = primordials;

const {
  codes: {
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const { createPrivateSymbol, mayHaveNativeCode } = internalBinding('ffi');
const { throwInvalidArgValue, withUserStack } = require('internal/ffi/errors');
const { queueMicrotask } = require('internal/process/task_queues');
const { describeOther } = require('internal/ffi/instance');
const { discard } = require('internal/ffi/release');
const { referenceType } = require('internal/ffi/types');

// The key of the state in instances of any such type.
const kHandle = createPrivateSymbol('kHandle');

class HandleState {
  // How many calls in flight use it.
  uses = 0;
  // Whether calls are refused.
  isClosed = false;
  // Whether it is to be given back when no call uses it any more.
  isDue = false;
  // What gives it back, unless nothing does: of what is borrowed, say.
  release = undefined;
  // What the program has. A call that uses the state keeps that.
  instance = undefined;

  /**
   * @param {object} type The record
   * @param {number|bigint} address A number, if it is a safe integer
   * @param {Releaser} releaser Its `fn`, if there is one, gives the handle back. If its
   *   library is closed, nothing can be done with the handle any more.
   */
  constructor(type, address, releaser) {
    this.type = type;
    this.address = address;
    this.releaser = releaser;
    this.library = releaser.library;
  }

  /**
   * Sets what the program has, which owns the handle.
   * @param {object} instance
   */
  setInstance(instance) {
    this.instance = instance;
    if (this.releaser.fn !== undefined) {
      this.release = this.type.live.add(instance, BigInt(this.address), this.releaser);
    }
  }

  /**
   * Gives back what no program got.
   */
  abandon() {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.instance !== undefined) this.release?.run();
    else discard(BigInt(this.address), this.releaser);
  }

  /**
   * Closes what is open. If its library is closed, that throws, and changes nothing.
   * @returns {any} What the function gave that gives it back, if it is called now
   */
  close() {
    const { release } = this;
    release?.assertPossible();
    this.isClosed = true;
    if (this.uses === 0) return release?.run();
    this.isDue = true;
    // With no native code on the stack, a call is reading its arguments. Or what ended
    // JavaScript in one, as a timeout of node:vm, left no time to count.
    if (!mayHaveNativeCode()) queueMicrotask(() => this.#finish());
  }

  // No call goes on when this is called, unless native code runs it.
  #finish() {
    if (!this.isDue || mayHaveNativeCode()) return;
    this.uses = 0;
    this.isDue = false;
    this.release?.run();
  }

  /**
   * Closes it, as native code gives it back, or has it.
   */
  consume() {
    if (this.instance === undefined) return; // Of null.
    this.isClosed = true;
    this.release?.cancel();
    this.release = undefined;
  }

  /**
   * Opens again what consume() closed, as native code has not got it.
   */
  restore() {
    if (this.instance === undefined) return;
    this.isClosed = false;
    this.setInstance(this.instance);
  }
}
// No setter of Object.prototype sees what is assigned.
ObjectSetPrototypeOf(HandleState.prototype, null);

function throwInvalidState(message) {
  const error = new ERR_INVALID_STATE(message);
  withUserStack(() => { throw error; });
}

/**
 * @param {any} value
 * @returns {HandleState|undefined} Nothing if it is no handle
 */
function getState(value) {
  if (typeof value === 'object' && value !== null) return value[kHandle];
}

const article = ({ name }) => {
  switch (name[0]) {
    case 'a': case 'e': case 'i': case 'o': case 'u':
    case 'A': case 'E': case 'I': case 'O': case 'U':
      return `an ${name}`;
    default:
      return `a ${name}`;
  }
};

// Throws unless it can be used.
function assertUsable(state, subject) {
  if (state.isClosed) throwInvalidState(`${subject} is ${article(state.type)} that is closed`);
  if (state.library.isClosed) withUserStack(() => state.library.assertOpen());
}

function throwWrongKind(type, value, subject) {
  const given = getState(value);
  let suffix = value === null ? ', not null' : '';
  if (given !== undefined) {
    const other = describeOther(given.type, type);
    suffix = `, not ${other === given.type.name ? article(given.type) : other}`;
  }
  throwInvalidArgValue(
    `${subject} must be ${article(type)}${type.isNullable ? ' or null' : ''}${suffix}`);
}

/**
 * Gives the state of what is passed where its type is known.
 * @param {object} type
 * @param {any} value
 * @param {string} subject
 * @param {HandleState} nothing What stands for null
 * @returns {HandleState}
 */
function readState(type, value, subject, nothing) {
  if ((value === null || value === undefined) && type.isNullable) return nothing;
  const state = value?.[type.handleKey];
  if (state === undefined) throwWrongKind(type, value, subject);
  assertUsable(state, subject);
  return state;
}

/**
 * Ends what began when an argument was lowered to a state.
 * @param {HandleState} state
 */
function leave(state) {
  if (--state.uses === 0 && state.isDue) {
    state.isDue = false;
    state.release?.run();
  }
}

// A handle of any type, where the type follows from the value.
const anyHandleType = {
  __proto__: null,
  ...referenceType,
  id: `${referenceType.id} variadic handle`,
  core: referenceType,
  lower(value, subject) {
    const state = value[kHandle];
    assertUsable(state, subject);
    state.uses++;
    return state;
  },
  leave,
};

module.exports = {
  HandleState,
  anyHandleType,
  article,
  assertUsable,
  getState,
  kHandle,
  leave,
  readState,
  throwInvalidState,
};
