'use strict';

// What a program gets as a function. At first, each calls a function of C++'s,
// which looks at all arguments itself. To generate one that optimised code is
// faster with (fast.js) takes a hundred times as long as a call. So that is done
// only for what is called often, and only if V8 optimises: once in a while, a
// function looks whether it runs in optimised code.
//
// The source has nothing of a signature in it but the number of arguments, and is
// compiled once for each such number. It is evaluated for each function, however:
// V8 inlines by how often it saw a function do what.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  Int32Array,
  ObjectDefineProperty,
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
} = internalBinding('ffi');
const { compileShared } = require('internal/ffi/codegen');
const { createFast } = require('internal/ffi/fast');
const { createList, push } = require('internal/ffi/list');

// To look comes before the call: what it may throw, at the end of the stack, must
// not take the place of what the C function gave.
function generate(count) {
  const parameters = createList();
  for (let i = 0; i < count; i++) push(parameters, `p${i}`);
  const passed = createList();
  ArrayPrototypePushApply(passed, parameters);
  push(passed, 'arguments.length');
  const list = ArrayPrototypeJoin(passed, ', ');
  return `(function(handle, isOptimized, promote, slow, state) {
'use strict';
return { f(${ArrayPrototypeJoin(parameters, ', ')}) {
const { fast } = handle;
if (fast !== undefined) return fast(${list});
if (state[${kIsToLook}] !== 0) {
state[${kIsToLook}] = 0;
promote(isOptimized());
}
return slow(${list}, handle);
} }.f;
})`;
}

// What a handle has, until it has its own: what a program may add to
// Object.prototype is no fast function.
ForeignFunction.prototype.fast = undefined;

let state;
// Whether any function was seen in optimised code. From then on, others needn't
// wait for it: each that did would have V8 deoptimise its callers once more.
let isOptimizing = false;
const scripts = new SafeMap(); // By number of arguments.

function makeOuter(handle, signature) {
  const count = signature.arguments.length;
  let instantiate = scripts.get(count);
  if (instantiate === undefined) {
    instantiate = compileShared(`call with ${count} arguments`, generate(count));
    scripts.set(count, instantiate);
  }
  // A snapshot, which may have this module, can't have this.
  state ??= new Int32Array(getCallState());
  return instantiate()(handle, isOptimized, (isOptimized) => {
    isOptimizing ||= isOptimized;
    const fast = isOptimizing ? createFast(handle, signature) : undefined;
    // V8 takes a property that is assigned once for a constant.
    if (fast !== undefined) handle.fast = fast;
  }, callSlow, state);
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
  if (!mayGenerateCode()) return handle.createCallable(name);
  const fn = makeOuter(handle, signature);
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
  return fn;
}

module.exports = {
  createFunction,
};
