// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { setImmediate } = require('node:timers/promises');
const { inspect } = require('node:util');
const { DynamicLibrary, toString } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryClosed, pathOf } = require('../common/ffi');

// Variables of a library are read and written where they are.

using lib = new DynamicLibrary(pathOf('variables'));

// Name, type, what it has at first, what it takes, what it doesn't, and why not.
for (const [name, type, first, values, wrong, message] of eachCase([
  ['var_i8', 'int8', -8, [127, -128], [128, -129, 1n, 0.5, '1', null], 'an int8'],
  ['var_u8', 'uint8', 8, [255, 0], [256, -1], 'a uint8'],
  ['var_i16', 'short', -16, [32767, -32768], [32768], 'an int16'],
  ['var_u16', 'ushort', 16, [65535, 0], [65536], 'a uint16'],
  ['var_i32', 'int', -32, [2 ** 31 - 1, -(2 ** 31)], [2 ** 31, undefined], 'an int32'],
  ['var_u32', 'uint', 32, [2 ** 32 - 1, 0], [2 ** 32], 'a uint32'],
  ['var_i64', 'int64', -64n, [2n ** 63n - 1n, -(2n ** 63n)], [2n ** 63n, 0.5], 'an int64'],
  ['var_u64', 'size_t', 64n, [2n ** 64n - 1n, 0n], [2n ** 64n, -1n], 'a uint64'],
  ['var_f32', 'float', 0.5, [-1.5, Infinity], [1n, '1'], 'a float'],
  ['var_f64', 'double', 0.25, [Math.PI, -0], [1n, null], 'a double'],
  ['var_bool', 'boolean', true, [false, true], [0, 1, null], 'a boolean'],
])) {
  const variable = lib.getVariable(name, type);
  assert.strictEqual(variable.value, first);
  for (const value of values) {
    variable.value = value;
    assert.strictEqual(variable.value, value);
  }
  for (const value of wrong) {
    assert.throws(() => { variable.value = value; }, invalidValue(`Value must be ${message}`));
  }
  assert.strictEqual(variable.value, values.at(-1));
  assert.strictEqual(lib.getVariable(name, type).value, values.at(-1));
}

// It is the one that C has; and types don't matter to C.
{
  const get = lib.getFunction('get_var_i32', { return: 'i32' });
  const variable = lib.getVariable('var_i32', 'i32');
  const same = lib.getVariable('var_i32', 'u32');
  variable.value = -1;
  assert.strictEqual(get(), -1);
  assert.strictEqual(same.value, 2 ** 32 - 1);
  assert.strictEqual(variable.pointer, lib.getSymbol('var_i32'));
  assert.strictEqual(variable.name, 'var_i32');
}

// Numbers that lose no digits.
{
  const wide = lib.getVariable('var_i64', 'int64');
  const safe = lib.getVariable('var_i64', 'int53');
  safe.value = -(2 ** 53 - 1);
  assert.strictEqual(wide.value, -(2n ** 53n - 1n));
  assert.throws(() => { safe.value = 2 ** 53; },
                { code: 'ERR_OUT_OF_RANGE', message: 'Value must be a safe integer' });
  wide.value = 2n ** 53n;
  assert.throws(() => safe.value, { code: 'ERR_OUT_OF_RANGE', message: 'Value is no safe integer' });
}

// Addresses. Nothing would own other memory.
{
  const memory = 'Value must be a bigint, null or undefined: ' +
                 'nothing would keep the memory of a string or a buffer';
  const text = lib.getVariable('var_text', 'cstring');
  assert.strictEqual(text.value, 'Grüße');
  assert.strictEqual(toString(lib.getVariable('var_text', 'pointer').value), 'Grüße');
  assert.strictEqual(lib.getVariable('var_text16', 'string16').value, 'ü');
  assert.strictEqual(lib.getVariable('var_text32', 'string32').value, '😀');
  const pointer = lib.getVariable('var_pointer', 'pointer');
  assert.strictEqual(pointer.value, lib.getSymbol('var_i32'));
  for (const variable of [text, pointer]) {
    for (const value of ['x', Buffer.alloc(8), new ArrayBuffer(8), {}, 1, true, () => {}]) {
      assert.throws(() => { variable.value = value; }, invalidValue(memory));
    }
    for (const value of [-1n, 2n ** 64n]) {
      assert.throws(() => { variable.value = value; },
                    invalidValue('Value must be a non-negative pointer bigint'));
    }
  }
  const address = lib.getVariable('var_text', 'address');
  const before = address.value;
  text.value = null;
  assert.strictEqual(text.value, null);
  assert.strictEqual(address.value, 0);
  address.value = before;
  assert.strictEqual(text.value, 'Grüße');
  text.value = pointer.value = undefined;
  assert.strictEqual(text.value, null);
  assert.strictEqual(pointer.value, 0n);
}

