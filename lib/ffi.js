'use strict';

const {
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const {
  assertPermitted,
  getCurrentEventLoop,
  handleFaults,
  toArrayBuffer,
  toBuffer,
  toSharedArrayBuffer,
} = internalBinding('ffi');
const { Arena } = require('internal/ffi/arena');
const { Callback } = require('internal/ffi/callback_object');
const { suffix, types } = require('internal/ffi/constants');
const { withUserStack } = require('internal/ffi/errors');
const {
  DynamicLibrary,
  isDynamicLibrary,
} = require('internal/ffi/library');
const {
  getFloat32,
  getFloat64,
  getInt16,
  getInt32,
  getInt64,
  getInt8,
  getUint16,
  getUint32,
  getUint64,
  getUint8,
  setFloat32,
  setFloat64,
  setInt16,
  setInt32,
  setInt64,
  setInt8,
  setUint16,
  setUint32,
  setUint64,
  setUint8,
} = require('internal/ffi/memory_access');
const { NativeThread } = require('internal/ffi/native_thread');
const {
  adopt,
  aligned,
  alignof,
  anonymous,
  array,
  bigEndian,
  bits,
  borrowed,
  chars,
  checkSignatures,
  compare,
  consumes,
  copy,
  countOf,
  enumeration,
  exportArrayBuffer,
  exportArrayBufferView,
  exportBuffer,
  exportString,
  fill,
  findLibrary,
  func,
  getRawPointer,
  handle,
  inout,
  lengthOf,
  littleEndian,
  offsetof,
  out,
  owned,
  padding,
  pointer,
  sizeof,
  struct,
  toString,
  union,
} = require('internal/ffi/on_demand');
const {
  namespace: { addDeserializeCallback, isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

emitExperimentalWarning('FFI');

if (isBuildingSnapshot()) addDeserializeCallback(handleFaults);
else handleFaults();

/**
 * Reads declarations in C.
 * @param {string} text
 * @param {{types: object}} [options] The types that these know, by name
 * @returns {{functions: object, types: object, constants: object, variables: object}}
 */
function cdef(text, options = undefined) {
  // To load what only some programs need takes as long as all the rest.
  return require('internal/ffi/cdef').cdef(text, options);
}

// What else a library has that is declared in C.
function getDeclared(lib, { types, constants, variables: declared }) {
  const variables = { __proto__: null };
  for (const name in declared) variables[name] = lib.getVariable(name, declared[name]);
  return { __proto__: null, types, constants, variables };
}

// The types that declarations know are an option beside those of the library.
function readDeclarations(text, options) {
  if (typeof options !== 'object' || options === null) {
    return { __proto__: null, declared: cdef(text), loadOptions: options };
  }
  const { types, ...loadOptions } = options;
  return { __proto__: null, declared: cdef(text, { __proto__: null, types }), loadOptions };
}

/**
 * Loads a library and the functions that are to be called.
 * @param {any} path The library, as for DynamicLibrary
 * @param {object|string} [definitions] The functions' signatures by name, or declarations
 *   in C
 * @param {object} [options] As for DynamicLibrary, and with declarations, `types` that
 *   these know
 * @returns {{lib: DynamicLibrary, functions: object}}
 */
function dlopen(path, definitions, options = undefined) {
  const { declared, loadOptions } = typeof definitions === 'string' ?
    readDeclarations(definitions, options) : { __proto__: null, loadOptions: options };
  const lib = new DynamicLibrary(path, loadOptions);
  try {
    return {
      lib,
      functions: lib.getFunctions(declared === undefined ? definitions : declared.functions),
      ...(declared === undefined ? undefined : getDeclared(lib, declared)),
      [SymbolDispose]() { lib.close(); },
      async [SymbolAsyncDispose]() { await lib[SymbolAsyncDispose](); },
    };
  } catch (error) {
    lib.close();
    throw error;
  }
}

// The argument is called what Node.js 26 calls it in its messages.
function validateLibrary(handle) {
  if (isDynamicLibrary(handle)) return;
  assertPermitted();
  const error = new ERR_INVALID_ARG_TYPE('handle', 'DynamicLibrary', handle);
  withUserStack(() => { throw error; });
}

/**
 * Closes a library, which needs no permission.
 * @param {DynamicLibrary} handle
 */
function dlclose(handle) {
  validateLibrary(handle);
  handle.close();
}

/**
 * Looks up a symbol's address.
 * @param {DynamicLibrary} handle
 * @param {string} name
 * @returns {bigint}
 */
function dlsym(handle, name) {
  validateLibrary(handle);
  return handle.getSymbol(name);
}

// Each by its name: tools/doc/apilinks.mjs reads this, and no spread.
module.exports = {
  Arena,
  Callback,
  DynamicLibrary,
  NativeThread,
  adopt,
  aligned,
  alignof,
  anonymous,
  array,
  bigEndian,
  bits,
  borrowed,
  cdef,
  chars,
  checkSignatures,
  compare,
  consumes,
  copy,
  countOf,
  dlclose,
  dlopen,
  dlsym,
  enumeration,
  exportArrayBuffer,
  exportArrayBufferView,
  exportBuffer,
  exportString,
  fill,
  findLibrary,
  func,
  getCurrentEventLoop,
  getFloat32,
  getFloat64,
  getInt16,
  getInt32,
  getInt64,
  getInt8,
  getRawPointer,
  getUint16,
  getUint32,
  getUint64,
  getUint8,
  handle,
  inout,
  lengthOf,
  littleEndian,
  offsetof,
  out,
  owned,
  padding,
  pointer,
  setFloat32,
  setFloat64,
  setInt16,
  setInt32,
  setInt64,
  setInt8,
  setUint16,
  setUint32,
  setUint64,
  setUint8,
  sizeof,
  struct,
  suffix,
  toArrayBuffer,
  toBuffer,
  toSharedArrayBuffer,
  toString,
  types,
  union,
};
