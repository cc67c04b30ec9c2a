'use strict';
// Get…(pointer[, offset]) and set…(pointer, offset, value), with every value in
// every place.

const values = require('../values.js');

const kinds = ['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64', 'Float32', 'Float64'];
const groups = kinds.flatMap((kind) => [`get${kind}`, `set${kind}`]);
const goods = { Int64: 5n, Uint64: 5n, Float32: 1.5, Float64: 1.5 };

function cases(group, kit) {
  const kind = group.slice(3);
  const list = [];
  const target = kit.ffi[group];
  const block = kit.get('get_block', [], 'pointer');
  const base = block();
  const good = group.startsWith('get') ? [base, 0] : [base, 0, goods[kind] ?? 1];
  // What a write left there, as bytes; each case starts from the same.
  const bytes = kit.get('byte_at', ['int32'], 'uint8');
  const show = group.startsWith('get') ? undefined : (result) => {
    const seen = Array.from({ length: 16 }, (_, i) => bytes(i).toString(16).padStart(2, '0')).join('');
    block();
    return `${result} ${seen}`;
  };
  const add = (name, make) =>
    list.push([name, () => kit.checked(target, good, make(), { show, prepare: block })]);

  // The address is looked at in the same way for all: three kinds with everything,
  // the others with the core.
  const certain = /^(Int8|Uint64|Float64)$/.test(kind) ? values.certain : values.certain.filter((name) => values.core.includes(name));
  for (const name of certain) add(`pointer, ${name}`, () => [values.make(name), ...good.slice(1)]);
  for (const name of certain) add(`offset, ${name}`, () => [base, values.make(name), ...good.slice(2)]);
  for (const name of values.core) add(`offset from NULL, ${name}`, () => [0n, values.make(name), ...good.slice(2)]);
  for (const name of values.core) {
    add(`offset from the last address, ${name}`, () => [2n ** 64n - 1n, values.make(name), ...good.slice(2)]);
  }
  if (group.startsWith('set')) {
    for (const name of values.all) add(`value, ${name}`, () => [base, 0, values.make(name)]);
    for (const name of values.core) add(`value at NULL, ${name}`, () => [0n, 0, values.make(name)]);
  }
  for (let offset = 0; offset < 18; offset++) add(`at ${offset}`, () => [base, offset, ...good.slice(2)]);
  for (let count = 0; count < good.length + 2; count++) {
    add(`${count} arguments`, () => [...good, 1, 1].slice(0, count));
    add(`${count} wrong arguments`, () => ['x', 'y', 'z', 1, 1].slice(0, count));
    add(`${count} good, then wrong arguments`, () => [...good.slice(0, count), 'x', 'y', 'z'].slice(0, good.length));
  }
  list.push(['own keys', () => Reflect.ownKeys(target).join()]);
  list.push(['new', () => new target(...good)]);
  list.push(['detached from the module', () => (0, target)(...good)]);
  return list;
}

module.exports = { groups, cases };
