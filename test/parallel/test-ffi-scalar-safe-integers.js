// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, setInt64, setUint64, getRawPointer } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// 'int53', 'uint53' and 'address' are integers of 64 bits as numbers. One that is no
// safe integer is an error, on whichever side it is.

const MAX = Number.MAX_SAFE_INTEGER;
const types = {
  int53: { symbol: 'i64', wide: 'int64', article: 'an',
           good: [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, MAX, -MAX],
           wrong: [],
           beyond: [2 ** 53, -(2 ** 53)],
           unsafe: [2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 53n), -(2n ** 63n)] },
  uint53: { symbol: 'u64', wide: 'uint64', article: 'a',
            good: [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, MAX],
            wrong: [-1, -MAX],
            beyond: [2 ** 53, 2 ** 64, -(2 ** 53)],
            unsafe: [2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n] },
  address: { symbol: 'pointer', wide: 'pointer', article: 'an',
             good: [0, 4096, 2 ** 47, MAX],
             wrong: [-1],
             beyond: [2 ** 53],
             unsafe: [2n ** 53n, 2n ** 64n - 1n] },
};
const outOfRange = (message) => ({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message });
const unsafeArgument = outOfRange('Argument 0 must be a safe integer');
const unsafeResult = outOfRange('Result is no safe integer');

for (const [type, { symbol, wide, article, good, wrong, beyond, unsafe }] of
  eachCase(Object.entries(types))) {
  const open = (definitions) => dlopen(pathOf('scalars_values'), definitions);
  const { lib, functions } = open({
    [`identity_${symbol}`]: { arguments: [type], return: type },
    [`ninth_${symbol}`]: { arguments: Array(9).fill(type), return: type },
    [`mixed_${symbol}`]: { arguments: [type, 'double', 'int64', 'pointer'], return: type },
    [`call_${symbol}`]: { arguments: ['function', type], return: type },
    [`call_twice_${symbol}`]: { arguments: ['function', type], return: type },
  });
  const identity = functions[`identity_${symbol}`];
  const call = functions[`call_${symbol}`];
  const out = new Float32Array(1);
  // Numbers only; beside bigints; with arguments on the stack.
  const calls = [
    identity,
    optimize((value) => identity(value), 1),
    optimize((value) => functions[`mixed_${symbol}`](value, 1.5, 2n, out), 1),
    optimize((value) => functions[`ninth_${symbol}`](0, 1, 2, 3, 4, 5, 6, 7, value), 1),
  ];
  const callback = lib.registerCallback({ arguments: [type], return: type }, (value) => value);
  for (const value of eachCase(good)) {
    for (const fn of calls) assert.strictEqual(fn(value), value);
    assert.strictEqual(out[0], 3.5);
    assert.strictEqual(call(callback, value), value);
    const twice = lib.registerCallback(
      { arguments: ['double', type, 'int', type], return: type },
      common.mustCall((...args) => {
        assert.deepStrictEqual(args, [0.5, value, 7, value]);
        return args[3];
      }, 2));
    assert.strictEqual(functions[`call_twice_${symbol}`](twice, value), value);
  }
  for (const fn of calls) assert.strictEqual(fn(-0), 0);

  const must = `must be ${article} ${type}`;
  const refused = (value, error, message) => {
    for (const [index, fn] of calls.entries()) {
      const place = `Argument ${index === 3 ? 8 : 0}`;
      assert.throws(() => fn(value), error(`${place} ${message}`));
    }
    const result = lib.registerCallback(
      { arguments: [type], return: type }, common.mustCall(() => value));
    assert.throws(() => call(result, 1), error(`Callback result ${message}`));
  };
  for (const value of eachCase([...wrong, 0.5, NaN, 1n, '1', true, null, undefined, {},
                                new Uint8Array(8)])) {
    refused(value, invalidValue, must);
  }
  for (const value of eachCase([...beyond, Infinity, -Infinity, 1e300])) {
    refused(value, outOfRange, 'must be a safe integer');
  }
  assert.throws(() => identity(2 ** 53), unsafeArgument);

  // What C has, when JavaScript passed it with all its digits.
  const given = open({
    [`identity_${symbol}`]: { arguments: [wide], return: type },
    [`ninth_${symbol}`]: { arguments: [type, ...Array(8).fill(wide)], return: type },
    [`call_${symbol}`]: { arguments: ['function', wide], return: wide },
  }).functions;
  const results = [
    given[`identity_${symbol}`],
    optimize((value) => given[`identity_${symbol}`](value), 1n),
    optimize((value) => given[`ninth_${symbol}`](0, 1n, 2n, 3n, 4n, 5n, 6n, 7n, value), 1n),
  ];
  // A result without a bigint beside it: what memory has.
  const memory = new BigInt64Array(1);
  const address = getRawPointer(memory);
  const { functions: { [`load_${symbol}`]: load } } = open({
    [`load_${symbol}`]: { arguments: ['address'], return: type },
  });
  results.push((value) => {
    (wide === 'int64' ? setInt64 : setUint64)(address, 0, value);
    return load(Number(address));
  });
  optimize(results.at(-1), 1n);

  const ignore = lib.registerCallback({ arguments: [type], return: wide }, common.mustNotCall());
  for (const value of eachCase(unsafe)) {
    for (const fn of results) assert.throws(() => fn(value), unsafeResult);
    assert.throws(() => given[`call_${symbol}`](ignore, value),
                  outOfRange('Callback argument 0 is no safe integer'));
  }
  for (const fn of results) assert.strictEqual(fn(BigInt(MAX)), MAX);
}
