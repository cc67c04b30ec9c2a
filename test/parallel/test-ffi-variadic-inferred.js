// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread } = require('node:worker_threads');
const { Callback, chars, dlopen, getRawPointer, struct } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// With `variadic: true`, a function takes arguments beyond its parameters, whose types
// follow from the values.

const out = Buffer.alloc(20_000);
const parameters = ['buffer', 'size_t', 'cstring'];
const { lib, functions } = dlopen(pathOf('variadic'), {
  describe: { arguments: parameters, return: 'int', variadic: true },
  with_errno: { symbol: 'describe', arguments: parameters, return: 'int', variadic: true, errno: true },
  describe_behind: { arguments: ['double', 'int', 'double', ...parameters], return: 'int', variadic: true },
  call_back: { arguments: ['function', 'cstring'], return: 'int', variadic: true },
});
const text = (length) => out.utf8Slice(0, length);
const describe = (kinds, ...values) => text(functions.describe(out, out.length, kinds, ...values));

const bytes = Buffer.from('bytes\0');
const cases = [
  ['', [], ''],
  ['i', [5], '5;'],
  ['i', [-(2 ** 31)], '-2147483648;'],
  ['i', [-0], '0;'],
  ['d', [0.5], '0.5;'],
  // What an int can't hold.
  ['d', [2 ** 31], '2147483648;'],
  ['d', [NaN], 'nan;'],
  ['l', [-5n], '-5;'],
  ['l', [-(2n ** 63n)], '-9223372036854775808;'],
  ['u', [2n ** 63n], '9223372036854775808;'],
  ['u', [2n ** 64n - 1n], '18446744073709551615;'],
  ['s', ['text'], 'text;'],
  ['s', ['Grüße'], 'Grüße;'],
  ['s', ['x'.repeat(9999)], `${'x'.repeat(9999)};`],
  ['s', [bytes], 'bytes;'],
  ['s', [new Uint8Array(bytes)], 'bytes;'],
  ['s', [new DataView(Uint8Array.from(bytes).buffer)], 'bytes;'],
  ['s', [Uint8Array.from(bytes).buffer], 'bytes;'],
  ['p', [null], '0;'],
  ['p', [bytes], `${getRawPointer(bytes)};`],
  // An address is a bigint.
  ['p', [12345n], '12345;'],
  ['idlus', [1, 0.5, -1n, 2n ** 63n, 'text'], '1;0.5;-1;9223372036854775808;text;'],
  ['dididididi', [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], '0.5;1;1.5;2;2.5;3;3.5;4;4.5;5;'],
  // More than there are registers of any kind, and than are told apart by a number.
  ['d'.repeat(20), Array(20).fill(0.25), '0.25;'.repeat(20)],
  [`${'i'.repeat(20)}s`, [...Array(20).keys(), 'end'], `${[...Array(20).keys()].join(';')};end;`],
];
for (const [kinds, values, expected] of eachCase(cases)) {
  assert.strictEqual(describe(kinds, ...values), expected);
  const behind = functions.describe_behind(0.5, 1, 1.5, out, out.length, kinds, ...values);
  assert.strictEqual(text(behind), `0.5;1;1.5;${expected}`);
  // Often enough for all engines.
  const optimized = optimize((...args) => functions.describe(out, out.length, kinds, ...args), ...values);
  assert.strictEqual(text(optimized(...values)), expected);
}

// The address of an instance.
{
  const Name = struct({ text: chars(8) });
  const name = new Name({ text: 'name' });
  const optimized = optimize(() => functions.describe(out, out.length, 'isi', 1, name, 2));
  assert.strictEqual(describe('isi', 1, name, 2), '1;name;2;');
  assert.strictEqual(text(optimized()), '1;name;2;');
  // In memory that may move.
  const bytes = Name.from(Uint8Array.from(Buffer.from('moves\0\0\0')));
  assert.strictEqual(describe('isi', 1, bytes, 2), '1;moves;2;');
  assert.throws(() => describe('isi', 1, name, true), { code: 'ERR_INVALID_ARG_TYPE', message: /^Argument 5 / });
}

// In turn, so that no call is like the one before.
for (let i = 0; i < 300; i++) {
  const [kinds, values, expected] = cases[i % cases.length];
  assert.strictEqual(describe(kinds, ...values), expected);
}
const inTurn = optimize((i) => {
  const [kinds, values] = cases[i];
  return functions.describe(out, out.length, kinds, ...values);
}, 0);
for (let i = 0; i < cases.length; i++) assert.strictEqual(text(inTurn(i)), cases[i][2]);

// As many lists of types as nobody needs.
for (let i = 0; i < 256; i++) {
  const kinds = i.toString(4).padStart(4, '0').replace(/\d/g, (digit) => 'idls'[digit]);
  const values = [...kinds].map((kind) => ({ i: 7, d: 0.5, l: 9n, s: 'x' })[kind]);
  assert.strictEqual(describe(kinds, ...values),
                     `${values.map(String).join(';')};`);
}

// A result with errno.
assert.deepStrictEqual(functions.with_errno(out, out.length, 'is', 5, 'x'), { value: 4, errno: 4 });

