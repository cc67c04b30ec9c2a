// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, array, dlopen, func, lengthOf, out, struct } = require('node:ffi');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// A result, or an argument of a callback, may be an array that has as many elements as an
// argument says, which C may have written.

const path = pathOf('parameters');

{
  const { functions } = dlopen(path, {
    get_squares: { arguments: ['int', out('int64')], return: array('int', { countedBy: 1 }) },
    wanted: { symbol: 'get_squares', arguments: ['int', out('int53')], return: array('int', { countedBy: 0 }) },
    get_wrong_squares: { arguments: [out('int')], return: array('int', { countedBy: 0 }) },
    get_names: { arguments: [out('uint8')], return: array('cstring', { countedBy: 0 }) },
    write: { symbol: 'write_pointer', arguments: ['buffer', lengthOf(0)], return: array('uint8', { countedBy: 1 }) },
  });
  const call = optimize((count) => functions.get_squares(count), 3);
  for (const fn of [functions.get_squares, call]) {
    const { value, out: [count] } = fn(4);
    assert.strictEqual(count, 4n);
    assert.deepStrictEqual([...value], [0, 1, 4, 9]);
    assert.strictEqual(value.length, 4);
    // It is C's memory.
    value[2] = 7;
    assert.strictEqual(value[2], 7);
    assert.strictEqual(value[4], undefined);
    assert.strictEqual(fn(0).value, null);
  }
  assert.deepStrictEqual([...functions.wanted(3).value], [0, 1, 4]);
  assert.deepStrictEqual([...functions.get_names().value], ['one', 'two', 'three']);
  assert.throws(() => functions.get_wrong_squares(), {
    name: 'RangeError', code: 'ERR_OUT_OF_RANGE',
    message: 'Result is counted by argument 0, which is -1',
  });
}

const counted = (index) => array('int', { countedBy: index });
const place = 'Return value of function func() is counted by argument';
for (const [definition, message] of eachCase([
  [{ return: counted(0) }, `${place} 0, but there are 0 arguments`],
  [{ arguments: ['int'], return: counted(1) }, `${place} 1, but there is 1 argument`],
  [{ arguments: ['int'], return: counted(-1) }, `${place} -1, but there is 1 argument`],
  [{ arguments: ['double'], return: counted(0) }, `${place} 0, but that is of type float64`],
  [{ arguments: ['pointer'], return: counted(0) }, `${place} 0, but that is of type pointer`],
  [{ arguments: [out('boolean')], return: counted(0) }, `${place} 0, but that is of type out(boolean)`],
  [{ arguments: ['double', counted(0)] },
   'Argument 1 of function func() is counted by argument 0, but that is of type float64'],
])) {
  assert.throws(() => func(definition), invalidValue(message));
}

// So may an argument of a callback.
{
  const names = func({ arguments: ['int', array('cstring', { countedBy: 0 })], return: 'int' });
  const { functions: { get_names: getNames } } = dlopen(path, {
    get_names: { arguments: [out('uint8')], return: 'pointer' },
  });
  const { value: address } = getNames();
  const seen = [];
  using callback = new Callback(names, common.mustCall((count, list) => {
    seen.push(list && [...list]);
    return count;
  }, 3), { errorResult: -7 });
  // Called as C would.
  const plain = { arguments: ['int', 'pointer'], return: 'int' };
  const call = func(plain).at(callback.pointer);
  assert.strictEqual(call(3, address), 3);
  assert.strictEqual(call(0, address), 0);
  assert.strictEqual(call(3, null), 3);
  assert.deepStrictEqual(seen, [['one', 'two', 'three'], [], null]);
  assert.throws(() => call(-1, address), {
    name: 'RangeError', code: 'ERR_OUT_OF_RANGE',
    message: 'Callback argument 1 is counted by argument 0, which is -1',
  });

  // But none of a function, whose caller has the array.
  const message = 'must not be an array that another argument counts, which is for ' +
                  'callbacks and results; have that argument be countOf()';
  assert.throws(() => names.at(callback.pointer), invalidValue(`Argument 1 ${message}`));
  assert.throws(() => dlopen(path, { sum: { arguments: ['int', counted(0)] } }), invalidValue(
    `Argument 1 of function sum ${message}`));
  assert.throws(() => new Callback({ arguments: ['int'], return: counted(0) }, () => {}), invalidValue(
    'Signature of function <callback>: array(int) is for functions that JavaScript calls'));
}

assert.throws(() => struct({ n: 'int', rest: counted(0) }, { name: 'List' }), invalidValue(
  'The field rest of struct List is counted by 0, which is no field of it'));
assert.throws(() => array('int', { countedBy: true }), {
  code: 'ERR_INVALID_ARG_TYPE',
  message: "The option 'countedBy' of array() must be the name of a field, or, of a result, " +
           'the index of an argument. Received type boolean (true)',
});
