'use strict';

// Generated code that checks an argument in a way that V8's compiler knows how
// to make cheap, and that passes it on to a fast API function as the C type
// that this takes. What does not pass is not necessarily wrong: it is left to a
// slow function, which looks at everything again, in the right order.
//
// Such code uses nothing that a program could have replaced, and an operator on
// numbers or on bigints is only reached by these, as it would call code of the
// program's for others.

const {
  ArrayBufferIsView,
  BigIntAsIntN,
  NumberIsSafeInteger,
} = primordials;

const {
  addressOfBuffer,
  addressOfView,
  copyString,
  getTemporaryArea,
  // The index of what an area of temporaries has in use, in a CallState.
  kCallStateTemporaries: kTemporaries,
  toInt64,
} = internalBinding('ffi');
const { createList, push } = require('internal/ffi/list');
const { narrow } = require('internal/ffi/types');

const helpers = {
  __proto__: null,
  addressOfBuffer,
  addressOfView,
  asInt64: BigIntAsIntN,
  copyString,
  isSafeInteger: NumberIsSafeInteger,
  isView: ArrayBufferIsView,
  temporaryArea: undefined,
  toInt64,
};

// The condition under which a number may be passed as it is, and what to pass. -0
// passes, and is passed as 0.
function checkNumber(type, p) {
  const isNumber = `typeof ${p} === 'number'`;
  if (type.isFloat) return { __proto__: null, condition: isNumber, pass: p };
  return {
    __proto__: null,
    condition: `${isNumber} && ${narrow(type, p)} === ${p}`,
    pass: type.isSigned ? `${p} | 0` : `${p} >>> 0`,
  };
}

// Statements that set `v` to what a value becomes that is passed as a 64-bit
// integer, or that leave the block `fast`. Bigints of 2 ** 63 and more always
// do: V8 has no cheap check for these.
//
// V8 keeps an int64 unboxed only if no use needs the bigint. So a result is tested
// before it merges with another branch, zero is written `asInt64(64, 0n)`, and
// asInt64() is called only where the value is passed.
const kZero = 'asInt64(64, 0n)';
const kUnsigned = (p, v) => `
if (typeof ${p} === 'bigint') {
if (asInt64(64, ${p}) !== ${p} || ${p} < 0n) break fast;
${v} = ${p};
}`;
const kWide = {
  __proto__: null,
  BigInt: ({ isSigned }, p, v) => (isSigned ? `
if (typeof ${p} === 'bigint') {
${v} = asInt64(64, ${p});
if (${v} !== ${p}) break fast;
} else if (isSafeInteger(${p})) ${v} = toInt64(${p});
else break fast;` : `${kUnsigned(p, v)}
else if (isSafeInteger(${p}) && ${p} >= 0) ${v} = toInt64(${p});
else break fast;`),
  Pointer: (type, p, v) => `${kUnsigned(p, v)}
else if (typeof ${p} === 'object') {
if (${p} === null) ${v} = ${kZero};
else if (isView(${p})) {
${v} = addressOfView(${p});
if (${v} === 0n) break fast;
} else {
${v} = addressOfBuffer(${p});
if (${v} === 0n) break fast;
}
} else if (typeof ${p} === 'string') {
if (mark < 0) mark = state[${kTemporaries}];
${v} = copyString(${p}, temporaryArea);
if (${v} === 0n) break fast;
} else if (${p} === undefined) ${v} = ${kZero};
else break fast;`,
};

const kHelpersOf = {
  __proto__: null,
  BigInt: ['asInt64', 'isSafeInteger', 'toInt64'],
  Pointer: ['addressOfBuffer', 'addressOfView', 'asInt64',
            'copyString', 'isView', 'temporaryArea'],
};

/**
 * Gives the condition under which a value is right for a type of numbers.
 * @param {object} type
 * @param {string} value An expression
 * @returns {string|undefined} Nothing for other types
 */
function getNumberCheck(type, value) {
  if (type.values === 'Number') return checkNumber(type, value).condition;
}

/**
 * Generates the check of one value.
 * @param {object} type
 * @param {string} p The parameter that has it
 * @param {number} index The parameter's
 * @returns {{condition: string|undefined, statements: string, pass: string,
 *   uses: string[], usesArea: boolean}} A condition that must hold, then statements
 *   to be run in a block named `fast`, then the expression to be passed; the names
 *   of the helpers in these; and whether the value may be a string: then a variable
 *   `mark` is set to what the area of temporaries had in use before, if that is
 *   negative still, and `state` has to be the CallState.
 */
function generateCheck(type, p, index) {
  if (type.values === 'Number') {
    return {
      __proto__: null, statements: '', uses: [], usesArea: false, ...checkNumber(type, p),
    };
  }
  const v = `v${index}`;
  return {
    __proto__: null,
    condition: undefined,
    statements: `let ${v};${kWide[type.values](type, p, v)}\n`,
    pass: `asInt64(64, ${v})`,
    uses: kHelpersOf[type.values],
    usesArea: type.values === 'Pointer',
  };
}

/**
 * @param {string[]} names What generateCheck() says that is used
 * @returns {any[]} What these names stand for
 */
function getHelpers(names) {
  // A snapshot, which may have this module, can't have memory.
  helpers.temporaryArea ??= getTemporaryArea();
  const values = createList();
  for (let i = 0; i < names.length; i++) {
    push(values, helpers[names[i]]);
  }
  return values;
}

module.exports = {
  generateCheck,
  getHelpers,
  getNumberCheck,
};
