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
  BigInt64Array,
  BigIntAsIntN,
  BigUint64Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  ReflectApply,
  SafeMap,
  Uint16Array,
  Uint32Array,
  Uint8Array,
} = primordials;

const {
  getCallbackFrame,
  // The frame: slots, of 8 bytes each, and the state after them.
  kCallbackFrameFree: kFree,
  kCallbackFrameNoResult: kNoResult,
  kCallbackFrameSlots: kSlots,
  mayGenerateCode,
  typeKinds,
} = internalBinding('ffi');
const { getNumberCheck } = require('internal/ffi/checks');
const { compile, describe, kindName } = require('internal/ffi/codegen');
const { createList, push } = require('internal/ffi/list');

const kArrays = {
  __proto__: null,
  [typeKinds.int8]: Int8Array,
  [typeKinds.uint8]: Uint8Array,
  [typeKinds.int16]: Int16Array,
  [typeKinds.uint16]: Uint16Array,
  [typeKinds.int32]: Int32Array,
  [typeKinds.uint32]: Uint32Array,
  [typeKinds.int64]: BigInt64Array,
  [typeKinds.uint64]: BigUint64Array,
  [typeKinds.float32]: Float32Array,
  [typeKinds.float64]: Float64Array,
  [typeKinds.pointer]: BigUint64Array,
};

// The element of the array of one kind that is the value of a slot.
function slotElement(kind, slot) {
  return `${kindName(kind)}s[${slot * 8 / kArrays[kind].BYTES_PER_ELEMENT}]`;
}

// Whether the result `r` is one that can be written as it is. V8 has no cheap
// check for bigints of 2 ** 63 and more.
function resultCheck(kind) {
  if (kind === typeKinds.void) return 'r === undefined';
  const isNumber = getNumberCheck(kind, 'r');
  if (isNumber !== undefined) return isNumber;
  const isInt64 = "typeof r === 'bigint' && asInt64(64, r) === r";
  return kind === typeKinds.int64 ? isInt64 : `${isInt64} && r >= 0n`;
}

function generate({ result, arguments: args }) {
  const passed = createList();
  let reads = '';
  for (let i = 0; i < args.length; i++) {
    push(passed, `p${i}`);
    reads += `const p${i} = ${slotElement(args[i], i)};\n`;
  }
  const write = result === typeKinds.void ? '' : `${slotElement(result, 0)} = r;\n`;
  return `'use strict';
return { callback(f) {
${reads}state[0] = ${kFree};
const r = f(${ArrayPrototypeJoin(passed, ', ')});
if (${resultCheck(result)}) {
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
    for (const kind in kArrays) {
      const { [kind]: Type } = kArrays;
      push(names, `${kindName(kind)}s`);
      push(
        values, new Type(frame, 0, kSlots * 8 / Type.BYTES_PER_ELEMENT));
    }
  }
  const make = compile(`callback ${describe(signature)}`, generate(signature), names);
  adapter = ReflectApply(make, undefined, values);
  adapters.set(signature.id, adapter);
  return adapter;
}

module.exports = {
  getAdapter,
};
