'use strict';

const {
  ObjectDefineProperties,
  ObjectKeys,
  PromiseWithResolvers,
  SafeMap,
  SafeWeakRef,
  Symbol,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const { channel } = require('diagnostics_channel');
const { kEnumerableProperty } = require('internal/util');
const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const {
  Library,
  afterCalls,
  assertAddressesPermitted,
  assertPermitted,
  checkFunctionPointer,
} = internalBinding('ffi');
const {
  throwInvalidArgType,
  throwInvalidArgValue,
  tryWithUserStack,
  withUserStack,
} = require('internal/ffi/errors');
const { defineLazily } = require('internal/ffi/lazy_functions');
const { openLibrary, readLibraryPath } = require('internal/ffi/library_path');
const { createList, push } = require('internal/ffi/list');
const { readLoadOptions } = require('internal/ffi/load_options');
const { createNativeFunction } = require('internal/ffi/native_function');
const { keepHere, refuseClones } = require('internal/ffi/refuse_clone');
const {
  getLayouts,
  isObject,
  readCallbackSignature,
  readDefinition,
  readSignature,
  readVariableType,
  refuseCallbackKeys,
  validateObject,
} = require('internal/ffi/signature');

// What only some programs need is loaded when it is needed: a module takes a tenth of
// the time that it takes to load a library and to call a function.

// What a handle has until it is closed: for code that looks often, and has no time to
// call C++.
Library.prototype.isClosed = false;

// A handle's reference to its library. Functions refer to the handle, so they
// keep the library's object, as in Node.js 26.
const kLibrary = Symbol('kLibrary');

const onDlopen = channel('ffi.dlopen');
const onClose = channel('ffi.close');

let getDefinitions;
let isDynamicLibrary;
let ownAccessors;

class DynamicLibrary {
  #handle;
  #path;
  #isLazy;
  // What was asked for so far: addresses by name, and what is known of functions
  // by the names that the program has for them. A function that was collected is
  // made again when needed.
  #symbols = new SafeMap();
  #functions = new SafeMap();
  // The same, by symbol and signature, where the name is another.
  #renamed = new SafeMap();
  // What was defined, by name, of functions that are made when they are read.
  #deferred = new SafeMap();

  static {
    isDynamicLibrary =
      (value) => typeof value === 'object' && value !== null && #handle in value;
    refuseClones(
      this.prototype, (library) => `The DynamicLibrary of ${library.#path || 'the process'}`);
    getDefinitions = (library) => library.#allDefinitions();
    // A library's own, as in Node.js 26, so that it shows when it is inspected.
    ownAccessors = {
      __proto__: null,
      path: {
        __proto__: null,
        enumerable: true,
        get() { return this.#path; },
      },
      symbols: {
        __proto__: null,
        enumerable: true,
        get() { return this.#allSymbols(); },
      },
    };
  }

  /**
   * @param {string|URL|Buffer|TypedArray|DataView|ArrayBuffer|SharedArrayBuffer|any[]|null} path
   *   `null` is the process itself; in a list, the first that can be loaded counts
   * @param {object} [options] `lazy`, `global`, `nodelete` and `deepbind`
   */
  constructor(path, options = undefined) {
    throwIfBuildingSnapshot('Loading a library with node:ffi');
    keepHere(this);
    assertPermitted();
    const candidates = readLibraryPath(path);
    const read = readLoadOptions(options, 'DynamicLibrary');
    const opened = openLibrary(candidates, read);
    this.#handle = opened.handle;
    this.#handle[kLibrary] = this;
    this.#path = opened.path;
    this.#isLazy = read.lazy === true;
    ObjectDefineProperties(this, ownAccessors);
    if (onDlopen.hasSubscribers) onDlopen.publish(this.#toEvent());
  }

  #toEvent() {
    return { path: this.#path, library: this };
  }

  get functions() {
    return this.#allFunctions();
  }

  // What is new needs the permission, which may have been dropped since the
  // library was loaded: a function, an address, a callback. What there is can be
  // called, and closed.

  getFunction(name, definition) {
    assertPermitted();
    if (typeof name !== 'string') {
      throwInvalidArgType('Function name must be a string');
    }
    validateObject(definition, 'Function signature');
    return this.#getFunction(name, readDefinition(definition, name));
  }

  getFunctions(definitions) {
    if (definitions === undefined) return this.#allFunctions();
    assertPermitted();
    this.#handle.assertOpen();
    validateObject(definitions, 'Functions signatures');

    // All of them, or none: nothing is kept before everything is known to be
    // right.
    const wanted = createList();
    const names = ObjectKeys(definitions);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const definition = definitions[name];
      validateObject(definition, `Signature of function ${name}`);
      const read = readDefinition(definition, name);
      this.#checkKnown(name, read);
      if (!this.#isLazy) this.#findFunction(name, read);
      push(wanted, read);
    }
    const functions = { __proto__: null };
    for (let i = 0; i < wanted.length; i++) {
      if (this.#isLazy) {
        this.#defineLazily(functions, names[i], wanted[i]);
      } else {
        functions[names[i]] = this.#getFunction(names[i], wanted[i]);
      }
    }
    return functions;
  }

  #defineLazily(functions, name, wanted) {
    this.#deferred.set(name, wanted);
    defineLazily(functions, name, () => {
      assertPermitted();
      return this.#getFunction(name, wanted);
    });
  }

  getFunctionFromPointer(pointer, definition) {
    assertAddressesPermitted();
    validateObject(definition, 'Function signature');
    const signature = readSignature(definition, '<pointer>');
    refuseCallbackKeys(definition, '<pointer>');
    withUserStack(() => {
      this.#handle.assertOpen();
      checkFunctionPointer(pointer);
    });
    return createNativeFunction('', pointer, signature, this.#handle);
  }

  getSymbol(name) {
    assertPermitted();
    if (typeof name !== 'string') {
      throwInvalidArgType('Symbol name must be a string');
    }
    const address = this.#findSymbol(name, 'Symbol name');
    this.#symbols.set(name, address);
    return address;
  }

  getSymbols() {
    return this.#allSymbols();
  }

  getVariable(name, type) {
    assertPermitted();
    if (typeof name !== 'string') {
      throwInvalidArgType('Variable name must be a string');
    }
    const record = readVariableType(type, name);
    const address = this.#findSymbol(name, 'Variable name');
    this.#symbols.set(name, address);
    const { createVariable } = require('internal/ffi/variable');
    return createVariable(this.#handle, name, address, record, type);
  }

  registerCallback(signature, fn) {
    assertPermitted();
    if (typeof signature === 'function') {
      fn = signature;
      signature = { __proto__: null };
    } else if (!isObject(signature)) {
      throwInvalidArgType(
        'First argument must be a function or a signature object');
    } else if (typeof fn !== 'function') {
      throwInvalidArgType('Second argument must be a function');
    }
    const read = readCallbackSignature(signature);
    const { getAdapter } = require('internal/ffi/callback');
    const { getCallable } = require('internal/ffi/lowering');
    const { getThreadsafe } = require('internal/ffi/threadsafe');
    const { kind, highWaterMark, deadlockTimeout, finish } = getThreadsafe(read);
    return this.#handle.registerCallback(
      getCallable(fn, read), read.core.result.layout, getLayouts(read.core.arguments),
      getAdapter(read.core), read.abi, kind, highWaterMark, deadlockTimeout, finish);
  }

  unregisterCallback(pointer) {
    this.#handle.unregisterCallback(pointer);
  }

  refCallback(pointer) {
    this.#handle.refCallback(pointer);
  }

  unrefCallback(pointer) {
    this.#handle.unrefCallback(pointer);
  }

  close() {
    const wasOpen = !this.#handle.isClosed;
    this.#handle.isClosed = true;
    this.#handle.close();
    this.#symbols.clear();
    this.#functions.clear();
    this.#renamed.clear();
    this.#deferred.clear();
    if (wasOpen && onClose.hasSubscribers) onClose.publish(this.#toEvent());
  }

  async [SymbolAsyncDispose]() {
    this.close();
    const { promise, resolve } = PromiseWithResolvers();
    // Who waits goes on when what ends the calls has been done, too.
    const { setImmediate } = require('timers');
    if (!afterCalls(0, () => setImmediate(resolve), this.#handle)) return;
    await promise;
  }

  #allFunctions() {
    this.#handle.assertOpen();
    const functions = { __proto__: null };
    for (const { 0: name, 1: known } of this.#functions) {
      functions[name] = this.#getFunction(name, known);
    }
    return functions;
  }

  // Of what there is in the library: the name, its symbol and address, the signature.
  #allDefinitions() {
    this.#handle.assertOpen();
    const definitions = createList();
    const add = (name, wanted) => {
      const address = this.#findFunction(name, wanted);
      if (address === null) return;
      const { signature, symbol } = wanted;
      push(definitions, { __proto__: null, name, symbol, address, signature });
    };
    for (const { 0: name, 1: known } of this.#functions) add(name, known);
    for (const { 0: name, 1: wanted } of this.#deferred) {
      if (!this.#functions.has(name)) add(name, wanted);
    }
    return definitions;
  }

  #allSymbols() {
    this.#handle.assertOpen();
    const symbols = { __proto__: null };
    for (const { 0: name, 1: address } of this.#symbols) {
      symbols[name] = address;
    }
    return symbols;
  }

  #findSymbol(name, description, isOptional = false) {
    return this.#symbols.get(name) ??
      tryWithUserStack(() => this.#handle.getSymbol(name, description, isOptional));
  }

  // Gives the address, or null for what is optional and not there.
  #findFunction(name, { symbol, isOptional }) {
    const description = symbol === name ?
      'Function name' : `Signature of function ${name}: 'symbol'`;
    return this.#findSymbol(symbol, description, isOptional);
  }

  #checkKnown(name, { signature, symbol }) {
    const known = this.#functions.get(name);
    if (known === undefined) return;
    if (known.signature.id !== signature.id) {
      throwInvalidArgValue(
        `Function ${name} was already requested with a different signature`);
    }
    if (known.symbol !== symbol) {
      throwInvalidArgValue(
        `Function ${name} was already requested with the symbol '${known.symbol}'`);
    }
  }

  // What is known of a function under any name.
  #findKnown(name, { signature, symbol }) {
    const known = this.#functions.get(name);
    if (known !== undefined) return known;
    const namesake = this.#functions.get(symbol);
    if (namesake?.symbol === symbol && namesake.signature.id === signature.id) {
      return namesake;
    }
    return this.#renamed.get(`${symbol}\0${signature.id}`);
  }

  #getFunction(name, wanted) {
    this.#handle.assertOpen();
    this.#checkKnown(name, wanted);
    const { signature, symbol } = wanted;
    let known = this.#findKnown(name, wanted);
    let fn = known?.reference.deref();
    if (fn === undefined) {
      const address = this.#findFunction(name, wanted);
      if (address === null) return null;
      fn = createNativeFunction(symbol, address, signature, this.#handle);
      this.#symbols.set(symbol, address);
      known ??= { __proto__: null, signature, symbol, isOptional: false };
      known.reference = new SafeWeakRef(fn);
    }
    this.#functions.set(name, known);
    if (symbol !== name) this.#renamed.set(`${symbol}\0${signature.id}`, known);
    return fn;
  }
}

ObjectDefineProperties(DynamicLibrary.prototype, {
  close: kEnumerableProperty,
  functions: kEnumerableProperty,
  getFunction: kEnumerableProperty,
  getFunctionFromPointer: kEnumerableProperty,
  getFunctions: kEnumerableProperty,
  getSymbol: kEnumerableProperty,
  getSymbols: kEnumerableProperty,
  getVariable: kEnumerableProperty,
  refCallback: kEnumerableProperty,
  registerCallback: kEnumerableProperty,
  unrefCallback: kEnumerableProperty,
  unregisterCallback: kEnumerableProperty,
  [SymbolAsyncDispose]: kEnumerableProperty,
  [SymbolDispose]: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    writable: true,
    value: DynamicLibrary.prototype.close,
  },
});

module.exports = {
  DynamicLibrary,
  getDefinitions,
  isDynamicLibrary,
};
