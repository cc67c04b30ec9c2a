// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// 'boolean' is C's bool, as true and false, and nothing else.

const { lib, functions } = dlopen(pathOf('scalars_values'), {
  identity_bool: { arguments: ['boolean'], return: 'boolean' },
  ninth_bool: { arguments: Array(9).fill('boolean'), return: 'boolean' },
  mixed_bool: { arguments: ['boolean', 'double', 'int64', 'pointer'], return: 'boolean' },
  call_bool: { arguments: ['function', 'boolean'], return: 'boolean' },
  call_twice_bool: { arguments: ['function', 'boolean'], return: 'boolean' },
  // These functions are declared otherwise in C.
  rubbish_beyond: { arguments: ['boolean'], return: 'boolean' },
  widened_bool: { arguments: ['boolean'], return: 'int64' },
});

const identity = optimize((value) => functions.identity_bool(value), true);
const ninth = optimize((value) => functions.ninth_bool(
  true, false, true, true, false, false, true, false, value), true);
const out = new Float32Array(1);
const mixed = optimize((value) => functions.mixed_bool(value, 1.5, 2n, out), true);
const rubbish = optimize((value) => functions.rubbish_beyond(value), true);
const widened = optimize((value) => functions.widened_bool(value), true);
const callback = lib.registerCallback(
  { arguments: ['boolean'], return: 'boolean' }, (value) => !value);
for (const value of eachCase([true, false])) {
  assert.strictEqual(functions.identity_bool(value), value);
  assert.strictEqual(identity(value), value);
  assert.strictEqual(ninth(value), value);
  assert.strictEqual(mixed(value), value);
  assert.strictEqual(out[0], 3.5);
  // Only the byte counts, in both directions.
  assert.strictEqual(rubbish(value), !value);
  assert.strictEqual(widened(value), value ? 1n : 0n);
  assert.strictEqual(functions.call_bool(callback, value), !value);
  const last = lib.registerCallback(
    { arguments: ['double', 'boolean', 'int', 'boolean'], return: 'boolean' },
    common.mustCall((...args) => {
      assert.deepStrictEqual(args, [0.5, value, 7, value]);
      return args[3];
    }, 2));
  assert.strictEqual(functions.call_twice_bool(last, value), value);
}

for (const value of eachCase([0, 1, NaN, 1n, '', 'true', null, undefined, {},
                              Object(true), Symbol('true')])) {
  const error = invalidValue('Argument 0 must be a boolean');
  assert.throws(() => functions.identity_bool(value), error);
  assert.throws(() => identity(value), error);
  const wrong = lib.registerCallback(
    { arguments: ['boolean'], return: 'boolean' }, common.mustCall(() => value));
  assert.throws(() => functions.call_bool(wrong, true),
                invalidValue('Callback result must be a boolean'));
}

// 'bool' is an integer, and another type.
assert.throws(() => lib.getFunction('identity_bool', { arguments: ['bool'], return: 'bool' }),
              { code: 'ERR_INVALID_ARG_VALUE' });
