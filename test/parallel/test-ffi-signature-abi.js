// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, struct } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// A signature may say how its function is called, if the platform can call it so.

const isX64Linux = process.platform === 'linux' && process.arch === 'x64';
const weigh = {
  arguments: ['int8', 'double', 'int64', 'float', 'uint16', 'double', 'pointer'],
  return: 'double',
};
const args = [-1, 2.5, -3n, 4.5, 65535, 6.5, 7n];
const expected = -1 + 2 * 2.5 + 3 * -3 + 4 * 4.5 + 5 * 65535 + 6 * 6.5 + 7 * 7;

const { lib, functions } = dlopen(pathOf('abi'), { weigh });
assert.strictEqual(functions.weigh(...args), expected);

// What there is by default is the same when it is named.
const own = { x64: 'sysv', arm64: 'aapcs64' }[process.arch];
const names = ['default', ...(common.isLinux && own !== undefined ? [own] : [])];
for (const abi of eachCase(names)) {
  assert.strictEqual(lib.getFunction('weigh', { ...weigh, abi }), functions.weigh);
}

for (const abi of eachCase([undefined, null, 1, {}, ['sysv']])) {
  assert.throws(() => lib.getFunction('f', { ...weigh, abi }),
                invalidType("Signature of function f: 'abi' must be a string"));
}
for (const abi of eachCase(['stdcall', 'Sysv', '', '__proto__', 'toString'])) {
  const list = isX64Linux ? "'default', 'sysv', 'win64'" : names.map((name) => `'${name}'`).join(', ');
  const message = (name) => invalidValue(
    `ABI '${abi}' of function ${name} is not available on ${process.platform} ${process.arch}; there are ${list}`);
  assert.throws(() => lib.getFunction('f', { ...weigh, abi }), message('f'));
  assert.throws(() => lib.registerCallback({ abi }, common.mustNotCall()), message('<callback>'));
}

// The other one that there is on x86-64.
if (isX64Linux) {
  const abi = 'win64';
  const { weigh_win64, narrow, call, with_errno } = lib.getFunctions({
    weigh_win64: { ...weigh, abi },
    with_errno: { symbol: 'weigh_win64', ...weigh, abi, errno: true },
    narrow: { symbol: 'narrow_win64', arguments: ['int32'], return: 'int8', abi },
    call: { symbol: 'call_win64', arguments: ['function', 'int8', 'double'], return: 'double' },
  });
  // More often than it takes to have code for a signature generated.
  for (let i = 0; i < 500; i++) assert.strictEqual(weigh_win64(...args), expected);
  const optimized = optimize((a, b, c, d, e, f, g) => weigh_win64(a, b, c, d, e, f, g), ...args);
  assert.strictEqual(optimized(...args), expected);
  assert.deepStrictEqual(with_errno(...args), { value: expected, errno: 0 });
  for (const [value, result] of [[5, 5], [-5, -5], [255, -1], [128, -128]]) {
    assert.strictEqual(narrow(value), result);
  }
  assert.throws(() => weigh_win64(128, ...args.slice(1)), invalidValue('Argument 0 must be an int8'));

  // Structs, which are passed otherwise, too.
  const Pair = struct({ first: 'double', second: 'int32' });
  const Small = struct({ first: 'int16', second: 'int16' });
  const swap = lib.getFunction('swap_win64', { arguments: [Small, Pair], return: Pair, abi });
  assert.deepStrictEqual(swap({ first: 1, second: 2 }, { first: 3.5, second: 4 }).toObject(),
                         { first: 102, second: 7 });

  // It is another type, and doesn't share what is generated.
  const wrong = lib.getFunction('wrong', { symbol: 'weigh', ...weigh, abi });
  assert.notStrictEqual(wrong, functions.weigh);
  assert.strictEqual(functions.weigh(...args), expected);
  assert.throws(() => lib.getFunction('weigh', { ...weigh, abi }), invalidValue(
    'Function weigh was already requested with a different signature'));

  // Callbacks, too.
  const address = lib.registerCallback({ ...weigh, abi }, common.mustCall((...values) => {
    assert.deepStrictEqual(values, [-1, 2.5, -3n, 4.5, 5, 6.5, 7n]);
    return 0.5;
  }, 300));
  for (let i = 0; i < 300; i++) assert.strictEqual(call(address, -1, 2.5), 0.5);
  // By way of native code only.
  assert.strictEqual(call(weigh_win64.pointer, -1, 2.5), -1 + 5 - 9 + 18 + 25 + 39 + 49);

  lib.close();
  assert.throws(() => optimized(...args), libraryClosed);
}
