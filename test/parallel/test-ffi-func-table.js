// Flags: --experimental-ffi --expose-gc --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, array, dlopen, func, pointer, struct, union } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, invalidValue, optimize, pathOf } = require('../common/ffi');

// Tables of functions, as plug-ins have: JavaScript calls one of C's, and C calls one of
// JavaScript's.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const scale = func({ arguments: ['double'], return: 'double' });
const Plugin = struct({
  name: 'cstring',
  combine: binary,
  scale,
  missing: binary,
}, { name: 'Plugin' });
const { functions } = dlopen(pathOf('function_pointers'), {
  find: { arguments: ['char'], return: binary },
  get_plugin: { return: 'pointer' },
  register_plugin: { arguments: [pointer(Plugin)] },
  use_plugin: { arguments: [pointer(Plugin), 'int', 'int'], return: 'double' },
  use_plugin_by_value: { arguments: [Plugin, 'int', 'int'], return: 'double' },
  use_registered: { arguments: ['int', 'int'], return: 'double' },
});
const {
  find,
  get_plugin: getPlugin,
  register_plugin: register,
  use_plugin: use,
  use_plugin_by_value: useByValue,
  use_registered: useRegistered,
} = functions;

// C's.
{
  const theirs = Plugin.at(getPlugin());
  assert.strictEqual(theirs.name, 'ours');
  assert.strictEqual(theirs.combine(40, 2), 42);
  assert.strictEqual(theirs.scale(1.5), 3);
  assert.strictEqual(theirs.missing, null);
  assert.strictEqual(theirs.combine, theirs.combine);
  assert.strictEqual(theirs.combine, find('+'.charCodeAt(0)));
  assert.strictEqual(use(theirs, 1, 2), 6);

  // What C has the address of can be put there. A JavaScript function can't: nothing
  // would hold it.
  theirs.combine = find('-'.charCodeAt(0));
  assert.strictEqual(use(theirs, 3, 1), 4);
  assert.throws(() => { theirs.combine = (a, b) => a * b; }, invalidValue(
    'Plugin.combine must be an address, as it is in native memory, which holds nothing else'));
  using callback = new Callback(binary, (a, b) => a * b);
  theirs.combine = callback.pointer;
  assert.strictEqual(use(theirs, 3, 2), 12);
  theirs.combine = find('+'.charCodeAt(0));
  assert.strictEqual(use(theirs, 1, 2), 6);
}

// JavaScript's.
const plugin = new Plugin({
  name: 'mine',
  combine: (a, b) => a * b,
  scale: (number) => number / 2,
  missing: null,
});
assert.strictEqual(use(plugin, 6, 14), 42);
assert.strictEqual(plugin.combine(6, 7), 42);
assert.strictEqual(plugin.scale(3), 1.5);
assert.strictEqual(plugin.missing, null);
plugin.combine = (a, b) => a + b;
assert.strictEqual(use(plugin, 80, 4), 42);
plugin.combine = find('-'.charCodeAt(0));
assert.strictEqual(use(plugin, 86, 2), 42);
plugin.missing = (a, b) => a;
assert.strictEqual(use(plugin, 86, 2), -1);
plugin.missing = undefined;
plugin.combine = () => { throw new RangeError('mine'); };
assert.throws(() => use(plugin, 1, 2), { message: 'mine' });

// What is wrong is named.
for (const value of eachCase(['add', 1, {}, [], Buffer.alloc(8), true, plugin])) {
  assert.throws(() => { plugin.combine = value; }, invalidValue(
    'Plugin.combine must be a function, a Callback, null, undefined, ' +
    'or the address of a function as a bigint'));
}
for (const value of eachCase([-1n, 2n ** 64n])) {
  assert.throws(() => { plugin.combine = value; },
                invalidValue('Plugin.combine must be a non-negative pointer bigint'));
}

// In arrays, unions, and nested ones; of functions that take such a table.
{
  const Pair = array(binary, 2);
  const Either = union({ binary, bits: 'uint64' });
  const Nested = struct({ pair: Pair, either: Either, inner: struct({ binary }) });
  const nested = new Nested({
    pair: [(a, b) => a + b, null],
    either: { binary: (a, b) => a - b },
    inner: { binary: (a, b) => a * b },
  });
  assert.strictEqual(nested.pair[0](40, 2), 42);
  assert.strictEqual(nested.pair[1], null);
  nested.pair[1] = (a, b) => a / b;
  assert.deepStrictEqual(Array.from(nested.pair, (fn) => fn(8, 2)), [10, 4]);
  assert.strictEqual(nested.either.binary(44, 2), 42);
  assert.strictEqual(nested.either.bits, nested.either.binary.pointer);
  assert.strictEqual(nested.inner.binary(6, 7), 42);
  const { pair, inner } = nested.toObject();
  assert.strictEqual(pair[0], nested.pair[0]);
  assert.strictEqual(inner.binary, nested.inner.binary);
  assert.throws(() => { nested.pair[0] = 'add'; }, { message: /\[0\] must be a function, / });

  const Self = struct({
    method: func({ arguments: [pointer(() => Self)], return: 'int' }),
    field: 'int',
  });
  const self = new Self({ method: (address) => Self.at(address).field, field: 42 });
  assert.strictEqual(self.method(self), 42);
}

// By value, of a plain object, whose functions live as long as the call, whatever is
// collected meanwhile; in optimised code, too.
{
  let isToCollect = false;
  const call = (a, b) => useByValue({
    name: null,
    combine: (a, b) => {
      if (isToCollect) globalThis.gc();
      return a + b;
    },
    scale: (number) => number * 10,
    missing: null,
  }, a, b);
  for (let i = 0; i < 3; i++) {
    isToCollect = true;
    assert.strictEqual(call(1, 2), 30);
    isToCollect = false;
    optimize(call, 1, 2);
  }
}

async function test() {
  // The instance holds the functions, for as long as it lives.
  const instance = (() => new Plugin({
    name: null, combine: (a, b) => a - b, scale: (number) => number * 10, missing: null,
  }))();
  register(instance);
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  assert.strictEqual(useRegistered(3, 2), 10);

  // It holds what is assigned until it is overwritten, and Callbacks that nothing else
  // refers to; a copy holds what the original does.
  instance.combine = (() => new Callback(binary, (a, b) => a + b).unref())();
  const copy = (() => {
    const original = new Plugin(instance);
    original.scale = (number) => number * 100;
    const copy = new Plugin(original);
    return copy;
  })();
  let old;
  (() => {
    const fn = (a, b) => a + b;
    old = new WeakRef(fn);
    copy.missing = fn;
    copy.missing = null;
  })();
  await gcUntil('function', () => old.deref() === undefined);
  assert.strictEqual(use(copy, 1, 2), 300);
  assert.strictEqual(use(instance, 1, 2), 30);
  instance.combine = null;
  assert.strictEqual(instance.combine, null);
}
test().then(common.mustCall());
