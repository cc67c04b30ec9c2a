'use strict';

// What a program gets as a function. At first, each calls a function of C++'s,
// which looks at all arguments itself. To generate one that optimised code is
// faster with (fast.js) takes a hundred times as long as a call. So that is done
// only for what is called often, and only if V8 optimises: once in a while, a
// function looks whether it runs in optimised code.
//
// The source has nothing of a signature in it but the number of arguments, and is
// compiled once for each such number; unless there are values to be lowered
// (lowering.js): then, once for each signature. It is evaluated for each function,
// however: V8 inlines by how often it saw a function do what. Where the process is
// profiled, it is compiled for each function, with its name.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  Int32Array,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
} = primordials;

const {
  callChecked,
  callSlow,
  ForeignFunction,
  getCallState,
  isOptimized,
  // Indexes of what a CallState has.
  kCallStateIsToLook: kIsToLook,
  mayGenerateCode,
  privateSymbols: {
    kFunction,
  },
  setChecked,
} = internalBinding('ffi');
const { getOptionValue } = require('internal/options');
const { compileShared, describe, generateMethod, isProfiled } = require('internal/ffi/codegen');
const { createFail, generateReturn } = require('internal/ffi/errno');
const { throwInvalidArgValue } = require('internal/ffi/errors');
const { createList, push } = require('internal/ffi/list');
const { SignatureCache } = require('internal/ffi/signature_cache');
// NODE_DEBUG=ffi prints calls.
const debug = require('internal/util/debuglog').debuglog('ffi');

// To look comes before the call: what it may throw, at the end of the stack, must
// not take the place of what the C function gave.
function generateCall(passed, count, give) {
  const list = createList();
  ArrayPrototypePushApply(list, passed);
  push(list, count);
  const text = ArrayPrototypeJoin(list, ', ');
  return `const { fast } = handle;
if (fast !== undefined) ${give} fast(${text});
else {
if (state[${kIsToLook}] !== 0) {
state[${kIsToLook}] = 0;
promote(isOptimized());
}
${give} slow(${text}, handle);
}
`;
}

function generateEnd({ leaving, usesCall }) {
  if (!usesCall) return leaving;
  if (leaving === '') return 'call.end();\n';
  return `try {\n${leaving}} finally {\ncall.end();\n}\n`;
}

// What has to be given back is, also if the program does not get it.
function guard(statements, { discards, isGuarded }) {
  return !isGuarded ? statements : `let step = -1;
try {
${statements}} catch (error) {
${discards}throw error;
}
`;
}

// Of a nonblocking call, for which C++ has the result, or an error.
const kThrowError = 'if (error !== undefined) throw error;\n';

function generateLoweredCall(lowered, signature) {
  const { before, declarations, lowering, passed, usesCall } = lowered;
  const { arguments: args, length } = signature;
  const isNonblocking = signature.nonblocking !== undefined;
  const call = isNonblocking ? kThrowError : generateCall(passed, args.length, 'result =');
  const made = usesCall ? 'call.isMade = true;\n' : '';
  const guarded = guard(`${call}${generateReturn(signature, lowered)}`, lowered);
  const body = `${lowering}${before}${made}${guarded}`;
  const end = generateEnd(lowered);
  if (isNonblocking) {
    const { generateNonblockingCall } = require('internal/ffi/nonblocking');
    return generateNonblockingCall(lowered, signature, guarded, end);
  }
  return `if (arguments.length !== ${length}) return refuseCount(arguments.length);
let result;
${usesCall ? 'const call = new Call();\n' : ''}${declarations}\
${end === '' ? body : `try {\n${body}} finally {\n${end}}\n`}`;
}

function generate(signature, lowered, names, name) {
  const parameters = createList();
  for (let i = 0; i < signature.length; i++) push(parameters, `p${i}`);
  const body = lowered === undefined ?
    generateCall(parameters, 'arguments.length', 'return') :
    generateLoweredCall(lowered, signature);
  const give = signature.nonblocking === undefined ? 'return' : 'return (signal) =>';
  return `(function(${ArrayPrototypeJoin(names, ', ')}) {
'use strict';
${lowered === undefined ? '' : lowered.setup}\
${give} ${generateMethod(name, ArrayPrototypeJoin(parameters, ', '), body)};
})`;
}

// What a handle has, until it has its own: what a program may add to
// Object.prototype is no fast function.
ForeignFunction.prototype.fast = undefined;

let state;
// Whether any function was seen in optimised code. From then on, others needn't
// wait for it: each that did would have V8 deoptimise its callers once more.
let isOptimizing = false;

// By number of arguments, or by signature: a function that evaluates the source,
// what it is to be given beside kNames, and what types make of that for each function.
const scripts = new SafeMap();
const loweredScripts = new SignatureCache();
const kNames =
  ['handle', 'isOptimized', 'promote', 'slow', 'state', 'fail', 'refuseCount', 'thread', 'owned'];

