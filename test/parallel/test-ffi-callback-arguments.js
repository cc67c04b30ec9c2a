// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary } = require('node:ffi');
const { eachCase, invalidType, invalidValue, libraryClosed, libraryPath } = require('../common/ffi');

// What the four methods take, and what they say to anything else.

const lib = new DynamicLibrary(libraryPath);
const other = new DynamicLibrary(libraryPath);
const fn = () => 0;

// A signature may be left out.
for (const args of eachCase([[fn], [fn, undefined], [fn, 5], [{}, fn],
                             [{ arguments: ['i32'], return: 'i32' }, fn],
                             [{ parameters: ['i32'], result: 'i32' }, fn],
                             [{ parameters: ['i32'], returns: 'i32' }, fn],
                             [Object.assign(() => {}, { return: 'f64' }), fn]])) {
  const pointer = lib.registerCallback(...args);
  assert.strictEqual(typeof pointer, 'bigint');
  assert.ok(pointer > 0n);
}
// Each registration has an address of its own.
assert.notStrictEqual(lib.registerCallback(fn), lib.registerCallback(fn));

const firstArgument =
  invalidType('First argument must be a function or a signature object');
for (const value of eachCase([undefined, null, 0, 'void', 1n, true, Symbol(), []])) {
  assert.throws(() => lib.registerCallback(value), firstArgument);
  assert.throws(() => lib.registerCallback(value, fn), firstArgument);
}
const secondArgument = invalidType('Second argument must be a function');
for (const value of eachCase([undefined, null, 0, 'fn', 1n, {}, []])) {
  assert.throws(() => lib.registerCallback({}, value), secondArgument);
}
assert.throws(() => lib.registerCallback({ return: 'nothing' }, undefined),
              secondArgument);

for (const [signature, message] of eachCase([
  [{ return: 'nothing' }, "Unsupported FFI type 'nothing' for the return value of function <callback>"],
  [{ result: 5 },
   "Return value type of function <callback> must be a type or the name of one (key 'result'). " +
   'Received type number (5)'],
  [{ arguments: 'i32' },
   'Arguments list of function <callback> must be an array'],
  [{ parameters: ['i32', 5] },
   "Argument 1 of function <callback> must be a type or the name of one (key 'parameters'). " +
   'Received type number (5)'],
  [{ arguments: ['void'] },
   "Argument 0 of function <callback> must not be 'void'; " +
   'use an empty array for no-argument functions'],
  [{ retrun: 'i32' },
   "Signature of function <callback> has an unknown key 'retrun'; did you mean 'return'?"],
])) {
  const expected = /must be (a type|an array)/.test(message) ? invalidType : invalidValue;
  assert.throws(() => lib.registerCallback(signature, fn), expected(message));
}

for (const method of eachCase(['unregisterCallback', 'refCallback', 'unrefCallback'])) {
  for (const value of eachCase([undefined, null, 5, '5', {}, fn])) {
    assert.throws(() => lib[method](value),
                  invalidType('The first argument must be a bigint'));
  }
  for (const value of eachCase([-1n, 2n ** 64n, 2n ** 70n + 5n])) {
    assert.throws(
      () => lib[method](value),
      invalidValue('The first argument must be a non-negative bigint'));
  }
  const notFound = invalidValue('Callback not found');
  for (const value of eachCase([0n, 5n, other.registerCallback(fn),
                                lib.getSymbol('noop')])) {
    assert.throws(() => lib[method](value), notFound);
  }
  const pointer = lib.registerCallback(fn);
  assert.strictEqual(lib[method](pointer), undefined);
  if (method === 'unregisterCallback') {
    assert.throws(() => lib[method](pointer), notFound);
    assert.throws(() => lib.refCallback(pointer), notFound);
    assert.throws(() => lib.unrefCallback(pointer), notFound);
  } else {
    assert.strictEqual(lib[method](pointer), undefined);
  }
}

const pointer = lib.registerCallback(fn);
lib.close();
other.close();
// What can be said without the library comes first.
assert.throws(() => lib.registerCallback(), firstArgument);
assert.throws(() => lib.registerCallback({}, 5), secondArgument);
assert.throws(() => lib.registerCallback({ return: 'nothing' }, fn),
              invalidValue("Unsupported FFI type 'nothing' for the return value of function <callback>"));
assert.throws(() => lib.registerCallback(fn), libraryClosed);
for (const method of eachCase(['unregisterCallback', 'refCallback', 'unrefCallback'])) {
  for (const value of eachCase([undefined, 5, -1n, pointer])) {
    assert.throws(() => lib[method](value), libraryClosed);
  }
  for (const receiver of eachCase([undefined, {}, DynamicLibrary.prototype])) {
    assert.throws(() => Reflect.apply(lib[method], receiver, [pointer]),
                  TypeError);
  }
}
assert.throws(() => Reflect.apply(lib.registerCallback, {}, [fn]), TypeError);
