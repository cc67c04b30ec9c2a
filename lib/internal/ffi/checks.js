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
  ArrayPrototypePushApply,
  BigIntAsIntN,
  MathFloor,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
} = primordials;

const {
  addressOfBuffer,
  addressOfView,
  copyString,
  getTemporaryArea,
  int64ToNumber,
  // The index of what an area of temporaries has in use, in a CallState.
  kCallStateTemporaries: kTemporaries,
  readText,
  readUtf8,
  throwUnsafeInteger,
  toInt64,
  uint64ToNumber,
} = internalBinding('ffi');
const { isLimited } = require('internal/ffi/is_to_ask');
const { createList, push } = require('internal/ffi/list');
const { isSafe, isText, narrow } = require('internal/ffi/types');

const helpers = {
  __proto__: null,
  addressOfBuffer,
  addressOfView,
  asInt64: BigIntAsIntN,
  copyString,
  floor: MathFloor,
  int64ToNumber,
  isView: ArrayBufferIsView,
  readText,
  readUtf8,
  temporaryArea: undefined,
  throwUnsafeInteger,
  toInt64,
  uint64ToNumber,
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
// C++ asks whether it may be passed.
const passAddress = (p, v) =>
  (isLimited() ? `\nif (typeof ${p} === 'bigint') break fast;` : kUnsigned(p, v));
const copiesString = ({ values }) =>
  values === 'Pointer' || values === 'Reference' || values === 'Utf8';
const copyText = (type, p, v) => (copiesString(type) ? `\
if (mark < 0) mark = state[${kTemporaries}];
${v} = copyString(${p}, temporaryArea);
if (${v} === 0n) break fast;` : 'break fast;');
const kWide = {
  __proto__: null,
  BigInt: (type, p, v) => (type.isSigned ? `
if (typeof ${p} === 'bigint') {
${v} = asInt64(64, ${p});
if (${v} !== ${p}) break fast;
} else if (${checkSafe(type, p)}) ${v} = toInt64(${p});
else break fast;` : `${kUnsigned(p, v)}
else if (${checkSafe(type, p)}) ${v} = toInt64(${p});
else break fast;`),
  SafeInteger: (type, p, v) => `
if (${checkSafe(type, p)}) ${v} = toInt64(${p});
else break fast;`,
  Pointer: (type, p, v) => `${passAddress(p, v)}
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
${copyText(type, p, v)}
} else if (${p} === undefined) ${v} = ${kZero};
else break fast;`,
};

const kWideHelpers = ['asInt64', 'floor', 'toInt64'];
const kHelpersOf = {
  __proto__: null,
  BigInt: kWideHelpers,
  SafeInteger: kWideHelpers,
  Pointer: ['addressOfBuffer', 'addressOfView', 'asInt64',
            'copyString', 'isView', 'temporaryArea'],
};
kWide.Reference = (type, p, v) => `
if (typeof ${p} === 'number') ${v} = toInt64(${p});
else {${kWide.Pointer(type, p, v)}
}`;
kHelpersOf.Reference = createList();
push(kHelpersOf.Reference, 'toInt64');
ArrayPrototypePushApply(kHelpersOf.Reference, kHelpersOf.Pointer);
kWide.Utf8 = kWide.Utf16 = kWide.Utf32 = kWide.Pointer;
kHelpersOf.Utf8 = kHelpersOf.Utf16 = kHelpersOf.Utf32 = kHelpersOf.Pointer;

// NumberIsSafeInteger() would have V8 make an object of the number first.
function checkSafe({ isSigned }, p) {
  const limit = isSigned ? NumberMIN_SAFE_INTEGER : 0;
  return `typeof ${p} === 'number' && floor(${p}) === ${p} && ` +
         `${p} <= ${NumberMAX_SAFE_INTEGER} && ${p} >= ${limit}`;
}

/**
 * Gives the condition under which a value is right for a type of numbers or booleans,
 * which may use the helper `floor`, and what to pass then.
 * @param {object} type
 * @param {string} value An expression
 * @returns {{condition: string, pass: string}|undefined} Nothing for other types
 */
function checkPlain(type, value) {
  switch (type.values) {
    case 'Number':
      return checkNumber(type, value);
    case 'Boolean':
      return {
        __proto__: null,
        condition: `typeof ${value} === 'boolean'`,
        pass: `${value} ? 1 : 0`,
      };
    case 'SafeInteger':
      return { __proto__: null, condition: checkSafe(type, value), pass: value };
  }
}

// Of the bytes of an aggregate. If it isn't known yet, they may move.
function checkAddress(p, withNumbers) {
  return {
    __proto__: null,
    condition: `typeof ${p} === 'number'`,
    statements: '',
    pass: withNumbers ? p : `toInt64(${p})`,
    uses: withNumbers ? [] : ['toInt64'],
    usesArea: false,
  };
}

/**
 * Generates the check of one value.
 * @param {object} type
 * @param {string} p The parameter that has it
 * @param {number} index The parameter's
 * @param {boolean} withNumbers Whether integers of 64 bits are passed as numbers
 * @returns {{condition: string|undefined, statements: string, pass: string,
 *   uses: string[], usesArea: boolean}} A condition that must hold, then statements
 *   to be run in a block named `fast`, then the expression to be passed; the names
 *   of the helpers in these; and whether the value may be a string: then a variable
 *   `mark` is set to what the area of temporaries had in use before, if that is
 *   negative still, and `state` has to be the CallState.
 */
function generateCheck(type, p, index, withNumbers = false) {
  if (type.values === 'Aggregate') return checkAddress(p, withNumbers);
  if (type.name === 'address' && isLimited()) {
    return {
      __proto__: null,
      condition: `${p} === 0`,
      statements: '',
      pass: withNumbers ? '0' : kZero,
      uses: withNumbers ? [] : ['asInt64'],
      usesArea: false,
    };
  }
  const isSafeInteger = type.values === 'SafeInteger';
  const plain = isSafeInteger && !withNumbers ? undefined : checkPlain(type, p);
  if (plain !== undefined) {
    const { condition, pass } = plain;
    const uses = isSafeInteger ? ['floor'] : [];
    return { __proto__: null, condition, statements: '', pass, uses, usesArea: false };
  }
  const v = `v${index}`;
  return {
    __proto__: null,
    condition: undefined,
    statements: `let ${v};${kWide[type.values](type, p, v)}\n`,
    pass: `asInt64(64, ${v})`,
    uses: kHelpersOf[type.values],
    usesArea: copiesString(type),
  };
}

/**
 * Generates what gives the value of a result that a raw function gave as a number or a
 * bigint, or throws.
 * @param {object} type
 * @param {boolean} withNumbers Whether integers of 64 bits come as numbers
 * @returns {{statements: string, value: string, uses: string[]}} Statements, then an
 *   expression; and the names of the helpers in these
 */
function generateResult(type, withNumbers) {
  let statements = '';
  let value = 'result';
  let uses = [];
  if (isText(type)) {
    const isUtf8 = type.values === 'Utf8';
    value = isUtf8 ? 'readUtf8(result)' : `readText(result, ${type.layout})`;
    uses = [isUtf8 ? 'readUtf8' : 'readText'];
  } else if (type.values === 'Boolean') {
    value = `${narrow(type, 'result')} !== 0`;
  } else if (type.values === 'SafeInteger') {
    uses = ['throwUnsafeInteger'];
    if (!withNumbers) {
      value = 'number';
      const convert = type.isSigned ? 'int64ToNumber' : 'uint64ToNumber';
      uses = ['throwUnsafeInteger', convert];
      statements = `const number = ${convert}(result);\n`;
    }
    statements += `if (!(${isSafe(value)})) throwUnsafeInteger('Result');\n`;
  } else if (type.values === 'Number' && !type.isFloat && type.size < 4) {
    // Its register has any bits beyond those of the type, of which V8 takes 32.
    value = narrow(type, 'result');
  }
  return { __proto__: null, statements, value, uses };
}

/**
 * @param {string[]} names What generateCheck() and the like says that is used
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
  checkPlain,
  generateCheck,
  generateResult,
  getHelpers,
};
