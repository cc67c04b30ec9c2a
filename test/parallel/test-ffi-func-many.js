// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, func } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// To pass ever new functions takes no memory for good: their addresses are used again,
// but each not before many others were.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const { call, same } = dlopen(pathOf('function_pointers'), {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
  same: { arguments: [binary], return: 'pointer' },
}).functions;

// One after the other.
{
  const addresses = [];
  for (let i = 0; i < 2000; i++) addresses.push(same(() => i));
  const distinct = new Set(addresses);
  assert.ok(distinct.size >= 256, `${distinct.size}`);
  assert.ok(distinct.size < 300, `${distinct.size}`);
  for (let i = 0; i < addresses.length; i++) {
    const next = addresses.indexOf(addresses[i], i + 1);
    assert.ok(next === -1 || next - i >= 256, `${i}, ${next}`);
  }
  // The same one again and again has the same address.
  const fn = () => 0;
  const address = same(fn);
  for (let i = 0; i < 10; i++) assert.strictEqual(same(fn), address);
}

// Many at once, nested in each other, in all orders.
for (const depth of eachCase([1, 2, 255, 256, 257, 300])) {
  const nest = (n) => (n === 0 ? 0 : call((a, b) => nest(n - 1) + a + b, 1, n));
  for (let i = 0; i < 3; i++) {
    assert.strictEqual(nest(depth), depth + depth * (depth + 1) / 2);
  }
}

// The same function within itself, beside others.
{
  const one = (n) => (n === 0 ? 0 : call((m) => call(one, m - 1, 0) + 1, n, 0));
  for (let i = 0; i < 300; i++) assert.strictEqual(call(one, 3, 0), 3);
}

// Whatever a call ends by, its functions are not held.
{
  const before = new Set();
  for (let i = 0; i < 1000; i++) {
    assert.throws(() => call(() => { throw new RangeError('mine'); }, 1, 2), RangeError);
    assert.throws(() => call(() => 1, 'x', 2), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  for (let i = 0; i < 1000; i++) before.add(same(() => i));
  assert.ok(before.size < 700, `${before.size}`);
}
