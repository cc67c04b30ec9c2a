// Flags: --experimental-ffi --allow-natives-syntax
'use strict';

// Enumerations as arguments, results, and in callbacks: names and numbers in, numbers
// or names out, in all engines.

require('../common');
const assert = require('assert');
const { dlopen, enumeration } = require('node:ffi');
const { invalidValue, libraryPath, optimize } = require('../common/ffi');

const values = { OFF: 0, ON: 1, LOW: -5 };
const Numbers = enumeration(values);
const Names = enumeration(values, { as: 'name' });

function open(type) {
  const { lib, functions } = dlopen(null, { abs: { arguments: [type], return: type } });
  return { lib, abs: functions.abs };
}

{
  const { abs } = open(Numbers);
  const call = (value) => abs(value);
  const check = () => {
    assert.strictEqual(call('ON'), 1);
    assert.strictEqual(call(1), 1);
    assert.strictEqual(call('LOW'), 5);
    assert.strictEqual(call(-7), 7);
    assert.throws(() => call('IN'), invalidValue(
      "Argument 0 must be an int32 or a name of the enumeration, not 'IN'; did you mean 'ON'?"));
    assert.throws(() => call('toString'), invalidValue(
      "Argument 0 must be an int32 or a name of the enumeration, not 'toString'"));
    assert.throws(() => call(1.5), invalidValue('Argument 0 must be an int32'));
    assert.throws(() => call(null), invalidValue('Argument 0 must be an int32'));
  };
  check();
  optimize(call, 'ON');
  check();
}

{
  const { abs } = open(Names);
  const call = (value) => abs(value);
  optimize(call, 'ON');
  assert.strictEqual(call('ON'), 'ON');
  assert.strictEqual(call(0), 'OFF');
  // What has no name is given as it is.
  assert.strictEqual(call('LOW'), 5);
}

// An argument that is wrong is told of before those behind it.
{
  using library = dlopen(libraryPath, {
    add_i32: { arguments: ['int', Numbers], return: 'int' },
  });
  const { add_i32 } = library.functions;
  assert.strictEqual(add_i32(1, 'ON'), 2);
  assert.throws(() => add_i32('1', 'IN'), invalidValue('Argument 0 must be an int32'));
  assert.throws(() => add_i32(1), invalidValue('Invalid argument count: expected 2, got 1'));
  library.lib.close();
  const closed = { code: 'ERR_FFI_LIBRARY_CLOSED' };
  assert.throws(() => add_i32(1, 'IN'), closed);
  assert.throws(() => add_i32(1), closed);
}

// A callback takes and gives what a function does.
{
  using library = dlopen(libraryPath, {
    call_i32: { arguments: ['pointer', Numbers], return: Names },
  });
  const { lib, functions: { call_i32: call } } = library;
  const seen = [];
  const echo = lib.registerCallback({ arguments: [Names], return: Numbers }, (name) => {
    seen.push(name);
    return name;
  });
  const run = () => call(echo, 'ON');
  assert.strictEqual(run(), 'ON');
  optimize(run);
  assert.strictEqual(run(), 'ON');
  assert.strictEqual(new Set(seen).size, 1);
  assert.strictEqual(seen[0], 'ON');
  const wrong = lib.registerCallback({ arguments: ['int'], return: Numbers }, () => 'IN');
  assert.throws(() => call(wrong, 1), invalidValue(
    "Callback result must be an int32 or a name of the enumeration, not 'IN'; did you mean 'ON'?"));
}
