// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlclose, dlopen, dlsym } = require('node:ffi');
const { eachCase, invalidType, libraryClosed, libraryPath } = require('../common/ffi');

// After close(), which may be repeated, everything but `path` throws.

const signature = { arguments: ['i32', 'i32'], return: 'i32' };

for (const close of eachCase([
  ({ lib }) => lib.close(),
  ({ lib }) => dlclose(lib),
  ({ lib }) => lib[Symbol.dispose](),
  (handle) => handle[Symbol.dispose](),
])) {
  const handle = dlopen(libraryPath, { add_i32: signature });
  const { lib, functions: { add_i32 } } = handle;
  const inner = lib.getFunction('noop', {});
  assert.strictEqual(add_i32(20, 22), 42);
  assert.strictEqual(close(handle), undefined);
  assert.strictEqual(close(handle), undefined);

  // Before the count and the values are looked at.
  assert.throws(() => add_i32(20, 22), libraryClosed);
  assert.throws(() => add_i32(), libraryClosed);
  assert.throws(() => add_i32('x', {}), libraryClosed);
  assert.throws(() => inner(), libraryClosed);

  assert.throws(() => lib.functions, libraryClosed);
  assert.throws(() => lib.symbols, libraryClosed);
  assert.throws(() => lib.getFunction('add_i32', signature), libraryClosed);
  assert.throws(() => lib.getFunctions(), libraryClosed);
  assert.throws(() => lib.getFunctions({}), libraryClosed);
  assert.throws(() => lib.getFunctions({ noop: {} }), libraryClosed);
  assert.throws(() => lib.getSymbol('add_i32'), libraryClosed);
  assert.throws(() => lib.getSymbol('no_such_symbol'), libraryClosed);
  assert.throws(() => lib.getSymbols(), libraryClosed);
  assert.throws(() => dlsym(lib, 'add_i32'), libraryClosed);
  assert.throws(() => lib.getSymbol(),
                invalidType('Symbol name must be a string'));

  assert.strictEqual(lib.path, libraryPath);
  // What was handed out stays as it was.
  assert.strictEqual(typeof add_i32.pointer, 'bigint');
  assert.strictEqual(add_i32.name, 'add_i32');
}

// Another handle of the same library is not concerned.
{
  const first = dlopen(libraryPath, { add_i32: signature });
  const second = dlopen(libraryPath, { add_i32: signature });
  assert.notStrictEqual(first.functions.add_i32, second.functions.add_i32);
  first.lib.close();
  assert.throws(() => first.functions.add_i32(1, 2), libraryClosed);
  assert.strictEqual(second.functions.add_i32(1, 2), 3);
  second.lib.close();
}

for (const value of eachCase([undefined, null, 1, {}, dlopen(libraryPath)])) {
  assert.throws(() => dlclose(value), {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_TYPE',
    message: /^The "handle" argument must be an instance of DynamicLibrary\. Received /,
  });
}

// Methods and getters don't take another receiver.
const lib = new DynamicLibrary(libraryPath);
for (const receiver of eachCase([undefined, {}, DynamicLibrary.prototype, () => {}])) {
  for (const key of eachCase(['close', 'getFunctions', 'getSymbols', Symbol.dispose])) {
    assert.throws(() => Reflect.apply(lib[key], receiver, []), TypeError);
  }
  assert.throws(() => Reflect.apply(lib.getFunction, receiver, ['noop', {}]),
                TypeError);
  assert.throws(() => Reflect.apply(lib.getSymbol, receiver, ['noop']),
                TypeError);
  for (const key of eachCase(['path', 'functions', 'symbols'])) {
    const { get } =
      Object.getOwnPropertyDescriptor(lib, key) ??
      Object.getOwnPropertyDescriptor(DynamicLibrary.prototype, key);
    assert.throws(() => Reflect.apply(get, receiver, []), TypeError);
  }
}
lib.close();
