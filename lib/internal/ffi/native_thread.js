'use strict';

// The class NativeThread: a thread for the calls of functions that are `nonblocking` on
// it, one after the other.

const {
  ObjectDefineProperties,
  PromiseWithResolvers,
  StringPrototypeIncludes,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const { kEnumerableProperty } = require('internal/util');
const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const { byteLengthUtf8 } = internalBinding('buffer');
const { assertPermitted, createThread, endThread } = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  withUserStack,
} = require('internal/ffi/errors');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');
const { describeValue, readOptions } = require('internal/ffi/type_errors');

const kDefaultName = 'ffi';
// What Linux has room for.
const kMaxNameLength = 15;

let lastSerial = 0;
let getPlace;

function readName(name) {
  if (name === undefined) return kDefaultName;
  if (typeof name !== 'string') {
    const received = describeValue(name);
    throwInvalidArgType(`The option 'name' of NativeThread must be a string. Received ${received}`);
  }
  if (name === '' || StringPrototypeIncludes(name, '\0')) {
    throwInvalidArgValue("The option 'name' of NativeThread must " +
      `${name === '' ? 'not be empty' : 'not contain null bytes'}`);
  }
  const length = byteLengthUtf8(name);
  if (length > kMaxNameLength) {
    throwInvalidArgValue("The option 'name' of NativeThread must have at most " +
      `${kMaxNameLength} bytes in UTF-8, but has ${length}`);
  }
  return name;
}

class NativeThread {
  // Where calls run: what signatures have.
  #place;
  #end = undefined;

  static {
    getPlace = (value) =>
      (typeof value === 'object' && value !== null && #place in value ? value.#place : undefined);
  }

  /**
   * @param {{name: string}} [options] What debuggers call the thread
   */
  constructor(options = undefined) {
    throwIfBuildingSnapshot('Making a NativeThread of node:ffi');
    assertPermitted();
    const { name } = readOptions(options, 'NativeThread', ['name']);
    const read = readName(name);
    const handle = withUserStack(createThread, read);
    keepHere(this);
    this.#place = { __proto__: null, id: `thread ${++lastSerial}`, handle };
  }

  #dispose() {
    if (this.#end === undefined) {
      const { promise, resolve } = PromiseWithResolvers();
      this.#end = promise;
      if (endThread(this.#place.handle, () => resolve())) resolve();
    }
    return this.#end;
  }

  [SymbolDispose]() {
    this.#dispose();
  }

  async [SymbolAsyncDispose]() {
    await this.#dispose();
  }
}

refuseClones(NativeThread.prototype, () => 'The NativeThread');
ObjectDefineProperties(NativeThread.prototype, {
  [SymbolAsyncDispose]: kEnumerableProperty,
  [SymbolDispose]: kEnumerableProperty,
});

module.exports = {
  NativeThread,
  getPlace,
};
