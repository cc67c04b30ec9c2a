// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, struct } = require('node:ffi');
const { eachCase, invalidType, invalidValue, optimize, pathOf } = require('../common/ffi');

// A list of types behind `variadic`: values are checked as those of these types, and
// passed as C passes them where it knows no types.

const out = Buffer.alloc(1000);
const parameters = ['buffer', 'size_t', 'cstring'];
const define = (variadic) => ({ symbol: 'describe', arguments: parameters, return: 'int', variadic });
const open = (variadic) => dlopen(pathOf('variadic'), { describe: define(variadic) });

// Types, what C is to take them for, values, and what it gets; then, what is no such value.
for (const [types, kinds, values, expected, wrong, message] of eachCase([
  [[], '', [], ''],
  [['int'], 'i', [5], '5;', 0.5, 'an int32'],
  [['int8'], 'i', [-128], '-128;', 128, 'an int8'],
  [['uint8'], 'i', [255], '255;', 256, 'a uint8'],
  [['int16'], 'i', [-32768], '-32768;', 32768, 'an int16'],
  [['uint16'], 'i', [65535], '65535;', -1, 'a uint16'],
  [['boolean'], 'i', [true], '1;', 1, 'a boolean'],
  [['float'], 'd', [0.1], `${Math.fround(0.1)};`, '0.1', 'a float'],
  [['float'], 'd', [NaN], 'nan;', 1n, 'a float'],
  [['double'], 'd', [0.1], '0.10000000000000001;', 1n, 'a double'],
  // An integer, where the list says so.
  [['double'], 'd', [5], '5;', null, 'a double'],
  [['int64'], 'l', [5], '5;', 2 ** 53, 'an int64'],
  [['int53'], 'l', [-5], '-5;', 1n, 'an int53'],
  [['uint64'], 'u', [2n ** 64n - 1n], '18446744073709551615;', -1, 'a uint64'],
  [['address'], 'p', [5], '5;', null, 'an address'],
  [['pointer'], 'p', [undefined], '0;', true, 'a buffer, an ArrayBuffer, a string, or a bigint'],
  [['cstring'], 's', ['text'], 'text;', 5, 'a buffer, an ArrayBuffer, a string, or a bigint'],
  [['int', 'float', 'cstring', 'int8', 'float', 'double'], 'idsidd',
   [1, 0.5, 'text', -1, 1.5, 2.5], '1;0.5;text;-1;1.5;2.5;', '', 'an int32'],
  [Array(20).fill('float'), 'd'.repeat(20), Array(20).fill(0.25), '0.25;'.repeat(20), true, 'a float'],
])) {
  const { lib, functions: { describe } } = open(types);
  assert.strictEqual(describe.length, 3 + types.length);
  const call = optimize((...args) => describe(out, out.length, kinds, ...args), ...values);
  const slow = (...args) => describe(out, out.length, kinds, ...args);
  for (const fn of [slow, call]) {
    assert.strictEqual(out.utf8Slice(0, fn(...values)), expected.replace(
      /0\.1\d*(?=;)/, (number) => Number(number).toPrecision(17)));
    if (message !== undefined) {
      assert.throws(() => fn(wrong, ...values.slice(1)), invalidValue(`Argument 3 must be ${message}`));
    }
    assert.throws(() => fn(...values, 1), invalidValue(
      `Invalid argument count: expected ${3 + types.length}, got ${4 + types.length}`));
  }
  lib.close();
}

// A struct by value.
{
  const Pair = struct({ first: 'double', second: 'int' }, { name: 'Pair' });
  const { lib, functions: { describe } } = open(['int', Pair, Pair]);
  const pair = new Pair({ first: 0.5, second: 7 });
  const call = optimize(() => describe(out, out.length, 'itt', 5, pair, pair));
  assert.strictEqual(out.utf8Slice(0, call()), '5;0.5 7;0.5 7;');
  const length = describe(out, out.length, 'itt', 5, { first: 1.5, second: 8 }, pair);
  assert.strictEqual(out.utf8Slice(0, length), '5;1.5 8;0.5 7;');
  assert.throws(() => describe(out, out.length, 'itt', 5, { first: 1.5, second: 0.5 }, pair),
                invalidValue('Argument 4: second must be an int32'));
  lib.close();
}

// A wrong list.
{
  const { lib } = open(false);
  const refused = (variadic, message, expected = invalidValue) => {
    assert.throws(() => lib.getFunction('f', define(variadic)), expected(message));
  };
  refused(['int', 1], "Argument 4 of function f must be a type or the name of one (key 'variadic'). " +
                      'Received type number (1)', invalidType);
  refused(['void'], "Argument 3 of function f must not be 'void'; " +
                    "use an empty array for no-argument functions (key 'variadic')");
  refused(['integer'], "Unsupported FFI type 'integer' for argument 3 of function f (key 'variadic'); " +
                       "did you mean 'int'?");
  refused(Array(1022).fill('int'), 'Signature of function f: there must be at most 1024 arguments, ' +
                                   "together with those of 'variadic'");
  // To C, it is another type than without.
  const fixed = lib.getFunction('fixed', {
    symbol: 'describe', arguments: [...parameters, 'int'], return: 'int',
  });
  const variadic = lib.getFunction('variadic', define(['int']));
  assert.notStrictEqual(fixed, variadic);
  assert.strictEqual(lib.getFunction('same', define(['i32'])), variadic);
  // The list is read once, and may change then.
  const types = ['int'];
  const kept = lib.getFunction('kept', define(types));
  types[0] = 'double';
  assert.strictEqual(kept, variadic);
  lib.close();
}
