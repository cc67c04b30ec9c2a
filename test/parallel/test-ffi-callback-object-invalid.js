// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { Callback, func } = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// What is wrong with the arguments of a Callback is named, and nothing is made then.

const fn = () => 0;
const int = { return: 'int' };
const noSignature =
  invalidType('First argument must be a signature object or a type of func()');
const noFunction = invalidType('Second argument must be a function');
const noResult = (type) => invalidValue(`Option errorResult must be ${type}`);
const noMemory = invalidValue(
  'Option errorResult must be a bigint, null or undefined: ' +
  'nothing would keep the memory of a string or a buffer');

for (const [args, error] of eachCase([
  [[], noSignature],
  [[undefined, fn], noSignature],
  [['int', fn], noSignature],
  [[null, fn], noSignature],
  [[[], fn], noSignature],
  [[int], noFunction],
  [[int, {}], noFunction],
  [[func(int), null], noFunction],
  [[{ return: 'integer' }, fn],
   invalidValue("Unsupported FFI type 'integer' for the return value of function <callback>; " +
                "did you mean 'int'?")],
  [[{ retrun: 'int' }, fn],
   invalidValue("Signature of function <callback> has an unknown key 'retrun'; did you mean 'return'?")],
  [[int, fn, null], invalidType('The options of Callback must be an object. Received null')],
  [[int, fn, { onec: true }],
   invalidValue("Callback has no option 'onec'; did you mean 'once'?")],
  [[int, fn, { threadsafe: true }], invalidValue("Callback has no option 'threadsafe'")],
  [[int, fn, { once: 1 }],
   invalidType('The "options.once" property must be of type boolean. Received type number (1)')],
  [[int, fn, { errorResult: '1' }], noResult('an int32')],
  [[int, fn, { errorResult: 1.5 }], noResult('an int32')],
  [[int, fn, { errorResult: 2 ** 31 }], noResult('an int32')],
  [[int, fn, { errorResult: null }], noResult('an int32')],
  [[{ return: 'uint64' }, fn, { errorResult: -1n }], noResult('a uint64')],
  [[{ return: 'boolean' }, fn, { errorResult: 0 }], noResult('a boolean')],
  [[{ return: 'int' }, fn, { errorResult: Promise.resolve(0) }],
   invalidValue('Option errorResult must not be a promise')],
  [[{ return: 'pointer' }, fn, { errorResult: 'text' }], noMemory],
  [[{ return: 'cstring' }, fn, { errorResult: Buffer.alloc(1) }], noMemory],
  [[{ return: 'address' }, fn, { errorResult: 0n }],
   invalidValue('Option errorResult must be an address')],
  [[{}, fn, { errorResult: 0 }],
   invalidValue('Option errorResult must be undefined, as the result is void')],
  [[{ return: func(int) }, fn, { errorResult: fn }],
   invalidValue('Option errorResult must be a native function, a Callback, a bigint or null: ' +
                'nothing would keep a JavaScript function')],
])) {
  assert.throws(() => new Callback(...args), error);
}

// Options that are undefined are as good as none.
new Callback(int, fn, undefined).close();
new Callback(int, fn, { once: undefined, errorResult: undefined }).close();

// What the program throws passes through, and options are read once.
{
  const error = new Error('mine');
  assert.throws(() => new Callback(int, fn, { get once() { throw error; } }),
                (thrown) => thrown === error);
  let reads = 0;
  const options = { get errorResult() { return reads++ === 0 ? -1 : 'text'; } };
  new Callback(int, fn, options).close();
  assert.strictEqual(reads, 1);
}
