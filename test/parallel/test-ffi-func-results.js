// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { constants } = require('node:os');
const { Callback, dlopen, func } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, invalidType, invalidValue, pathOf } = require('../common/ffi');

// Results and callbacks' arguments of a func() type are native functions: the same one
// for the same address and type.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const visit = func({ arguments: [binary], return: 'int' });
const give = func({ arguments: ['char'], return: binary });
const { lib, functions } = dlopen(pathOf('function_pointers'), {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
  call_given: { arguments: [give, 'char', 'int', 'int'], return: 'int' },
  call_with_found: { arguments: [visit, 'char'], return: 'int' },
  find: { arguments: ['char'], return: binary },
  same: { arguments: [binary], return: binary },
});
const { call, call_given: callGiven, call_with_found: callWithFound, find, same } = functions;
const plus = '+'.charCodeAt(0);
const minus = '-'.charCodeAt(0);

const add = find(plus);
assert.strictEqual(add(40, 2), 42);
assert.strictEqual(add, find(plus));
assert.strictEqual(find(minus)(44, 2), 42);
assert.notStrictEqual(add, find(minus));
assert.strictEqual(find(0), null);
assert.strictEqual(same(null), null);

// They are as all native functions are.
assert.deepStrictEqual(Reflect.ownKeys(add).sort(), ['length', 'name', 'pointer']);
assert.strictEqual(add.length, 2);
assert.strictEqual(typeof add.pointer, 'bigint');
assert.throws(() => add(1, 'x'), invalidValue('Argument 1 must be an int32'));
assert.strictEqual(same(add), add);
assert.strictEqual(call(add, 40, 2), 42);
assert.throws(() => new add(), TypeError);

// Of another type, it is another function.
const unary = func({ arguments: ['int'], return: 'int' });
assert.notStrictEqual(unary.at(add.pointer), add);
assert.strictEqual(unary.at(add.pointer).length, 1);

// at() gives it without a library.
assert.strictEqual(binary.at(add.pointer), add);
const abs = unary.at(dlopen(null).lib.getSymbol('abs'));
assert.strictEqual(abs(-42), 42);
for (const [value, error] of eachCase([
  [0n, { code: 'ERR_FFI_INVALID_POINTER', message: 'Cannot create a function from a null pointer' }],
  [8, invalidType('The first argument must be a bigint')],
  [undefined, invalidType('The first argument must be a bigint')],
  [-1n, invalidValue('The first argument must be a non-negative bigint')],
])) {
  assert.throws(() => binary.at(value), error);
}
assert.throws(() => binary.at.call({}, add.pointer), { code: 'ERR_INVALID_THIS' });

// A callback gets them.
assert.strictEqual(callWithFound(common.mustCall((fn) => {
  assert.strictEqual(fn, add);
  return fn(40, 2);
}), plus), 42);
assert.strictEqual(callWithFound((fn) => (fn === null ? 7 : 8), 0), 7);

// And gives them; but a JavaScript function, which nothing would hold, only as a Callback.
assert.strictEqual(callGiven((name) => find(name), plus, 40, 2), 42);
assert.strictEqual(callGiven(() => null, plus, 40, 2), -1);
assert.strictEqual(callGiven(() => add.pointer, plus, 40, 2), 42);
using callback = new Callback(binary, (a, b) => a * b);
assert.strictEqual(callGiven(() => callback, plus, 6, 7), 42);
assert.throws(() => callGiven(() => (a, b) => a + b, plus, 1, 2), invalidValue(
  'Callback result must be a native function, a Callback, a bigint or null: ' +
  'nothing would keep a JavaScript function'));
assert.throws(() => callGiven(() => 'add', plus, 1, 2),
              { message: /^Callback result must be a function, a Callback/ });

// A JavaScript function comes back as the native function that calls it.
assert.strictEqual(same(callback)(6, 7), 42);
assert.strictEqual(same(callback).pointer, callback.pointer);

// A signature may be a type of func() wherever there is one.
assert.strictEqual(lib.getFunctionFromPointer(add.pointer, binary)(40, 2), 42);
assert.strictEqual(dlopen(null, { abs: unary }).functions.abs(-1), 1);
assert.strictEqual(dlopen(null).lib.getFunction('labs', unary)(-1), 1);
const registered = lib.registerCallback(binary, (a, b) => a - b);
assert.strictEqual(call(registered, 44, 2), 42);

// Functions with errno, and with variadic arguments.
{
  const { lib } = dlopen(null);
  const close = func({ arguments: ['int'], return: 'int', errno: true })
    .at(lib.getSymbol('close'));
  assert.deepStrictEqual(close(-1), { value: -1, errno: constants.errno.EBADF });
  const format = { arguments: ['buffer', 'size_t', 'string'], return: 'int' };
  for (const variadic of eachCase([true, ['int', 'double']])) {
    const type = func({ ...format, variadic });
    const snprintf = type.at(lib.getSymbol('snprintf'));
    const buffer = Buffer.alloc(16);
    assert.strictEqual(snprintf(buffer, 16, '%d %.1f', 42, 0.5), 6);
    assert.strictEqual(buffer.toString('latin1', 0, 6), '42 0.5');
    const { same } = dlopen(pathOf('function_pointers'), {
      same: { arguments: [type], return: type },
    }).functions;
    assert.strictEqual(same(snprintf), snprintf);
    if (variadic === true) {
      assert.throws(() => same(() => 0), { message: /variadic$/ });
    }
    assert.throws(() => new Callback(type, () => 0), { message: /'variadic' is for functions/ });
  }
}

// They are held weakly, and made again.
async function test() {
  let weak;
  (() => {
    const fn = unary.at(add.pointer);
    weak = new WeakRef(fn);
  })();
  await gcUntil('function', () => weak.deref() === undefined);
  await new Promise(setImmediate);
  const again = unary.at(add.pointer);
  assert.strictEqual(unary.at(add.pointer), again);
}
test().then(common.mustCall());
