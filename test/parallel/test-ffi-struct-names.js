// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { inspect } = require('node:util');
const { struct } = require('node:ffi');
const { eachCase } = require('../common/ffi');

// A field may be called anything: a field of an instance wins over what all instances
// have, and no name gets into what is generated.

const kNames = [
  'constructor', 'toObject', 'toJSON', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'name', 'size',
  'then', 'prototype', 'arguments', 'this', 'class', 'memory', 'key', 'f0', 'read0', 'a b', '-1', '1.5',
  'x\n}; process.exit(1); {', '"', "'", '`', '$1', '*/', '\\', '\u2028', 'ä', '\u{1f600}', '\ud800', ' ', '#x',
  'get x', 'kType', 'Symbol(kMemory)', '__defineGetter__', 'nodejs.util.inspect.custom',
];

for (const name of eachCase(kNames)) {
  const T = struct({ [name]: 'int', other: 'int8' }, { name: 'T' });
  const t = new T({ [name]: 5, other: 6 });
  assert.strictEqual(t[name], 5);
  t[name]++;
  assert.strictEqual(t[name], 6);
  assert.deepStrictEqual(T.toObject(t), { [name]: 6, other: 6 });
  assert.ok(inspect(t).startsWith('T { '));
  assert.deepStrictEqual(structuredClone(t), { [name]: 6, other: 6 });
  assert.throws(() => { t[name] = 'x'; }, { code: 'ERR_INVALID_ARG_VALUE', message: /must be an int32$/ });
  assert.throws(() => new T({ __proto__: null, other: 1 }), { message: /is missing$/ });
  if (name !== 'toJSON') assert.deepStrictEqual(JSON.parse(JSON.stringify(t)), { [name]: 6, other: 6 });
  assert.strictEqual(T.name, 'T');
}

// All at once.
{
  const All = struct(kNames.map((name) => [name, 'int']));
  const all = new All(Object.fromEntries(kNames.map((name, i) => [name, i])));
  assert.deepStrictEqual(kNames.map((name) => all[name]), kNames.map((_, i) => i));
  assert.deepStrictEqual(Object.keys(All.toObject(all)), kNames);
  const listed = [];
  for (const name in all) listed.push(name);
  assert.deepStrictEqual(listed.sort(), [...kNames].sort());
  assert.deepStrictEqual(Reflect.ownKeys(all), []);
}
