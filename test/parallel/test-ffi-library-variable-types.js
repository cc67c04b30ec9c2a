// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const ffi = require('node:ffi');
const { eachCase, invalidValue, libraryClosed, pathOf } = require('../common/ffi');

// Variables of types that a program constructs: what is read of a struct, a union or an
// array is the variable itself, and to assign copies.

const { DynamicLibrary, array, chars, enumeration, func, pointer, struct } = ffi;

const lib = new DynamicLibrary(pathOf('variables'));
const Point = struct({ x: 'int32', y: 'double' }, { name: 'Point' });

// A struct.
{
  const variable = lib.getVariable('var_point', Point);
  const view = variable.value;
  assert.ok(view instanceof Point);
  assert.deepStrictEqual(view.toObject(), { x: 1, y: 2.5 });
  view.x = 7;
  assert.strictEqual(variable.value.x, 7);
  assert.strictEqual(lib.getVariable('var_point', 'int32').value, 7);
  variable.value = { x: 8, y: 9.5 };
  assert.deepStrictEqual(view.toObject(), { x: 8, y: 9.5 });
  variable.value = new Point({ x: 1, y: 2.5 });
  assert.deepStrictEqual(view.toObject(), { x: 1, y: 2.5 });
  for (const value of eachCase([null, undefined, 1, 'x', { x: 1 }, { x: 1, y: 2, z: 3 }, { x: 1n, y: 2 }])) {
    assert.throws(() => { variable.value = value; }, { code: /^ERR_INVALID_ARG_(VALUE|TYPE)$/, message: /^var_point\.value[ .]/ });
  }
  assert.deepStrictEqual(view.toObject(), { x: 1, y: 2.5 });
  assert.match(inspect(variable), /^Variable \{ name: 'var_point', type: 'Point', pointer: \d+n \}$/);
  // A class that extends it.
  class Place extends Point { get sum() { return this.x + this.y; } }
  assert.strictEqual(lib.getVariable('var_point', Place).value.sum, 3.5);
}

// An array.
{
  const variable = lib.getVariable('var_numbers', array('int32', 3));
  assert.deepStrictEqual([...variable.value], [1, 2, 3]);
  variable.value[1] = 5;
  assert.deepStrictEqual([...variable.value], [1, 5, 3]);
  variable.value = [7, 8, 9];
  assert.deepStrictEqual([...variable.value], [7, 8, 9]);
  assert.throws(() => { variable.value = [7, 0.5, 9]; }, invalidValue('var_numbers.value[1] must be an int32'));
}

// Values of their own.
{
  const text = lib.getVariable('var_chars', chars(8));
  assert.strictEqual(text.value, 'chars');
  text.value = 'eight!!!';
  assert.strictEqual(text.value, 'eight!!!');
  assert.throws(() => { text.value = 'more than that'; }, /^\w+( \[\w+\])?: var_chars\.value /);

  const names = lib.getVariable('var_i32', enumeration({ LOW: -32, HIGH: 5 }, { as: 'name' }));
  assert.strictEqual(names.value, 'LOW');
  names.value = 'HIGH';
  assert.strictEqual(lib.getVariable('var_i32', 'int').value, 5);
  names.value = -32;
  assert.throws(() => { names.value = 'MIDDLE'; }, { code: 'ERR_INVALID_ARG_VALUE' });
}

// Pointers.
{
  const variable = lib.getVariable('var_to_point', pointer(Point));
  assert.strictEqual(variable.value, lib.getSymbol('var_point'));
  assert.strictEqual(Point.at(variable.value).x, 1);
  const held = new Point();
  assert.throws(() => { variable.value = held; }, { code: 'ERR_INVALID_ARG_VALUE' });
  variable.value = null;
  assert.strictEqual(variable.value, 0n);

  const fn = lib.getVariable('var_function', func({ return: 'int32' }));
  assert.strictEqual(fn.value(), -32);
  assert.strictEqual(fn.value.pointer, lib.getSymbol('get_var_i32'));
  fn.value = null;
  assert.strictEqual(fn.value, null);
}

// What has no size.
{
  const Tailed = struct({ n: 'int', items: array('int') }, { name: 'Tailed' });
  assert.throws(
    () => lib.getVariable('var_point', Tailed),
    invalidValue('Type of variable var_point must not be Tailed, which ends with an array without a length'));
  assert.throws(
    () => lib.getVariable('var_point', array('int')),
    invalidValue('Type of variable var_point must not be array(int), which is an array without a length'));
}

if (common.isLinux) {
  const constant = lib.getVariable('var_constant_point', Point);
  assert.strictEqual(constant.value.x, 3);
  assert.throws(() => { constant.value = { x: 1, y: 2 }; }, { code: 'ERR_FFI_INVALID_POINTER' });
}

const variable = lib.getVariable('var_point', Point);
lib.close();
assert.throws(() => variable.value, libraryClosed);
assert.throws(() => { variable.value = { x: 1, y: 2 }; }, libraryClosed);
