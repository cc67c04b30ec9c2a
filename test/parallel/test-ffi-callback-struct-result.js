// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { Arena, Callback, chars, dlopen, enumeration, func, pointer, struct, union } = require('node:ffi');
const { eachCase, invalidValue, pathOf } = require('../common/ffi');

// What a callback gives by value must not have pointers to what only its object has, as
// nothing would keep that for native code. An instance of the program's does, and an arena.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const Inner = struct({ n: 'int' });
const memory = 'must be a bigint, null or undefined: nothing would keep the memory ' +
               'of a string, a buffer or an instance';
const lost = 'must be a native function, a Callback, a bigint or null: ' +
             'nothing would keep a JavaScript function';

const { functions: { add, store_struct: store } } = dlopen(pathOf('function_pointers'), {
  add: { symbol: 'find', arguments: ['char'], return: binary },
  store_struct: { arguments: [func({ return: 'void' }), 'buffer'] },
});
const plus = add('+'.charCodeAt());
const results = new Float64Array(4);

function give(Type, value, options) {
  results.fill(0);
  using callback = new Callback(func({ return: Type }), () => value, options);
  store(callback.pointer, results);
  assert.deepStrictEqual([results[0], results[2]], [0.5, 0.5]);
}

// As large as what native code stores, and in the same registers.
function testPointer(type, refused, accepted, problem) {
  const Type = struct({ x: 'double', p: type });
  const Nested = struct({ x: 'double', u: union({ s: struct({ p: type }), n: 'int64' }) });
  for (const value of eachCase(refused)) {
    assert.throws(() => give(Type, { x: 0.5, p: value }),
                  invalidValue(`Callback result: p ${problem}`));
    assert.throws(() => give(Nested, { x: 0.5, u: { s: { p: value } } }),
                  invalidValue(`Callback result: u.s.p ${problem}`));
    assert.throws(() => give(Type, new Type(), { errorResult: { x: 0.5, p: value } }),
                  invalidValue(`Option errorResult: p ${problem}`));
    const instance = new Type({ x: 0.5, p: value });
    class Extended extends Type {}
    give(Type, instance);
    give(Extended, instance);
    give(Extended, new Extended(instance));
    const { u } = new Nested({ x: 0.5, u: { s: { p: value } } });
    assert.throws(() => give(Nested, { x: 0.5, u }), invalidValue(`Callback result: u.s.p ${problem}`));
  }
  for (const value of eachCase(accepted)) {
    give(Type, { x: 0.5, p: value });
    give(Nested, { x: 0.5, u: { s: { p: value } } });
  }
}

// By address, it is the program's in any case.
{
  const { functions: { store_pointer: storePointer } } = dlopen(pathOf('function_pointers'), {
    store_pointer: { arguments: [func({ return: pointer(Inner) }), 'buffer'] },
  });
  for (const value of eachCase([new Inner(), { n: 1 }, [{ n: 1 }], new Uint8Array(4), 'text', 5])) {
    assert.throws(() => storePointer(() => value, results), invalidValue(
      'Callback result must be a bigint, null or undefined: ' +
      'nothing would keep the memory of a string or a buffer'));
  }
  storePointer(() => 5n, results);
  assert.deepStrictEqual([...new BigInt64Array(results.buffer, 0, 2)], [5n, 5n]);
}

const bytes = new Uint8Array(4);
const arena = new Arena();
testPointer('cstring', ['text', bytes], [null, 5n, arena.string('text')], memory);
testPointer('pointer', [bytes, bytes.buffer], [null, undefined, 5n, arena.alloc(4)], memory);
testPointer(pointer(Inner), [new Inner(), bytes], [null, 5n, arena.alloc(Inner)], memory);
using callback = new Callback(binary, () => 1);
testPointer(binary, [(a, b) => a], [null, plus.pointer, plus, callback], lost);
testPointer(chars(8), [], ['text'], memory);
testPointer(enumeration({ A: 1 }, 'int64'), [], ['A', 1], memory);
