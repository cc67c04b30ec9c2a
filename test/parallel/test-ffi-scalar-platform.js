// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// Integer types that C names by what they are for have the size and the sign that
// the platform gives them, and are the same types as those of that size and sign.

const names = [
  'char', 'schar', 'uchar', 'short', 'ushort', 'int', 'uint', 'long', 'ulong', 'longlong',
  'ulonglong', 'size_t', 'ssize_t', 'intptr_t', 'uintptr_t', 'ptrdiff_t', 'wchar_t',
  'char16_t', 'char32_t', 'time_t', 'off_t', 'int8_t', 'uint8_t', 'int16_t', 'uint16_t',
  'int32_t', 'uint32_t', 'int64_t', 'uint64_t',
];

for (const name of eachCase(names)) {
  const { lib, functions } = dlopen(pathOf('scalars_platform'), {
    [`${name}_size`]: { return: 'uint32' },
    [`${name}_is_signed`]: { return: 'uint8' },
    [`${name}_identity`]: { arguments: [name], return: name },
    [`${name}_ninth`]: { arguments: Array(9).fill(name), return: name },
    [`${name}_call`]: { arguments: ['function', name], return: name },
  });
  const size = functions[`${name}_size`]();
  const isSigned = functions[`${name}_is_signed`]() === 1;
  const identity = functions[`${name}_identity`];
  const ninth = functions[`${name}_ninth`];
  const call = functions[`${name}_call`];

  const fixed = `${isSigned ? 'int' : 'uint'}${size * 8}`;
  assert.strictEqual(
    lib.getFunction(`${name}_identity`, { arguments: [fixed], return: fixed }), identity);

  const bits = BigInt(size) * 8n;
  const min = isSigned ? -(1n << (bits - 1n)) : 0n;
  const max = (1n << (isSigned ? bits - 1n : bits)) - 1n;
  const ofType = (value) => (size === 8 ? value : Number(value));
  const wrong = invalidValue(`Argument 0 must be ${/^[au]/.test(fixed) ? 'a' : 'an'} ${fixed}`);

  const callback = lib.registerCallback({ arguments: [name], return: name }, (value) => value);
  const optimized = optimize((value) => identity(value), ofType(1n));
  const zeros = Array(8).fill(0);
  for (const value of eachCase([min, 0n, 1n, max].map(ofType))) {
    assert.strictEqual(identity(value), value);
    assert.strictEqual(optimized(value), value);
    assert.strictEqual(ninth(...zeros, value), value);
    assert.strictEqual(call(callback, value), value);
  }
  for (const value of eachCase([ofType(min - 1n), ofType(max + 1n), 0.5, '1', true, null])) {
    assert.throws(() => identity(value), wrong);
    assert.throws(() => optimized(value), wrong);
  }
  const other = lib.registerCallback(
    { arguments: [name], return: name }, common.mustCall(() => ofType(max + 1n)));
  assert.throws(() => call(other, ofType(0n)),
                invalidValue(wrong.message.replace('Argument 0', 'Callback result')));
}