// Constants can't be written to, but could be said to be variables.
for (const [name, type, value] of eachCase([
  ['var_constant', 'i32', 42],
  ['var_relocated_constant', 'pointer', lib.getSymbol('var_constant')],
])) {
  const variable = lib.getVariable(name, type);
  assert.strictEqual(variable.value, value);
  if (common.isLinux) {
    assert.throws(() => { variable.value = value; }, {
      name: 'Error',
      code: 'ERR_FFI_INVALID_POINTER',
      message: "The variable is in memory that can't be written to",
    });
  }
}

// What is wrong with a request.
for (const name of eachCase([undefined, null, 1, {}, Symbol('var_i32')])) {
  assert.throws(() => lib.getVariable(name, 'i32'), invalidType('Variable name must be a string'));
}
assert.throws(() => lib.getVariable('a\0b', 'i32'),
              invalidValue('Variable name must not contain null bytes'));
for (const type of eachCase([undefined, null, 1, {}, ['i32']])) {
  assert.throws(() => lib.getVariable('var_i32', type),
                { code: 'ERR_INVALID_ARG_TYPE', message: /^Type of variable var_i32 must be a / });
}
assert.throws(() => lib.getVariable('var_i32', 'void'),
              invalidValue("Type of variable var_i32 must not be 'void'"));
assert.throws(() => lib.getVariable('var_i32', 'integer'),
              invalidValue("Unsupported FFI type 'integer' for variable var_i32; did you mean 'int'?"));
assert.throws(() => lib.getVariable('var_i23', 'i32'),
              { code: 'ERR_FFI_CALL_FAILED', message: /^dlsym failed: .*var_i23/ });
if (common.isLinux) {
  using versioned = new DynamicLibrary(pathOf('versioned'));
  assert.strictEqual(versioned.getVariable('answer_plain@VERSION_1', 'i32').value, 3);
  assert.throws(() => versioned.getVariable('answer_plain@VERSION_2', 'i32'),
                { message: /; the library has 'answer_plain@@VERSION_1'$/ });
}

// What it looks like.
{
  const variable = lib.getVariable('var_i32', 'i32');
  assert.strictEqual(
    inspect(variable),
    `Variable { name: 'var_i32', type: 'int32', pointer: ${variable.pointer}n }`);
  assert.deepStrictEqual(Object.keys(variable), ['name', 'pointer']);
  assert.throws(() => { variable.pointer = 1n; }, TypeError);
  const { get, set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(variable), 'value');
  for (const value of [undefined, {}, lib, { __proto__: variable }]) {
    assert.throws(() => get.call(value), TypeError);
    assert.throws(() => set.call(value, 1), TypeError);
  }
  assert.throws(() => structuredClone(variable), { name: 'DataCloneError' });
}

// It keeps its library's object, until that is closed.
function make() {
  const library = new DynamicLibrary(pathOf('variables'));
  return { variable: library.getVariable('var_u8', 'u8'), kept: new WeakRef(library) };
}

async function collect() {
  for (let i = 0; i < 5; i++) {
    await setImmediate();
    globalThis.gc();
  }
}

(async () => {
  const made = make();
  await collect();
  const { kept, variable } = made;
  assert.notStrictEqual(kept.deref(), undefined);
  variable.value = 7;
  assert.strictEqual(variable.value, 7);
  kept.deref().close();
  assert.throws(() => variable.value, libraryClosed);
  assert.throws(() => { variable.value = 1; }, libraryClosed);
  assert.throws(() => { variable.value = 'x'; }, libraryClosed);
  assert.throws(() => kept.deref().getVariable('var_u8', 'u8'), libraryClosed);
  assert.match(inspect(variable), /var_u8/);
})().then(common.mustCall());
