// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func } = require('node:ffi');
const { inspect } = require('node:util');
const { eachCase, invalidValue, pathOf } = require('../common/ffi');

// A Callback is a JavaScript function that native code can call until it is closed. No
// library owns it. It is passed as it is, or by its address.

const signature = { arguments: ['int', 'int'], return: 'int' };
const type = func(signature);
const load = (parameter) => dlopen(pathOf('function_pointers'), {
  call: { arguments: [parameter, 'int', 'int'], return: 'int' },
}).functions.call;

const parameters = [type, 'pointer', 'function', 'buffer', 'string', 'cstring'];
for (const parameter of eachCase(parameters)) {
  const call = load(parameter);
  const callback = new Callback(signature, common.mustCall((a, b) => a * b, 2));
  assert.strictEqual(typeof callback.pointer, 'bigint');
  assert.strictEqual(callback.pointer, callback.pointer);
  assert.strictEqual(call(callback.pointer, 6, 7), 42);
  assert.strictEqual(call(callback, 6, 7), 42);

  assert.strictEqual(callback.close(), undefined);
  assert.throws(() => call(callback, 6, 7), invalidValue('Argument 0 is a Callback that is closed'));
  assert.throws(() => callback.pointer, {
    name: 'Error',
    code: 'ERR_INVALID_STATE',
    message: 'Invalid state: Callback is closed',
  });
  callback.close();
  callback[Symbol.dispose]();
  assert.strictEqual(callback.ref(), callback);
  assert.strictEqual(callback.unref(), callback);
}

// A type of func() is a signature, too.
const call = load(type);
{
  using callback = new Callback(type, (a, b) => a + b);
  assert.strictEqual(callback.ref(), callback);
  assert.strictEqual(callback.unref(), callback);
  assert.strictEqual(call(callback, 1, 2), 3);
  const other = new Callback(type, (a, b) => a + b);
  assert.notStrictEqual(other.pointer, callback.pointer);
  other.close();
}

// `using` closes it, also when something is thrown.
{
  let outer;
  assert.throws(() => {
    using callback = new Callback(signature, () => { throw new RangeError('mine'); });
    outer = callback;
    call(callback, 1, 2);
  }, { name: 'RangeError', message: 'mine' });
  assert.throws(() => outer.pointer, { code: 'ERR_INVALID_STATE' });
}

// To close it while it runs takes effect when it has returned, however deep that is.
{
  const callback = new Callback(signature, common.mustCall((depth) => {
    callback.close();
    assert.throws(() => callback.pointer, { code: 'ERR_INVALID_STATE' });
    return depth === 0 ? 0 : call(address, depth - 1, 0) + 1;
  }, 4));
  const address = callback.pointer;
  assert.strictEqual(call(address, 3, 0), 3);
}

// As an object.
{
  class Mine extends Callback {
    double() { return this.pointer * 2n; }
  }
  using callback = new Mine(signature, () => 0);
  assert.ok(callback instanceof Callback);
  assert.strictEqual(callback.double(), callback.pointer * 2n);
  assert.strictEqual(call(callback, 1, 2), 0);
  assert.deepStrictEqual(Reflect.ownKeys(callback), []);
  assert.strictEqual(Callback.length, 2);
  assert.strictEqual(inspect(callback), `Callback { pointer: ${callback.pointer}n }`);
  assert.strictEqual(inspect({ callback }, { depth: 0 }), '{ callback: [Callback] }');
  assert.throws(() => structuredClone(callback), { name: 'DataCloneError' });
  const closed = new Callback({}, () => {});
  closed.close();
  assert.strictEqual(inspect(closed), 'Callback { closed: true }');

  // Only its own kind is one.
  const invalidThis = { code: 'ERR_INVALID_THIS' };
  const fake = { __proto__: callback };
  for (const object of eachCase([fake, Callback.prototype, {}, new Proxy(callback, {})])) {
    const { get } = Object.getOwnPropertyDescriptor(Callback.prototype, 'pointer');
    assert.throws(() => Reflect.apply(get, object, []), invalidThis);
    for (const name of ['close', 'ref', 'unref', Symbol.dispose]) {
      assert.throws(() => Reflect.apply(callback[name], object, []), invalidThis);
    }
    assert.throws(() => call(object, 1, 2), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.throws(() => load('pointer')(object, 1, 2), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  assert.throws(() => Callback(signature, () => 0), TypeError);
}
