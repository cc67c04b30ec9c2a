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
// however: V8 inlines by how often it saw a function do what.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  Int32Array,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
} = primordials;

const {
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
} = internalBinding('ffi');
const { compileShared, describe } = require('internal/ffi/codegen');
const { createFail, generateReturn } = require('internal/ffi/errno');
const { createFast } = require('internal/ffi/fast');
const { createList, push } = require('internal/ffi/list');
const { generateLowering } = require('internal/ffi/lowering');

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

function generateLoweredCall({ lowering, passed, usesCall }, count, end) {
  // What C++ says of a wrong count does not depend on the arguments.
  const body = `if (arguments.length !== ${count}) return slow(arguments.length, handle);
let result;
${lowering}${generateCall(passed, count, 'result =')}${end}`;
  if (!usesCall) return body;
  return `const call = new Call();
try {
${body}} finally {
call.end();
}
`;
}

function generate(signature, lowered) {
  const count = signature.arguments.length;
  const parameters = createList();
  for (let i = 0; i < count; i++) push(parameters, `p${i}`);
  const names = createList();
  push(names, 'fail', 'handle', 'isOptimized', 'promote', 'slow', 'state');
  if (lowered !== undefined) ArrayPrototypePushApply(names, lowered.names);
  const body = lowered === undefined ?
    generateCall(parameters, 'arguments.length', 'return') :
    generateLoweredCall(lowered, count, generateReturn(signature, lowered.value));
  return `(function(${ArrayPrototypeJoin(names, ', ')}) {
'use strict';
return { f(${ArrayPrototypeJoin(parameters, ', ')}) {
${body}} }.f;
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
// and what it is to be given.
const scripts = new SafeMap();

function getScript(signature) {
  const count = signature.arguments.length;
  const isLowered = signature.core !== signature;
  const key = isLowered ? signature.id : count;
  let script = scripts.get(key);
  if (script === undefined) {
    const lowered = isLowered ? generateLowering(signature) : undefined;
    const title = isLowered ? describe(signature) : `with ${count} arguments`;
    script = {
      __proto__: null,
      instantiate: compileShared(`call ${title}`, generate(signature, lowered)),
      values: lowered?.values,
    };
    scripts.set(key, script);
  }
  return script;
}

function makeOuter(handle, name, signature) {
  const { instantiate, values } = getScript(signature);
  // A snapshot, which may have this module, can't have this.
  state ??= new Int32Array(getCallState());
  const promote = (isOptimized) => {
    isOptimizing ||= isOptimized;
    const fast = isOptimizing ? createFast(handle, signature.core) : undefined;
    // V8 takes a property that is assigned once for a constant.
    if (fast !== undefined) handle.fast = fast;
  };
  const fail = signature.errno === 'throw' ? createFail(name) : undefined;
  const make = instantiate();
  if (values === undefined) return make(fail, handle, isOptimized, promote, callSlow, state);
  const constants = createList();
  push(constants, fail, handle, isOptimized, promote, callSlow, state);
  ArrayPrototypePushApply(constants, values);
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
 * @returns {Function}
 */
function createFunction(handle, name, address, signature) {
  if (!mayGenerateCode() && signature.core === signature) {
    const callable = handle.createCallable(name);
    callable[kFunction] = handle;
    return callable;
  }
  const fn = makeOuter(handle, name, signature);
  // By which a native function is known.
  fn[kFunction] = handle;
  defineProperties(fn, name, address);
  return fn;
}

module.exports = {
  createFunction,
  defineProperties,
};