// Native code that calls JavaScript, which calls it again.
{
  let depth = 0;
  const address = lib.registerCallback(common.mustCallAtLeast(() => {
    if (++depth < 5) assert.strictEqual(functions.call_back(address, 'si', 'inner', depth), 8);
    depth--;
  }, 5));
  const call = optimize(() => functions.call_back(address, 'si', 'outer', 7));
  assert.strictEqual(call(), 8);
  const throwing = lib.registerCallback(() => { throw new Error('of a callback'); });
  assert.throws(() => functions.call_back(throwing, 'i', 1), /of a callback/);
}

// The address of a native function, and of a Callback.
const callback = new Callback({}, () => {});
{
  const native = lib.getFunction('errno_describe', { symbol: 'describe' });
  assert.strictEqual(describe('pip', native, 5, callback), `${native.pointer};5;${callback.pointer};`);
  const optimized = optimize(() => functions.describe(out, out.length, 'pp', callback, native));
  assert.strictEqual(text(optimized()), `${callback.pointer};${native.pointer};`);
  const closed = new Callback({}, common.mustNotCall());
  closed.close();
  assert.throws(() => describe('ip', 1, closed), invalidValue('Argument 4 is a Callback that is closed'));
}

// What is wrong is said in the order of the arguments.
{
  const inferred = (index) => invalidType(
    `Argument ${index} must be a number, a bigint, a string, a buffer, an ArrayBuffer, ` +
    'an instance of a type, a handle, a native function, a Callback, or null, ' +
    'as its type follows from the value');
  for (const value of eachCase([undefined, true, {}, [], [1], Symbol('x'), () => {}, new Date(),
                                new SharedArrayBuffer(8), Object(1), { __proto__: callback }])) {
    assert.throws(() => describe('i', value), inferred(3));
    assert.throws(() => describe('iii', 1, 2, value), inferred(5));
    assert.throws(() => describe('iii', value, 'a\0b', true), inferred(3));
    assert.throws(() => functions.describe(out, 'x', '', value),
                  invalidValue('Argument 1 must be a uint64'));
    assert.throws(() => describe('si', 'a\0b', value),
                  invalidValue('Argument 3 must not contain null bytes'));
  }
  assert.throws(() => describe('u', 2n ** 64n), invalidValue('Argument 3 must be a uint64'));
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  assert.throws(() => describe('p', detached), { code: 'ERR_INVALID_ARG_VALUE', message: /^Argument 3 .*detached/ });
  for (const given of [[], [out], [out, 1]]) {
    assert.throws(() => functions.describe(...given), invalidValue(
      `Invalid argument count: expected at least 3, got ${given.length}`));
  }
  assert.throws(() => describe('', ...Array(1022).fill(1)), invalidValue(
    'Invalid argument count: expected at most 1024, got 1025'));
  assert.strictEqual(describe('i'.repeat(1021), ...Array(1021).fill(1)), '1;'.repeat(1021));
}

// It is a function as any other.
{
  const { describe: fn } = functions;
  assert.strictEqual(fn.length, 3);
  assert.strictEqual(fn.name, 'describe');
  assert.strictEqual(fn.pointer, lib.getSymbol('describe'));
  assert.deepStrictEqual(Object.getOwnPropertyNames(fn).sort(), ['length', 'name', 'pointer']);
  assert.throws(() => Reflect.construct(fn, []), TypeError);
  assert.ok(!('prototype' in fn));
  const definition = { arguments: parameters, return: 'int' };
  assert.strictEqual(lib.getFunction('describe', { ...definition, variadic: true }), fn);
  for (const variadic of eachCase([false, [], ['int']])) {
    assert.throws(() => lib.getFunction('describe', { ...definition, variadic }), invalidValue(
      'Function describe was already requested with a different signature'));
  }
  const fromPointer = lib.getFunctionFromPointer(fn.pointer, { ...definition, variadic: true });
  assert.strictEqual(text(fromPointer(out, out.length, 'i', 7)), '7;');
  assert.throws(() => lib.registerCallback({ variadic: true }, common.mustNotCall()), invalidValue(
    "Signature of function <callback>: 'variadic' is for functions that JavaScript calls"));
  for (const variadic of eachCase([undefined, null, 1, 'int', {}])) {
    assert.throws(() => lib.getFunction('f', { variadic }), invalidType(
      "Signature of function f: 'variadic' must be a boolean or an array"));
  }
}

// What a program changes of arrays has no part in it.
{
  const { iterator } = Symbol;
  const original = Array.prototype[iterator];
  const forbid = common.mustNotCall();
  Array.prototype[iterator] = forbid;
  Object.defineProperty(Array.prototype, 3, { configurable: true, set: forbid, get: forbid });
  const length = functions.describe(out, out.length, 'iiiiiiiiiii', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  delete Array.prototype[3];
  Array.prototype[iterator] = original;
  assert.strictEqual(text(length), '1;2;3;4;5;6;7;8;9;10;11;');
}

// Each thread has its own functions.
if (isMainThread) {
  new Worker(__filename).on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
}

lib.close();
assert.throws(() => describe('i', 1), libraryClosed);
assert.throws(() => describe('l', true), libraryClosed);
assert.throws(() => functions.describe(), libraryClosed);
assert.throws(() => describe('iiii', 1, 'x', 2, 3n, null), libraryClosed);
