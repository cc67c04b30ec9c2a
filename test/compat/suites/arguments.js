'use strict';
// Every type name × every value, as argument: C gives back what it got.

const types = require('../types.js');
const values = require('../values.js');
const { describe } = require('../outcome.js');

const groups = types.all;

function cases(type, kit) {
  const list = [];
  const c = types.cType(type);
  const good = types.good(type);
  const entered = kit.get('entered_count', [], 'int32');

  const echo = kit.get(`echo_${c}`, [type], type);
  // An alias is the same type: enough to see that.
  for (const name of types.aliases[type] ? values.core : values.all) {
    const value = values.make(name);
    list.push([`only, ${name}`, () => kit.checked(echo, [good], [value], {
      entered, show: (result) => (result === value && typeof value === 'bigint' ? `same bigint` : describe(result)),
    })]);
  }

  if (types.aliases[type]) return list;
  const second = kit.get(`second_${c}`, ['int32', type], type);
  for (const name of values.core) {
    list.push([`second, ${name}`, () =>
      kit.checked(second, [1, good], [1, values.make(name)], { entered })]);
    list.push([`after a wrong one, ${name}`, () =>
      kit.checked(second, [1, good], ['1', values.make(name)], { entered })]);
  }

  if (c !== 'pointer') return list;
  // What the memory holds; once compiled for text, once for bytes.
  const content = kit.get('content', [type], 'uint64');
  for (const name of values.content) {
    list.push([`content, warm with text, ${name}`, () =>
      kit.checked(content, ['good'], [values.make(name)], { entered, show: String })]);
    list.push([`content, warm with bytes, ${name}`, () =>
      kit.checked(content, [Buffer.from('good\0')], [values.make(name)], { entered, show: String })]);
  }
  for (const name of values.all) {
    if (values.content.includes(name) || name.startsWith('bigint')) continue;
    const warm = Buffer.from('good\0');
    list.push([`warm with bytes, ${name}`, () =>
      kit.checked(echo, [warm], [values.make(name)], { entered })]);
    list.push([`warm with text, ${name}`, () =>
      kit.checked(echo, ['text'], [values.make(name)], { entered })]);
  }
  return list;
}

module.exports = { groups, cases };
