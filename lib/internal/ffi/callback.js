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
  MathFloor,
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
  readText,
  throwUnsafeInteger,
} = internalBinding('ffi');
const { isBigEndian } = internalBinding('os');
const { checkPlain } = require('internal/ffi/checks');
const { compile, describe } = require('internal/ffi/codegen');
const { isLimited } = require('internal/ffi/is_to_ask');
const { createList, push } = require('internal/ffi/list');
const {
  getArrayClass,
  isPointer,
  isSafe,
  isText,
  types,
} = require('internal/ffi/types');

// What generated code calls the array that has the values of a type.
function arrayName(type) {
  const { size, isFloat, isSigned } = type;
  if (isFloat) return `float${size * 8}s`;
  return isSigned ? `int${size * 8}s` : `uint${size * 8}s`;
}

// The element of that which is the value of a slot.
function slotElement(type, slot) {
  return `${arrayName(type)}[${slot * 8 / type.size}]`;
}

// The halves of a slot of 64 bits, as integers of 32.
const lowHalf = (slot) => `uint32s[${slot * 2 + (isBigEndian ? 1 : 0)}]`;
const highHalf = ({ isSigned }, slot) =>
  `${isSigned ? 'int32s' : 'uint32s'}[${slot * 2 + (isBigEndian ? 0 : 1)}]`;

const generateNumber = (type, slot) =>
  `${highHalf(type, slot)} * ${2 ** 32} + ${lowHalf(slot)}`;

// Code that reads an argument to a constant `name`: `read` does while the frame is
// there, `convert` afterwards, and may throw.
function generateRead(type, name, slot) {
  let read = slotElement(type, slot);
  let convert = '';
  if (type.values === 'Boolean') {
    read += ' !== 0';
  } else if (type.values === 'Aggregate') {
    read = generateNumber(type, slot); // The address of the bytes.
  } else if (type.values === 'SafeInteger') {
    read = generateNumber(type, slot);
    convert = `if (!(${isSafe(name)})) throwUnsafeInteger('Callback argument ${slot}');\n`;
  } else if (isText(type)) {
    convert = `const ${name} = readText(address${slot}, ${type.layout});\n`;
    name = `address${slot}`;
  }
  return { __proto__: null, read: `const ${name} = ${read};\n`, convert };
}

// Whether the result `r` is one that can be written as it is. V8 has no cheap
// check for bigints of 2 ** 63 and more.
function resultCheck(type) {
  if (type.values === 'Nothing') return 'r === undefined';
  if (type.values === 'Aggregate') return "typeof r === 'number'";
  // C++ asks whether an address may be passed.
  if (isLimited() && (isPointer(type) || type.name === 'address')) return 'false';
  const plain = checkPlain(type, 'r');
  if (plain !== undefined) return plain.condition;
  const isInt64 = "typeof r === 'bigint' && asInt64(64, r) === r";
  return type.isSigned ? isInt64 : `${isInt64} && r >= 0n`;
}

function generateWrite(type) {
  switch (type.values) {
    case 'Nothing':
      return '';
    case 'Boolean':
      return `${slotElement(type, 0)} = r ? 1 : 0;\n`;
    case 'Aggregate':
    case 'SafeInteger':
      // Arrays take the lowest 32 bits of a number.
      return `${lowHalf(0)} = r;\n${highHalf(type, 0)} = floor(r / ${2 ** 32});\n`;
    default:
      return `${slotElement(type, 0)} = r;\n`;
  }
}

function generate({ result, arguments: args }) {
  const passed = createList();
  let reads = '';
  let conversions = '';
  for (let i = 0; i < args.length; i++) {
    const { read, convert } = generateRead(args[i], `p${i}`, i);
    push(passed, `p${i}`);
    reads += read;
    conversions += convert;
  }
  return `'use strict';
return { callback(f) {
${reads}state[0] = ${kFree};
${conversions}const r = f(${ArrayPrototypeJoin(passed, ', ')});
if (${resultCheck(result)}) {
${generateWrite(result)}return;
}
state[0] = ${kNoResult};
return r;
} }.callback;`;
}

// What the functions refer to: V8 takes it for constants, as none of that is
// ever assigned to.
const names = createList();
push(names, 'asInt64', 'floor', 'readText', 'throwUnsafeInteger', 'state');
const values = createList();
push(values, BigIntAsIntN, MathFloor, readText, throwUnsafeInteger);

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
  if (values.length < names.length) {
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
