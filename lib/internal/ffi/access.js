'use strict';

// Functions that read and write one value in a Memory, generated for each type of
// values that are no aggregates. V8 inlines them into what uses them.
//
// read(memory, o) gives the value. If the memory is gone, it throws what a DataView
// throws, and `unsafe` for an integer that no number can have.
//
// write(memory, o, v) gives whether it has written: if not, the value is wrong, or not
// simple, which convert.js finds out.

const {
  ArrayBuffer,
  ArrayPrototypeJoin,
  BigInt,
  BigIntAsIntN,
  BigIntAsUintN,
  MathFloor,
  Number,
  NumberIsSafeInteger,
  ReflectApply,
  SafeMap,
} = primordials;

const { assertAddressPermitted, readText } = internalBinding('ffi');
const { isBigEndian } = internalBinding('os');
const { checkPlain } = require('internal/ffi/checks');
const { compile, compileShared } = require('internal/ffi/codegen');
const { unsafe } = require('internal/ffi/instance_errors');
const { createView } = require('internal/ffi/instance_memory');
const { isLimited } = require('internal/ffi/is_to_ask');
const { createList, push } = require('internal/ffi/list');
const nativeAccess = require('internal/ffi/native_access');
const { isSafe, isText } = require('internal/ffi/types');
const {
  namespace: { isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

// What generated code may use, by name.
const kConstants = {
  '__proto__': null,
  'asInt': BigIntAsIntN,
  'asUint': BigIntAsUintN,
  'assertAddress': assertAddressPermitted,
  'BigInt': BigInt,
  'floor': MathFloor,
  'isSafeInteger': NumberIsSafeInteger,
  'Number': Number,
  'readText': readText,
  'unsafe': unsafe,
};
const kMethods = [
  'Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'BigInt64', 'BigUint64',
  'Float32', 'Float64', 'Int53', 'Uint53',
];
for (let i = 0; i < kMethods.length; i++) {
  const load = `load${kMethods[i]}`;
  const store = `store${kMethods[i]}`;
  kConstants[load] = nativeAccess[load];
  kConstants[store] = nativeAccess[store];
}

const kNames = createList();
for (const name in kConstants) push(kNames, name);
push(kNames, 'scratch');

// By source: what evaluates it. Each evaluation has its own feedback, and constants.
const scripts = new SafeMap();

/**
 * Evaluates generated code, with what it may use.
 * @param {string} title
 * @param {string} body Of a function; constants only
 * @param {string[]} parameters The names of what it uses
 * @param {any[]} values These
 * @returns {any} What it returns
 */
function evaluate(title, body, parameters, values) {
  // A snapshot can't have scripts that may be evaluated again.
  if (isBuildingSnapshot()) {
    return ReflectApply(compile(title, body, parameters), undefined, values);
  }
  let script = scripts.get(body);
  if (script === undefined) {
    script = compileShared(
      title, `(function(${ArrayPrototypeJoin(parameters, ', ')}) {\n${body}\n})`);
    scripts.set(body, script);
  }
  return ReflectApply(script(), undefined, values);
}

const kConstantValues = createList();
for (const name in kConstants) push(kConstantValues, kConstants[name]);

// What DataView calls a scalar type.
function methodOf({ size, isFloat, isSigned, values }) {
  if (isFloat) return `Float${size * 8}`;
  if (values === 'SafeInteger' || size === 8) return isSigned ? 'BigInt64' : 'BigUint64';
  return `${isSigned ? 'Int' : 'Uint'}${size * 8}`;
}

// Of native memory in another byte order: by way of memory that is not.
function generateSwapped(method, size, littleEndian) {
  let load = '';
  let store = '';
  for (let i = 0; i < size; i++) {
    load += `scratch.setUint8(${i}, loadUint8(memory.address + o + ${i})), `;
    store += `storeUint8(memory.address + o + ${i}, scratch.getUint8(${i}));\n`;
  }
  return {
    __proto__: null,
    read: `(${load}scratch.get${method}(0, ${littleEndian}))`,
    write: (value) => `{
scratch.set${method}(0, ${value}, ${littleEndian});
${store}}`,
  };
}

// Expressions for a number, boolean or bigint as it lies in memory, and statements
// that put it there.
function generateRaw(type, littleEndian) {
  const method = methodOf(type);
  const isNative = littleEndian !== isBigEndian;
  const native = isNative ? {
    __proto__: null,
    read: `load${method}(memory.address + o)`,
    write: (value) => `store${method}(memory.address + o, ${value});`,
  } : generateSwapped(method, type.size, littleEndian);
  return {
    __proto__: null,
    read: `(view === undefined ? ${native.read} : view.get${method}(o, ${littleEndian}))`,
    write: (value) => `if (view === undefined) ${native.write(value)}
else view.set${method}(o, ${value}, ${littleEndian});
return true;`,
  };
}

const readFunction = (statements) => `read(memory, o) {
const { view } = memory;
${statements}
}`;
const writeFunction = (statements) => `write(memory, o, v) {
const { view } = memory;
${statements}
}`;

// Whether an address needs the permission: a snapshot may be run with other permissions.
const asksForAddress = () => isBuildingSnapshot() || isLimited();

// In halves, as a bigint would take longer.
function generateSafeInteger(type, littleEndian) {
  const kind = type.isSigned ? 'Int' : 'Uint';
  const low = littleEndian ? 'o' : 'o + 4';
  const high = littleEndian ? 'o + 4' : 'o';
  const { condition } = checkPlain(type, 'v');
  const isNative = littleEndian !== isBigEndian;
  const raw = generateRaw(type, littleEndian);
  const nativeRead = isNative ? `n = load${kind}53(memory.address + o)` :
    `n = Number(${generateSwapped(methodOf(type), 8, littleEndian).read})`;
  const ask = type.name === 'address' && asksForAddress() ?
    'if (v !== 0) assertAddress(BigInt(v));\n' : '';
  const nativeWrite = isNative ? `store${kind}53(memory.address + o, v);` :
    generateSwapped(methodOf(type), 8, littleEndian).write('BigInt(v)');
  return {
    __proto__: null,
    raw,
    read: readFunction(`let n;
if (view === undefined) ${nativeRead};
else n = view.get${kind}32(${high}, ${littleEndian}) * ${2 ** 32} + \
view.getUint32(${low}, ${littleEndian});
if (!(${isSafe('n')})) throw unsafe;
return n;`),
    write: writeFunction(`if (!(${condition})) return false;
${ask}if (view === undefined) ${nativeWrite}
else {
view.setUint32(${low}, v >>> 0, ${littleEndian});
view.set${kind}32(${high}, floor(v / ${2 ** 32}), ${littleEndian});
}
return true;`),
  };
}

const toBigInt = (asInt, width) => `let n = v;
if (typeof v !== 'bigint') {
if (!isSafeInteger(v)) return false;
n = BigInt(v);
}
if (${asInt}(${width}, n) !== n) return false;`;

function generateScalar(type, littleEndian) {
  if (type.values === 'SafeInteger') return generateSafeInteger(type, littleEndian);
  const raw = generateRaw(type, littleEndian);
  if (type.values === 'BigInt') {
    const asInt = type.isSigned ? 'asInt' : 'asUint';
    return {
      __proto__: null,
      read: readFunction(`return ${raw.read};`),
      write: writeFunction(`${toBigInt(asInt, 64)}\n${raw.write(`${asInt}(64, n)`)}`),
    };
  }
  const plain = checkPlain(type, 'v');
  if (plain !== undefined) {
    const { condition, pass } = plain;
    const read = type.values === 'Boolean' ? `${raw.read} !== 0` : raw.read;
    return {
      __proto__: null,
      read: readFunction(`return ${read};`),
      write: writeFunction(`if (!(${condition})) return false;\n${raw.write(pass)}`),
    };
  }
  // Pointers. Only addresses are simple.
  const number = type.form === 'pointer' || type.form === 'func' ? 0 : +type.id;
  const read = isText(type) ?
    `const address = ${raw.read};
return address === 0n ? null : readText(address, ${number});` : `return ${raw.read};`;
  return {
    __proto__: null,
    read: readFunction(read),
    write: writeFunction(`if (v === null || v === undefined) v = 0n;
else if (typeof v !== 'bigint' || asUint(64, v) !== v) return false;
${asksForAddress() ? 'assertAddress(v);\n' : ''}${raw.write('asUint(64, v)')}`),
  };
}

// Bits of at most four bytes, as an int32.
const kPieces = { '__proto__': null, '1': [8], '2': [16], '3': [16, 8], '4': [32] };

function generateBitPieces(bytes) {
  const pieces = kPieces[bytes];
  let read = '';
  let nativeRead = '';
  let write = '';
  let nativeWrite = '';
  let offset = 0;
  for (let i = 0; i < pieces.length; i++) {
    const bits = pieces[i];
    const at = `o + ${offset}`;
    const shifted = offset === 0 ? '' : ` << ${offset * 8}`;
    const operator = offset === 0 ? '' : ' | ';
    const value = `(n >>> ${offset * 8})${bits === 32 ? '' : ` & ${2 ** bits - 1}`}`;
    read += `${operator}view.getUint${bits}(${at}, true)${shifted}`;
    nativeRead += `${operator}loadUint${bits}(memory.address + ${at})${shifted}`;
    write += `view.setUint${bits}(${at}, ${value}, true);\n`;
    nativeWrite += `storeUint${bits}(memory.address + ${at}, ${value});\n`;
    offset += bits / 8;
  }
  return {
    __proto__: null,
    read: `let n = view === undefined ? ${nativeRead} : ${read};`,
    write: `if (view === undefined) {\n${nativeWrite}} else {\n${write}}`,
  };
}

// Of up to nine bytes, as a bigint.
function generateWideBits(type, width, shift, bytes) {
  const asInt = type.isSigned ? 'asInt' : 'asUint';
  const read = `let n = 0n;
for (let i = ${bytes - 1}; i >= 0; i--) {
n = (n << 8n) | BigInt(view === undefined ? loadUint8(memory.address + (o + i)) : \
view.getUint8(o + i));
}`;
  const isBigInt = type.values === 'BigInt';
  const value = `${asInt}(${width}, n >> ${shift}n)`;
  const give = isBigInt ? `return ${value};` : `n = Number(${value});
if (!isSafeInteger(n)) throw unsafe;
return n;`;
  const isBits = (1n << BigInt(width)) - 1n;
  return {
    __proto__: null,
    read: readFunction(`${read}\n${give}`),
    write: writeFunction(`${isBigInt ? '' : "if (typeof v === 'bigint') return false;\n"}\
{
${toBigInt(asInt, width)}
v = n;
}
${read}
n = (n & ~${isBits << BigInt(shift)}n) | ((v & ${isBits}n) << ${shift}n);
for (let i = 0; i < ${bytes}; i++) {
const byte = Number((n >> BigInt(i * 8)) & 255n);
if (view === undefined) storeUint8(memory.address + (o + i), byte);
else view.setUint8(o + i, byte);
}
return true;`),
  };
}

// Of the type that a bit-field is declared with, as it has bits from bit `shift` of the
// byte at `o`.
function generateBits(type, width, shift) {
  const bytes = (shift + width + 7) >>> 3;
  if (bytes > 4) return generateWideBits(type, width, shift, bytes);
  const pieces = generateBitPieces(bytes);
  const mask = width === 32 ? -1 : 2 ** width - 1;
  const value = type.isSigned ? `n << ${32 - shift - width} >> ${32 - width}` :
    `n >>> ${shift}${width === 32 ? '' : ` & ${mask}`}`;
  let give = value;
  let check;
  let bits = 'v';
  switch (type.values) {
    case 'Boolean':
      give = `(${value}) !== 0`;
      check = "if (typeof v !== 'boolean') return false;";
      bits = '(v ? 1 : 0)';
      break;
    case 'BigInt':
      give = `BigInt(${value})`;
      check = toBigInt(type.isSigned ? 'asInt' : 'asUint', width);
      bits = 'b';
      check = `{\n${check}\nv = Number(n);\n}\nconst b = v;`;
      break;
    default: {
      const narrowed = type.isSigned ? `v << ${32 - width} >> ${32 - width}` :
        (width === 32 ? 'v >>> 0' : `(v & ${mask})`);
      check = `if (typeof v !== 'number' || (${narrowed}) !== v) return false;`;
    }
  }
  return {
    __proto__: null,
    read: readFunction(`${pieces.read}\nreturn ${give};`),
    write: writeFunction(`${check}
${pieces.read}
n = (n & ~(${mask} << ${shift})) | ((${bits} & ${mask}) << ${shift});
${pieces.write}return true;`),
  };
}

let scratch;

function compileAccess(title, { read, write }) {
  scratch ??= createView(new ArrayBuffer(8), 0, 8);
  const values = createList();
  for (let i = 0; i < kConstantValues.length; i++) push(values, kConstantValues[i]);
  push(values, scratch);
  return evaluate(title, `'use strict';
return { __proto__: null, ${read},
${write} };`, kNames, values);
}

// Of an enumeration: by way of its integers.
function createNamed(access, { byName, byValue, asName }) {
  const { read, write } = access;
  return {
    __proto__: null,
    read: !asName ? read : (memory, o) => {
      const value = read(memory, o);
      return byValue.get(value) ?? value;
    },
    write: (memory, o, value) => {
      if (typeof value !== 'string') return write(memory, o, value);
      const number = byName.get(value);
      return number !== undefined && write(memory, o, number);
    },
  };
}

/**
 * Makes functions that read and write values of a type. Those of one place in a program
 * are its own, since V8 learns of each what memory it sees.
 * @param {object} type The record of a type that is no aggregate
 * @param {object} [member] What a bit-field is in a struct or union
 * @returns {{read: Function, write: Function}}
 */
function createAccess(type, member) {
  const isBits = member?.bitWidth !== undefined;
  const shift = isBits ? member.bitOffset & 7 : 0;
  const integers = type.form === 'endian' ? type.base : type;
  const scalar = integers.form === 'enumeration' ? integers.base : integers;
  const littleEndian = type.form === 'endian' ? !type.isBig : !isBigEndian;
  const source = isBits ? generateBits(scalar, member.bitWidth, shift) :
    generateScalar(scalar, littleEndian);
  const order = littleEndian ? '' : ', big endian';
  const access = compileAccess(`access to ${isBits ? 'bits' : scalar.name}${order}`, source);
  return integers.form === 'enumeration' ? createNamed(access, integers) : access;
}

const known = new SafeMap(); // By the id of the type, and for bit-fields the place.

/**
 * Gives such functions for where it does not matter how fast they are.
 * @param {object} type
 * @param {object} [member]
 * @returns {{read: Function, write: Function}}
 */
function getAccess(type, member) {
  const id = member?.bitWidth === undefined ? type.id :
    `${type.id}:${member.bitWidth}:${member.bitOffset & 7}`;
  let access = known.get(id);
  if (access === undefined) {
    access = createAccess(type, member);
    known.set(id, access);
  }
  return access;
}

/**
 * @param {object} member
 * @returns {number} Where what getAccess() gives has it
 */
function getPlace(member) {
  const { offset, bitWidth, bitOffset } = member;
  return bitWidth === undefined ? offset : offset + (bitOffset >>> 3);
}

module.exports = {
  createAccess,
  evaluate,
  getAccess,
  getPlace,
};
