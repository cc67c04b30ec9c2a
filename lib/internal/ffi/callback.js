'use strict';

// Functions that stand between native code and the JavaScript functions that it
// calls. There is one for each signature, generated here, which is given the
// function to call. It reads the arguments from memory, and writes the result
// there (src/node_ffi/callback_frame.h), which takes optimised code less time
// than it takes C++ to make and to read JavaScript values.
//
// A result that does not pass the checks is returned instead: C++ looks at it
// again, and converts it or throws the right error.

const {
  ArrayPrototypeJoin,
  BigIntAsIntN,
  ReflectApply,
  SafeMap,
  SafeSet,
  Uint8Array,
} = primordials;

const {
  getCallbackFrame,
  // The frame: slots, of 8 bytes each, and the state after them.
  kCallbackFrameFree: kFree,
  kCallbackFrameNoResult: kNoResult,
  kCallbackFrameSlots: kSlots,
  mayGenerateCode,
} = internalBinding('ffi');
const { getNumberCheck } = require('internal/ffi/checks');
const { compile, describe } = require('internal/ffi/codegen');
const { createList, push } = require('internal/ffi/list');
const { getArrayClass, types } = require('internal/ffi/types');

// What generated code calls the array that has the values of a type.
const arrayName = (type) => getArrayClass(type).name;

// The element of that which is the value of a slot.
function slotElement(type, slot) {
  return `${arrayName(type)}[${slot * 8 / type.size}]`;
}

// Whether the result `r` is one that can be written as it is. V8 has no cheap
// check for bigints of 2 ** 63 and more.
function resultCheck(type) {
  if (type.values === 'Nothing') return 'r === undefined';
  const isNumber = getNumberCheck(type, 'r');
  if (isNumber !== undefined) return isNumber;
  const isInt64 = "typeof r === 'bigint' && asInt64(64, r) === r";
  return type.isSigned ? isInt64 : `${isInt64} && r >= 0n`;
}

function generate({ result, arguments: args }) {
  const passed = createList();
  let reads = '';
  for (let i = 0; i < args.length; i++) {
    push(passed, `p${i}`);
    reads += `const p${i} = ${slotElement(types[args[i]], i)};\n`;
  }
  const resultType = types[result];
  const write =
    resultType.values === 'Nothing' ? '' : `${slotElement(resultType, 0)} = r;\n`;
  return `'use strict';
return { callback(f) {
${reads}state[0] = ${kFree};
const r = f(${ArrayPrototypeJoin(passed, ', ')});
if (${resultCheck(resultType)}) {
${write}return;
}
state[0] = ${kNoResult};
return r;
} }.callback;`;
}

// What the functions refer to: V8 takes it for constants, as none of that is
// ever assigned to.
const names = createList();
push(names, 'asInt64', 'state');
const values = createList();
push(values, BigIntAsIntN);

// One array of each class that the values of a type are in.
function addArrays(frame) {
  const known = new SafeSet();
  for (let i = 0; i < types.length; i++) {
    const type = types[i];
    if (type.values === 'Nothing') continue;
    const name = arrayName(type);
    if (known.has(name)) continue;
    known.add(name);
    const ArrayClass = getArrayClass(type);
    push(names, name);
    push(values, new ArrayClass(frame, 0, kSlots * 8 / type.size));
  }
}

// By signature.
const adapters = new SafeMap();

/**
 * Gives the function through which native code calls callbacks of a signature,
 * or undefined if they have to be called without.
 * @param {object} signature What readSignature() gives
 * @returns {Function|undefined}
 */
function getAdapter(signature) {
  if (!mayGenerateCode() || signature.arguments.length > kSlots) return;
  let adapter = adapters.get(signature.id);
  if (adapter !== undefined) return adapter;
  if (values.length === 1) {
    const frame = getCallbackFrame();
    if (frame === undefined) return;
    push(values, new Uint8Array(frame, kSlots * 8, 1));
    addArrays(frame);
  }
  const make = compile(`callback ${describe(signature)}`, generate(signature), names);
  adapter = ReflectApply(make, undefined, values);
  adapters.set(signature.id, adapter);
  return adapter;
}

module.exports = {
  getAdapter,
};
