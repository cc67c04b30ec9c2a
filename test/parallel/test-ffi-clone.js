// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  Arena, Callback, DynamicLibrary, NativeThread,
  array, bits, dlopen, enumeration, func, handle, lengthOf, out, owned, pointer, struct,
} = require('node:ffi');
const { Worker } = require('node:worker_threads');
const { eachCase, libraryPath, pathOf } = require('../common/ffi');

// What belongs to a thread can't be cloned, or posted to another one. The error says what
// it is.

const { lib, functions } = dlopen(libraryPath, {
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
});
const { functions: { box_open: openBox, box_close: closeBox } } = dlopen(pathOf('handles'), {
  box_open: { arguments: ['int'], return: handle('box', { close: 'box_close' }) },
  box_close: { arguments: ['pointer'], return: 'int' },
});
const { functions: { nap } } = dlopen(pathOf('nonblocking'), {
  nap: { arguments: ['int'], return: 'int', nonblocking: true },
});
const { functions: { printf } } = dlopen(null, {
  printf: { arguments: ['cstring'], return: 'int', variadic: true },
});
const Point = struct({ x: 'int' }, { name: 'point' });
const Box = handle('other box');
const callback = new Callback({ threadsafe: true }, () => {});
const events = Callback.events({ threadsafe: true });
const variable = lib.getVariable('exported_variable', 'int');

const belongs = (what) => [what, `${what} could not be cloned: it belongs to the thread that made it`];
const cases = new Map([
  [lib, belongs(`The DynamicLibrary of ${libraryPath}`)],
  [new DynamicLibrary(null), belongs('The DynamicLibrary of the process')],
  [callback, belongs('The Callback')],
  [events, belongs('The CallbackEvents')],
  [new NativeThread(), belongs('The NativeThread')],
  [new Arena(), belongs('The Arena')],
  [variable, belongs('The variable exported_variable')],
  [openBox(1), belongs('The box')],
  [pointer(Point), belongs('The type pointer(point)')],
  [pointer('int'), belongs('The type pointer(int)')],
  [func({ return: 'int' }), belongs(`The type ${func({ return: 'int' }).name}`)],
  [enumeration({ a: 1 }), belongs(`The type ${enumeration({ a: 1 }).name}`)],
  [owned('cstring', closeBox), belongs('The type owned(cstring)')],
  [out('int'), belongs('out(int)')],
  [lengthOf(0), belongs('lengthOf(0)')],
  [bits('int', 3), belongs(bits('int', 3).name)],
  // V8 speaks of all functions, and so of all classes, by their source.
  [functions.add_i32, ['nativeFunction', /^nativeFunction\(p0, p1\)[^]* could not be cloned\.$/]],
  [nap, ['nativeFunction', /^nativeFunction\(p0\)[^]* could not be cloned\.$/]],
  [printf, ['nativeFunction', /^nativeFunction\(p0, \.\.\.rest\)[^]* could not be cloned\.$/]],
  [Point, ['class', /^class [^]* could not be cloned\.$/]],
  [array('int', 3), ['class', /^class [^]* could not be cloned\.$/]],
  [Box, ['class', /^class [^]* could not be cloned\.$/]],
]);

const { port1 } = new MessageChannel();
for (const [value, [, message]] of eachCase(cases)) {
  const error = { name: 'DataCloneError', code: 25, message };
  assert.throws(() => structuredClone(value), error);
  assert.throws(() => structuredClone({ inside: [value] }), error);
  assert.throws(() => port1.postMessage(value), error);
  assert.throws(() => new Worker('', { eval: true, workerData: value }), error);
  // It can't be transferred either.
  assert.throws(() => structuredClone(value, { transfer: [value] }),
                { name: /^(DataCloneError|TypeError)$/ });
}
port1.close();

// Nothing of that can be seen otherwise.
for (const value of eachCase([callback, events, new Arena(), variable, pointer('int')])) {
  assert.deepStrictEqual(
    Reflect.ownKeys(value).filter((key) => key !== 'name' && key !== 'pointer'), []);
}
// What a thread may have is cloned: values, and addresses.
assert.deepStrictEqual(structuredClone(new Point({ x: 1 })), { x: 1 });
assert.strictEqual(structuredClone(callback.pointer), callback.pointer);
assert.strictEqual(structuredClone(functions.add_i32.pointer), functions.add_i32.pointer);
callback.close();
events.close();
