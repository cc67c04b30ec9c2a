// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryPath } = require('../common/ffi');

// What is wrong with a definition is said, with the function's name.

using lib = new DynamicLibrary(libraryPath);

for (const name of eachCase([undefined, null, 1, {}, Symbol('noop')])) {
  assert.throws(() => lib.getFunction(name, {}),
                invalidType('Function name must be a string'));
}
assert.throws(() => lib.getFunction('a\0b', {}),
              invalidValue('Function name must not contain null bytes'));
for (const definition of eachCase([undefined, null, 1, 'i32', true, []])) {
  assert.throws(() => lib.getFunction('noop', definition),
                invalidType('Function signature must be an object'));
  assert.throws(() => lib.getFunctions({ noop: definition }),
                invalidType('Signature of function noop must be an object'));
}
for (const definitions of eachCase([null, 1, true, []])) {
  assert.throws(() => lib.getFunctions(definitions),
                invalidType('Functions signatures must be an object'));
  assert.throws(() => dlopen(libraryPath, definitions),
                invalidType('Functions signatures must be an object'));
}
// Text is declarations in C, but for dlopen() only.
assert.throws(() => lib.getFunctions('void noop(void);'),
              invalidType('Functions signatures must be an object'));

function refused(definition, message, expected = invalidValue) {
  assert.throws(() => lib.getFunction('noop', definition),
                expected(message));
  assert.throws(() => lib.getFunctions({ noop: definition }),
                expected(message));
  assert.throws(() => dlopen(libraryPath, { noop: definition }),
                expected(message));
}

// The messages have the words of the keys `arguments` and `return`, and name any
// other spelling behind these.
const notAType = (suffix, value) =>
  `must be a type or the name of one${suffix}.${common.invalidArgTypeHelper(value)}`;
const suffixOf = (key) => (key === 'arguments' || key === 'return' ? '' : ` (key '${key}')`);

for (const key of eachCase(['arguments', 'parameters'])) {
  const suffix = suffixOf(key);
  for (const list of eachCase([undefined, null, 1, 'i32', {}, { 0: 'i32', length: 1 }])) {
    refused({ [key]: list }, `Arguments list of function noop must be an array${suffix}`, invalidType);
  }
  for (const type of eachCase([undefined, null, 1, {}, ['i32'], Symbol('i32')])) {
    refused({ [key]: ['i32', type] },
            `Argument 1 of function noop ${notAType(suffix, type)}`, invalidType);
  }
  refused({ [key]: new Array(1025).fill('i32') },
          `Arguments list of function noop must have at most 1024 items${suffix}`);
  refused({ [key]: new Array(1) },
          `Argument 0 of function noop ${notAType(suffix, undefined)}`, invalidType);
  refused({ [key]: ['void'] },
          "Argument 0 of function noop must not be 'void'; " +
          `use an empty array for no-argument functions${suffix}`);
  refused({ [key]: ['i32', 'i32\0'] },
          `Argument 1 of function noop must not contain null bytes${suffix}`);
}
for (const key of eachCase(['return', 'returns', 'result'])) {
  for (const type of eachCase([undefined, null, 1, {}, ['i32'], Symbol('i32')])) {
    refused({ [key]: type },
            `Return value type of function noop ${notAType(suffixOf(key), type)}`, invalidType);
  }
  refused({ [key]: '\0' },
          `Return value type of function noop must not contain null bytes${suffixOf(key)}`);
}
// One that does not exist: where it stands, and the names that are near.
for (const [type, near] of eachCase([
  ['', ''], ['in', "; did you mean 'int', 'i8'?"], ['I32', "; did you mean 'i32', 'u32', 'f32'?"],
  ['i32 ', "; did you mean 'i32', 'u32', 'f32'?"], ['__proto__', ''], ['constructor', ''],
  ['VOID', "; did you mean 'void'?"], ['doubel', "; did you mean 'double'?"], ['integer', "; did you mean 'int'?"],
  ['x'.repeat(1e6), ''],
])) {
  const shown = type.length > 64 ? `${type.slice(0, 64)}...` : type;
  for (const key of ['arguments', 'parameters']) {
    refused({ [key]: ['i32', type] },
            `Unsupported FFI type '${shown}' for argument 1 of function noop${suffixOf(key)}${near}`);
  }
  for (const key of ['return', 'returns', 'result']) {
    refused({ [key]: type },
            `Unsupported FFI type '${shown}' for the return value of function noop${suffixOf(key)}${near}`);
  }
}
refused({ argments: [] }, "Signature of function noop has an unknown key 'argments'; did you mean 'arguments'?");
refused({ variadic: 1 }, "Signature of function noop: 'variadic' must be a boolean or an array", invalidType);
{
  using other = dlopen(libraryPath, { noop: { variadic: false } });
  assert.strictEqual(other.functions.noop(), undefined);
}
// The key that is wrong is named, also beside one that is right.
refused({ arguments: ['i32'], parameters: [1] },
        `Argument 0 of function noop ${notAType(" (key 'parameters')", 1)}`, invalidType);

// What somebody added to Object.prototype is no part of a definition; other
// prototypes are.
{
  Object.prototype.arguments = ['i32'];
  Object.prototype.result = 'nothing';
  using other = dlopen(libraryPath, { noop: {} });
  assert.strictEqual(other.functions.noop.length, 0);
  using third = dlopen(libraryPath, { noop: { __proto__: { arguments: ['i32', 'i32'] } } });
  assert.strictEqual(third.functions.noop.length, 2);
  delete Object.prototype.arguments;
  delete Object.prototype.result;
}

// Stacks start at the program's own line.
for (const fail of eachCase([
  () => lib.getFunction('noop', { return: 'integer' }),
  () => lib.getFunctions({ noop: { argument: [] } }),
  () => dlopen(libraryPath, { noop: { arguments: 5 } }),
  () => dlopen(libraryPath, { no_such_function: {} }),
  () => dlopen('/no/such/library.so'),
  () => lib.getSymbol('no_such_symbol'),
])) {
  assert.throws(fail, (error) => error.stack.split('\n')[1].includes(__filename));
}

// A key that is not known is a mistake.
for (const key of eachCase(['argument', 'params', 'foo', '__proto_', '0'])) {
  refused({ [key]: undefined },
          `Signature of function noop has an unknown key '${key}'${key === 'argument' ? "; did you mean 'arguments'?" : ''}`);
}
refused({ ['__proto__']: 1 },
        "Signature of function noop has an unknown key '__proto__'");

// None of that left anything behind.
assert.deepStrictEqual({ ...lib.functions }, {});
assert.deepStrictEqual({ ...lib.symbols }, {});

// Keys that are not enumerable, symbols, and inherited strangers don't matter;
// inherited keys that are known do.
class Definition {
  get arguments() { return ['i32']; }
  get return() { return 'i32'; }
  stranger() {}
}
const definition = Object.assign(new Definition(), { [Symbol('x')]: 1 });
assert.strictEqual(lib.getFunction('identity_i32', definition)(42), 42);
