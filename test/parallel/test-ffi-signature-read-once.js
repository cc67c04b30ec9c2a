// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { DynamicLibrary, dlopen } = require('node:ffi');
const { eachCase, libraryClosed, libraryPath } = require('../common/ffi');

// Definitions are read once: what they say the second time can't matter. What
// their getters and proxies throw comes out as it is.

// Counts what is read of `target`, however deep.
function spy(target, log, path = '') {
  return new Proxy(target, {
    get(target, key, receiver) {
      log.push(`${path}${String(key)}`);
      const value = Reflect.get(target, key, receiver);
      return typeof value === 'object' ?
        spy(value, log, `${path}${String(key)}.`) : value;
    },
  });
}

{
  const log = [];
  const definitions = spy({
    noop: {},
    add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  }, log);
  using library = dlopen(libraryPath, definitions);
  assert.strictEqual(library.functions.add_i32(20, 22), 42);
  assert.deepStrictEqual(log.sort(), [
    'add_i32',
    'add_i32.arguments',
    'add_i32.arguments.0',
    'add_i32.arguments.1',
    'add_i32.arguments.length',
    'add_i32.return',
    'noop',
  ]);
}

// A getter that changes its answer.
{
  let reads = 0;
  using library = dlopen(libraryPath, {
    identity_i32: {
      arguments: ['i32'],
      get return() { return reads++ === 0 ? 'i32' : 'f64'; },
    },
  });
  assert.strictEqual(library.functions.identity_i32(7), 7);
  assert.strictEqual(reads, 1);
}

// What a definition throws.
{
  const mine = new Error('mine');
  const thrower = { get() { throw mine; } };
  const isMine = (error) => error === mine;
  using lib = new DynamicLibrary(libraryPath);
  for (const definition of eachCase([
    { get arguments() { throw mine; } },
    { get parameters() { throw mine; } },
    { get return() { throw mine; } },
    { get returns() { throw mine; } },
    { get result() { throw mine; } },
    { arguments: new Proxy([], thrower) },
    { arguments: Object.defineProperty([], 0, thrower) },
    new Proxy({ arguments: [] }, thrower),
    new Proxy({}, { has() { throw mine; } }),
    new Proxy({}, { ownKeys() { throw mine; } }),
  ])) {
    assert.throws(() => lib.getFunction('noop', definition), isMine);
    assert.throws(() => lib.getFunctions({ noop: definition }), isMine);
    assert.throws(() => dlopen(libraryPath, { noop: definition }), isMine);
  }
  assert.throws(() => dlopen(libraryPath, { get noop() { throw mine; } }),
                isMine);
  assert.throws(
    () => dlopen(libraryPath, new Proxy({}, { ownKeys() { throw mine; } })),
    isMine);
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  assert.throws(() => lib.getFunction('noop', { arguments: proxy }),
                /^TypeError: .*proxy that has been revoked/);
  assert.deepStrictEqual({ ...lib.symbols }, {});
}

// A definition that closes the library.
for (const key of eachCase(['arguments', 'parameters', 'return', 'returns', 'result'])) {
  const close = (lib) => ({
    get [key]() {
      lib.close();
      return key.startsWith('re') ? 'void' : [];
    },
  });
  const first = new DynamicLibrary(libraryPath);
  assert.throws(() => first.getFunction('noop', close(first)), libraryClosed);
  const second = new DynamicLibrary(libraryPath);
  assert.throws(() => second.getFunctions({ noop: close(second) }),
                libraryClosed);
  const third = new DynamicLibrary(libraryPath);
  assert.throws(
    () => third.getFunctions({
      noop: {}, get add_i32() { third.close(); return {}; },
    }),
    libraryClosed);
  const fourth = new DynamicLibrary(libraryPath);
  const noop = fourth.getFunction('noop', {});
  assert.throws(() => fourth.getFunction('noop', close(fourth)),
                libraryClosed);
  assert.throws(() => noop(), libraryClosed);
}

// A definition that asks for the same function with another signature.
{
  using lib = new DynamicLibrary(libraryPath);
  let inner;
  assert.throws(() => lib.getFunctions({
    identity_i32: { arguments: ['i32'], return: 'i32' },
    noop: {
      get arguments() {
        inner = lib.getFunction('identity_i32',
                                { arguments: ['u32'], return: 'u32' });
        return [];
      },
    },
  }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.strictEqual(inner(2 ** 32 - 1), 2 ** 32 - 1);
}