function createScript(signature, name) {
  const count = signature.arguments.length;
  const isLowered = signature.core !== signature;
  const lowered = isLowered ?
    require('internal/ffi/lowering').generateLowering(signature) : undefined;
  if (signature.nonblocking !== undefined) {
    require('internal/ffi/nonblocking').setNonblockingConstants(lowered);
  }
  const title = isLowered ? describe(signature) : `with ${count} arguments`;
  const names = createList();
  const values = createList();
  ArrayPrototypePushApply(names, kNames);
  if (isLowered) {
    for (const { 0: name, 1: value } of lowered.constants) {
      push(names, name);
      push(values, value);
    }
    for (let i = 0; i < lowered.bounds.length; i++) push(names, lowered.bounds[i].name);
  }
  const source = generate(signature, lowered, names, name);
  return {
    __proto__: null,
    instantiate: compileShared(`call ${title}`, source),
    values,
    bounds: lowered?.bounds,
  };
}

function getScript(signature, name) {
  if (isProfiled() && name !== '') return createScript(signature, name);
  const isLowered = signature.core !== signature;
  const { length } = signature.arguments;
  let script = isLowered ? loweredScripts.get(signature) : scripts.get(length);
  if (script === undefined) {
    script = createScript(signature, 'nativeFunction');
    if (isLowered) loweredScripts.set(signature, script);
    else scripts.set(length, script);
  }
  return script;
}

// What a type makes once for each function may depend on the library, where there may be
// nothing of the name that it asks for.
function bindTypes(bounds, name, library) {
  const values = createList();
  for (let i = 0; i < bounds.length; i++) {
    const { place, type } = bounds[i];
    push(values, type.bind(library, `${place} of ${name === '' ? 'a function' : `function ${name}`}`));
  }
  return values;
}

function createRefuseCount(handle, length) {
  return (given) => {
    handle.getAddress(); // Throws if the library is closed.
    throwInvalidArgValue(`Invalid argument count: expected ${length}, got ${given}`);
  };
}

// Whether calls are to be checked or printed: then, all of them are made by
// callChecked(). A snapshot may have this module, and is run with other flags.
const isChecked = () => getOptionValue('--ffi-checked') || debug.enabled;

// Of what is nonblocking, it gives a function of the signal, which gives the function.
function makeOuter(handle, name, signature, library) {
  const { instantiate, values, bounds } = getScript(signature, name);
  // A snapshot, which may have this module, can't have this.
  state ??= new Int32Array(getCallState());
  const promote = (isOptimized) => {
    isOptimizing ||= isOptimized;
    const fast = isOptimizing ?
      require('internal/ffi/fast').createFast(handle, signature.core, name) : undefined;
    // V8 takes a property that is assigned once for a constant.
    if (fast !== undefined) handle.fast = fast;
  };
  let slow = callSlow;
  if (isChecked()) {
    setChecked(handle, name, debug.enabled);
    slow = callChecked;
  }
  const make = instantiate();
  if (bounds === undefined) return make(handle, isOptimized, promote, slow, state);
  const constants = createList();
  push(constants, handle, isOptimized, promote, slow, state);
  push(constants, signature.errno === 'throw' ? createFail(name) : undefined);
  push(constants, createRefuseCount(handle, signature.length));
  const bound = bindTypes(bounds, name, library);
  const owned = signature.nonblocking === undefined ? undefined :
    require('internal/ffi/nonblocking').createOwned(bounds, bound);
  push(constants, signature.nonblocking?.handle, owned);
  ArrayPrototypePushApply(constants, values);
  ArrayPrototypePushApply(constants, bound);
  return ReflectApply(make, undefined, constants);
}

// Beside its length, what every native function has.
function defineProperties(fn, name, address) {
  ObjectDefineProperty(fn, 'name', {
    __proto__: null,
    value: name,
    configurable: true,
  });
  ObjectDefineProperty(fn, 'pointer', {
    __proto__: null,
    value: address,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/**
 * Makes the function that calls a C function.
 * @param {ForeignFunction} handle
 * @param {string} name
 * @param {bigint} address
 * @param {object} signature What readSignature() gives
 * @param {Library} [library] The binding's, if it is one's
 * @returns {Function}
 */
function createFunction(handle, name, address, signature, library) {
  if (!mayGenerateCode() && signature.core === signature && !isChecked()) {
    const callable = handle.createCallable(name);
    callable[kFunction] = handle;
    return callable;
  }
  const outer = makeOuter(handle, name, signature, library);
  if (signature.nonblocking === undefined) {
    // By which a native function is known.
    outer[kFunction] = handle;
    defineProperties(outer, name, address);
    return outer;
  }
  const { setNonblocking } = require('internal/ffi/nonblocking');
  const create = (signal) => {
    const fn = setNonblocking(outer(signal), handle, create);
    defineProperties(fn, name, address);
    return fn;
  };
  return create(undefined);
}

module.exports = {
  createFunction,
  defineProperties,
};
