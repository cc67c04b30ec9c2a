// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  Callback, array, bits, chars, dlopen, enumeration, func, handle, inout, out, owned, pointer, struct,
} = require('node:ffi');
const { eachCase, invalidType, invalidValue, pathOf } = require('../common/ffi');

// What can't be owned, what can't free it, and where such a type can't stand.

const path = pathOf('handles');
const { lib, functions } = dlopen(path, {
  free_it: { arguments: ['pointer'] },
  two: { symbol: 'free_it', arguments: ['pointer', 'pointer'] },
  none: { symbol: 'free_it' },
  number: { symbol: 'free_it', arguments: ['int64'] },
  printf: { symbol: 'free_it', arguments: ['pointer'], variadic: true },
});
const Point = struct({ x: 'int' }, { name: 'Point' });
const Flexible = struct({ n: 'int', list: array('int') }, { name: 'Flexible' });

const kinds = '; it may be one of strings, chars(), pointer() to a struct or union, or array() with a length';
const types = [
  ['int', `int${kinds}`],
  ['void', `void${kinds}`],
  ['pointer', `pointer${kinds}`],
  ['buffer', `buffer${kinds}`],
  ['string', "string; use 'cstring'"],
  ['str', "str; use 'cstring'"],
  [Point, 'Point; use pointer(Point)'],
  [array('int'), 'array(int), an array without a length'],
  [pointer(array('int')), 'pointer(array(int)), an array without a length'],
  [pointer(array('int', { countedBy: 0 })), 'pointer(array(int)), an array without a length'],
  [pointer(Flexible), 'pointer(Flexible), as Flexible ends with an array without a length'],
  [pointer('int'), `pointer(int)${kinds}`],
  [pointer('void'), `pointer(void)${kinds}`],
  [pointer('cstring'), `pointer(cstring)${kinds}`],
  [pointer(pointer(Point)), `pointer(pointer(Point))${kinds}`],
  [func({}), `func(void ())${kinds}`],
  [enumeration({ a: 1 }), `enumeration(a)${kinds}`],
  [handle('box'), `box${kinds}`],
  [owned('cstring', 'free_it'), `owned(cstring)${kinds}`],
];
for (const [type, problem] of eachCase(types)) {
  assert.throws(() => owned(type, 'free_it'), invalidValue(`The type of owned() must not be ${problem}`));
}
assert.throws(() => owned(), invalidType(/^The first argument of owned\(\) must be a type or the name of one\. Received/));
assert.throws(() => owned('cstrin', 'free_it'), invalidValue(
  "Unsupported FFI type 'cstrin' for owned(); did you mean 'cstring', 'wstring', 'string'?"));
assert.throws(() => owned(bits('int', 3), 'free_it'), invalidValue(/for fields of structs and unions only$/));
assert.throws(() => owned(out('int'), 'free_it'), invalidValue(/for parameters of functions only$/));
const counted = owned(array('int', { countedBy: 0 }), 'free_it');
assert.throws(() => out(counted), invalidValue(
  'The type of out() must not be owned(array(int)), which has no length'));
assert.throws(() => lib.getFunction('give_numbers', { return: counted }), invalidValue(
  'Return value of function give_numbers is counted by argument 0, but there are 0 arguments'));
// A late type is looked at when there is a function.
const late = owned(pointer(() => 'int'), 'free_it');
assert.throws(() => lib.getFunction('give_point', { return: late }), invalidValue(
  `The type of owned() must not be pointer(int)${kinds}`));

const description = 'The second argument of owned\\(\\) must be a native function';
for (const free of eachCase([undefined, null, 5, 5n, {}])) {
  assert.throws(() => owned('cstring', free), invalidType(
    new RegExp(`^${description} or the name of a symbol\\. Received `)));
}
for (const free of eachCase([() => {}, handle('box'), new Proxy(functions.free_it, {})])) {
  assert.throws(() => owned('cstring', free), invalidType(new RegExp(`^${description}\\. Received `)));
}
for (const name of eachCase(['two', 'none', 'number', 'printf'])) {
  assert.throws(() => owned('cstring', functions[name]), invalidValue(
    'The second argument of owned() must be a native function with one parameter, a pointer'));
}
assert.throws(() => owned('cstring', ''), invalidValue('The second argument of owned() must not be empty'));
assert.throws(() => owned('cstring', 'a\0'),
              invalidValue('The second argument of owned() must not contain null bytes'));

// A symbol that is missing is an error of the function that gives the value, and of all
// others that are defined with it.
const missing = {
  code: 'ERR_FFI_CALL_FAILED',
  message: /^dlsym failed: .*undefined symbol: free_if; did you mean 'free_it'\?/,
};
const text = owned('cstring', 'free_if');
assert.throws(() => lib.getFunction('give_text', { arguments: ['int'], return: text }), missing);
assert.throws(() => lib.getFunction('give_text_to', { arguments: [out(text), 'int'] }), missing);
assert.throws(() => dlopen(path, { count_freed: {}, give_text: { arguments: ['int'], return: text } }), missing);
assert.throws(() => func({ return: owned('cstring', 'free_it') }).at(functions.free_it.pointer), invalidValue(
  'The second argument of owned() must be a native function for the return value of a function, ' +
  "which is of no library that could have 'free_it'"));

// It is for the results of functions that JavaScript calls.
const good = owned('cstring', 'free_it');
const only = 'must not be of type owned(cstring), which is for results only';
assert.throws(() => struct({ a: good }, { name: 'S' }), invalidValue(`The field a of struct S ${only}`));
assert.throws(() => array(good, 2), invalidValue(`The elements of array() ${only}`));
assert.throws(() => pointer(good), invalidValue(`What pointer() points to ${only}`));
assert.throws(() => inout(good), invalidValue(`What inout() points to ${only}`));
assert.throws(() => lib.getVariable('free_it', good), invalidValue(`Variable free_it ${only}`));
const argument = 'must not be owned(cstring), which is for results';
assert.throws(() => lib.getFunction('give_text', { arguments: ['int', good] }),
              invalidValue(`Argument 1 of function give_text ${argument}`));
assert.throws(() => new Callback({ arguments: [good] }, () => {}),
              invalidValue(`Argument 0 of function <callback> ${argument}`));
assert.throws(() => new Callback({ return: good }, () => {}), invalidValue(
  'Signature of function <callback>: owned(cstring) is for functions that JavaScript calls'));
const giver = func({ return: good });
const { box_number_of } = lib.getFunctions({ box_number_of: { arguments: [giver], return: 'int' } });
assert.throws(() => box_number_of(() => 'text'), invalidValue(/a JavaScript function can't be called with owned\(cstring\)$/));
assert.throws(() => structuredClone(good), { name: 'DataCloneError' });
assert.strictEqual(owned(chars(3), 'free_it').name, 'owned(chars(3))');
