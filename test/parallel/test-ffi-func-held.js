// Flags: --experimental-ffi --expose-internals --expose-gc
'use strict';

const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Callback, dlopen, func } = require('node:ffi');
const { getType } = require('internal/ffi/types');
const { gcUntil } = require('../common/gc');
const { invalidValue, pathOf } = require('../common/ffi');

// What memory holds of a function can be called as long as something holds that.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const { functions: { call, same } } = dlopen(pathOf('function_pointers'), {
  call: { arguments: ['pointer', 'int', 'int'], return: 'int' },
  same: { arguments: [binary], return: binary },
});
const { hold } = getType(binary);

async function collected() {
  let weak;
  const address = (() => {
    const { address, holder } = hold(function first() { return 1; }, 'f');
    weak = new WeakRef(holder);
    assert.strictEqual(call(address, 1, 2), 1);
    return address;
  })();
  await gcUntil('holder', () => weak.deref() === undefined);
  setImmediate(() => call(address, 1, 2));
}

if (process.argv[2] === 'collected') {
  collected();
  return;
}
{
  const args = ['--experimental-ffi', '--expose-internals', '--expose-gc', __filename, 'collected'];
  const { stderr, signal, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.ok(signal === 'SIGABRT' || status === 134, stderr);
  assert.ok(stderr.includes("FATAL ERROR: node:ffi: callback 'first' of type " +
                            'int32 (int32, int32) was called after what held it was ' +
                            'garbage-collected\n'), stderr);
}

{
  const callback = new Callback(binary, (a, b) => a * b);
  assert.deepStrictEqual({ ...hold(null, 'f') }, { address: 0n, holder: undefined });
  assert.deepStrictEqual({ ...hold(undefined, 'f') }, { address: 0n, holder: undefined });
  assert.deepStrictEqual({ ...hold(8n, 'f') }, { address: 8n, holder: undefined });
  assert.deepStrictEqual({ ...hold(callback, 'f') },
                         { address: callback.pointer, holder: callback });
  const native = same(callback);
  assert.deepStrictEqual({ ...hold(native, 'f') },
                         { address: callback.pointer, holder: undefined });
  assert.throws(() => hold('x', 'f'), invalidValue(
    'f must be a function, a Callback, null, undefined, or the address of a function as a bigint'));
  callback.close();
  assert.throws(() => hold(callback, 'f'), invalidValue('f is a Callback that is closed'));
}

async function test() {
  // It holds the function, which may refer to what holds it.
  const held = (() => hold((a, b) => a + b, 'f'))();
  let weak;
  (() => {
    const object = {};
    const fn = () => object;
    object.held = hold(fn, 'f');
    weak = new WeakRef(fn);
  })();
  await gcUntil('function', () => weak.deref() === undefined);
  assert.strictEqual(call(held.address, 40, 2), 42);
  assert.notStrictEqual(hold(call, 'f').holder, held.holder);
}
test().then(common.mustCall());
