'use strict';

const {
  ArrayPrototypePush,
  ObjectKeys,
  SafeMap,
  SafeWeakRef,
  SymbolDispose,
} = primordials;

const { throwIfBuildingSnapshot } = require('internal/v8/startup_snapshot');
const { markTransferMode } = require('internal/worker/js_transferable');
const {
  ForeignFunction,
  Library,
  throwInvalidArgType,
  throwInvalidArgValue,
} = internalBinding('ffi');
const {
  readSignature,
  validateObject,
} = require('internal/ffi/signature');

let isDynamicLibrary;

class DynamicLibrary {
  #handle;
  #path;
  // What was asked for so far: addresses by name, and functions by name with
  // their signatures. A function that was collected is made again when needed.
  #symbols = new SafeMap();
  #functions = new SafeMap();

  static {
    isDynamicLibrary =
      (value) => typeof value === 'object' && value !== null && #handle in value;
  }

  constructor(path) {
    throwIfBuildingSnapshot('Loading a library with node:ffi');
    markTransferMode(this, false, false);
    this.#handle = new Library(path);
    this.#path = path ?? '';
  }

  get path() {
    return this.#path;
  }

  get functions() {
    return this.#allFunctions();
  }

  get symbols() {
    return this.#allSymbols();
  }

  getFunction(name, definition) {
    if (typeof name !== 'string') {
      throwInvalidArgType('Function name must be a string');
    }
    validateObject(definition, 'Function signature');
    const signature = readSignature(definition, name);
    return this.#getFunction(name, signature);
  }

  getFunctions(definitions) {
    if (definitions === undefined) return this.#allFunctions();
    this.#handle.assertOpen();
    validateObject(definitions, 'Functions signatures');

    // All of them, or none: nothing is kept before everything is known to be
    // right.
    const wanted = [];
    const names = ObjectKeys(definitions);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const definition = definitions[name];
      validateObject(definition, `Signature of function ${name}`);
      const signature = readSignature(definition, name);
      this.#checkSignature(name, signature);
      this.#findSymbol(name, 'Function name');
      ArrayPrototypePush(wanted, { __proto__: null, name, signature });
    }
    const functions = { __proto__: null };
    for (let i = 0; i < wanted.length; i++) {
      const { name, signature } = wanted[i];
      functions[name] = this.#getFunction(name, signature);
    }
    return functions;
  }

  getSymbol(name) {
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

  close() {
    this.#handle.close();
    this.#symbols.clear();
    this.#functions.clear();
  }

  [SymbolDispose]() {
    this.close();
  }

  #allFunctions() {
    this.#handle.assertOpen();
    const functions = { __proto__: null };
    for (const { 0: name, 1: { signature } } of this.#functions) {
      functions[name] = this.#getFunction(name, signature);
    }
    return functions;
  }

  #allSymbols() {
    this.#handle.assertOpen();
    const symbols = { __proto__: null };
    for (const { 0: name, 1: address } of this.#symbols) {
      symbols[name] = address;
    }
    return symbols;
  }

  #findSymbol(name, description) {
    return this.#symbols.get(name) ?? this.#handle.getSymbol(name, description);
  }

  #checkSignature(name, signature) {
    const known = this.#functions.get(name);
    if (known !== undefined && known.signature.id !== signature.id) {
      throwInvalidArgValue(
        `Function ${name} was already requested with a different signature`);
    }
  }

  #getFunction(name, signature) {
    this.#handle.assertOpen();
    this.#checkSignature(name, signature);
    const known = this.#functions.get(name)?.reference.deref();
    if (known !== undefined) return known;

    const address = this.#findSymbol(name, 'Function name');
    const fn = new ForeignFunction(
      this.#handle, address, signature.result, signature.arguments,
    ).createCallable(name);
    this.#symbols.set(name, address);
    this.#functions.set(name, {
      __proto__: null,
      signature,
      reference: new SafeWeakRef(fn),
    });
    return fn;
  }
}

module.exports = {
  DynamicLibrary,
  isDynamicLibrary,
};
