'use strict';

// The functions get...(pointer[, offset]) and set...(pointer, offset, value).
// Optimised code that has checked the arguments reads and writes memory through
// fast API functions. Everything else is left to the binding's functions, which
// look at the arguments again and throw the right errors.

const {
  ArrayFrom,
  ArrayPrototypeJoin,
  ArrayPrototypePushApply,
  ReflectApply,
  SafeSet,
  StringPrototypeToLowerCase,
} = primordials;

const binding = internalBinding('ffi');
const { mayGenerateCode } = binding;
const { generateCheck, getHelpers } = require('internal/ffi/checks');
const { compile } = require('internal/ffi/codegen');
const { createList, push } = require('internal/ffi/list');
const { typeNames, types } = require('internal/ffi/types');
const { getOptionValue } = require('internal/options');
const {
  namespace: { isBuildingSnapshot },
} = require('internal/v8/startup_snapshot');

const kTypes = [
  'Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64',
  'Float32', 'Float64',
];

// The permission may be dropped at any time, which the binding notices; and a
// snapshot may be run with other permissions than it was built with.
const isFast = mayGenerateCode() && !isBuildingSnapshot() &&
  !getOptionValue('--permission') && !getOptionValue('--permission-audit');

const kPointer = "typeof p0 === 'bigint' && asInt64(64, p0) === p0 && p0 > 0n";
const kOffset = "typeof p1 === 'number' && p1 >>> 0 === p1";

// The first parameter has a default value because a function's `length` counts
// those before one.
function generateGet(type) {
  return `get${type}(p0 = undefined, p1) {
if (${kPointer} && (p1 === undefined || ${kOffset})) {
return fastGet${type}(asInt64(64, p0), p1 === undefined ? 0 : p1 >>> 0);
}
return get${type}(p0, p1);
}`;
}

function generateSet(type, { condition = 'true', statements, pass }) {
  return `set${type}(p0 = undefined, p1, p2) {
fast: if (${kPointer} && ${kOffset} && ${condition}) {
${statements}return fastSet${type}(asInt64(64, p0), p1 >>> 0, ${pass});
}
return set${type}(p0, p1, p2);
}`;
}

// Methods are no constructors, and have no prototype.
function createFast() {
  const methods = createList();
  const uses = new SafeSet();
  uses.add('asInt64');
  const names = createList();
  const values = createList();
  for (let i = 0; i < kTypes.length; i++) {
    const type = kTypes[i];
    const check =
      generateCheck(types[typeNames[StringPrototypeToLowerCase(type)]], 'p2', 2);
    for (let j = 0; j < check.uses.length; j++) uses.add(check.uses[j]);
    push(methods, generateGet(type), generateSet(type, check));
    push(names, `get${type}`, `fastGet${type}`, `set${type}`, `fastSet${type}`);
    push(values, binding[`get${type}`], binding[`fastGet${type}`],
         binding[`set${type}`], binding[`fastSet${type}`]);
  }
  const helperNames = ArrayFrom(uses);
  ArrayPrototypePushApply(names, helperNames);
  ArrayPrototypePushApply(values, getHelpers(helperNames));
  const body = `'use strict';\nreturn {\n${ArrayPrototypeJoin(methods, ',\n')}\n};`;
  return ReflectApply(compile('memory', body, names), undefined, values);
}

function getSlow() {
  const functions = {};
  for (let i = 0; i < kTypes.length; i++) {
    functions[`get${kTypes[i]}`] = binding[`get${kTypes[i]}`];
    functions[`set${kTypes[i]}`] = binding[`set${kTypes[i]}`];
  }
  return functions;
}

module.exports = isFast ? createFast() : getSlow();
