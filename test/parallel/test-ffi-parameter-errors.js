// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const {
  Callback, aligned, array, bigEndian, bits, countOf, dlopen, func, inout, lengthOf, out, pointer,
  sizeof, struct, union,
} = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryPath } = require('../common/ffi');

// out(), inout(), lengthOf() and countOf() are for parameters of functions that JavaScript
// calls, and say what is wrong with what they are given.

const isFor = 'which is for parameters of functions only';
for (const use of eachCase([
  (given) => pointer(given), (given) => array(given, 2), (given) => struct({ x: given }),
  (given) => union({ x: given }), (given) => bits(given, 1), (given) => aligned(given, 8),
  (given) => bigEndian(given), (given) => sizeof(given), (given) => out(given),
  (given) => inout(given), (given) => func({ return: given }),
  (given) => func({ variadic: [pointer(given)] }),
])) {
  for (const given of [out('int'), inout('int'), lengthOf(0), countOf(0)]) {
    assert.throws(() => use(given), ({ code, message }) =>
      code === 'ERR_INVALID_ARG_VALUE' && message.endsWith(isFor));
  }
}

for (const [make, error] of eachCase([
  [() => out(), invalidType(
    'The first argument of out() must be a type or the name of one. Received undefined')],
  [() => out('integer'), invalidValue("Unsupported FFI type 'integer' for out(); did you mean 'int'?")],
  [() => out('void'), invalidValue('The type of out() must not be void')],
  [() => inout('void'), invalidValue('The type of inout() must not be void')],
  [() => out(array('int')), invalidValue('The type of out() must not be array(int), which has no length')],
  [() => out(struct({ n: 'int', rest: array('int') }, { name: 'List' })), invalidValue(
    'The type of out() must not be List, which ends with an array without a length')],
  [() => lengthOf(), invalidType('The index of lengthOf() must be a number. Received undefined')],
  [() => countOf('0'), invalidType("The index of countOf() must be a number. Received type string ('0')")],
  [() => lengthOf(-1), invalidValue('The index of lengthOf() must be that of an argument. Received -1')],
  [() => lengthOf(0.5), invalidValue('The index of lengthOf() must be that of an argument. Received 0.5')],
  [() => lengthOf(NaN), invalidValue('The index of lengthOf() must be that of an argument. Received NaN')],
  [() => lengthOf(0, 'double'), invalidValue('The type of lengthOf() must be an integer type, not double')],
  [() => lengthOf(0, 'boolean'), invalidValue('The type of lengthOf() must be an integer type, not boolean')],
  [() => countOf(0, 'pointer'), invalidValue('The type of countOf() must be an integer type, not pointer')],
])) {
  assert.throws(make, error);
}

// What there is no length of.
const place = 'Argument 1 of function f';
for (const [args, message] of eachCase([
  [['buffer', lengthOf(1)], `${place} is lengthOf(1), but argument 1, of type lengthOf(1), has no length`],
  [['buffer', lengthOf(2)], `${place} is lengthOf(2), but there are 2 arguments`],
  [['int', lengthOf(0)], `${place} is lengthOf(0), but argument 0, of type int32, has no length`],
  [[struct({ x: 'int' }, { name: 'Point' }), countOf(0)],
   `${place} is countOf(0), but argument 0, of type Point, has no length`],
  [[func({}), lengthOf(0)], /^Argument 1 of function f is lengthOf\(0\), but argument 0, of type func\(.*has no length$/],
])) {
  assert.throws(() => dlopen(libraryPath, { f: { arguments: args } }),
                { code: 'ERR_INVALID_ARG_VALUE', message });
}

// C calls nobody that way.
for (const args of [[out('int')], [inout('int')], ['buffer', lengthOf(0)]]) {
  const { name } = args.at(-1);
  const message = `Signature of function <callback>: ${name} is for functions that JavaScript calls`;
  assert.throws(() => new Callback({ arguments: args }, common.mustNotCall()), invalidValue(message));
  const { lib } = dlopen(libraryPath, {});
  assert.throws(() => lib.registerCallback({ arguments: args }, common.mustNotCall()), invalidValue(message));
  const { functions: { call } } = dlopen(libraryPath, {
    call: { symbol: 'add_i32', arguments: [func({ arguments: args })] },
  });
  assert.throws(() => call(() => {}), invalidValue(
    'Argument 0 must be a native function, a Callback, a bigint or null: ' +
    `a JavaScript function can't be called with ${name}`));
}

// They are no types of their own: two that say the same are the same.
{
  const { lib, functions: { f } } = dlopen(libraryPath, {
    f: { symbol: 'add_i32', arguments: ['int', out('int')], return: 'int' },
  });
  const again = { symbol: 'add_i32', arguments: ['int', out('i32')], return: 'int' };
  assert.strictEqual(lib.getFunction('f', again), f);
  assert.throws(() => lib.getFunction('f', { ...again, arguments: ['int', inout('i32')] }), invalidValue(
    'Function f was already requested with a different signature'));
  assert.strictEqual(require('node:util').inspect(out('int')), 'out(int)');
  assert.throws(() => structuredClone(out('int')), { name: 'DataCloneError' });
}
