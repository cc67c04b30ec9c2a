'use strict';
/* eslint-disable @stylistic/js/max-len, no-self-compare, no-useless-call -- one case a line */
// The function objects: identity, keys, what they keep, what closing does.

const types = require('../types.js');

const groups = [''];
const i32 = { arguments: ['int32'], return: 'int32' };

function cases(group, kit) {
  const { ffi, library } = kit;
  const { list, add } = kit.newCases();
  const one = () => library().getFunction('echo_int32', i32);

  add('own keys', () => Reflect.ownKeys(one()).map(String));
  add('descriptors', () => Object.entries(Object.getOwnPropertyDescriptors(one()))
    .map(([key, d]) => [key, typeof d.value, d.writable, d.enumerable, d.configurable]));
  add('name', () => one().name);
  add('pointer', () => typeof one().pointer);
  add('pointer is the symbol', () => { const lib = library(); return lib.getFunction('sum0', {}).pointer === lib.getSymbol('sum0'); });
  add('pointer assignment', () => { const f = one(); f.pointer = 1n; return [f.pointer, f(5)]; });
  add('pointer delete', () => { const f = one(); return [delete f.pointer, Object.keys(f), f(5)]; });
  add('name assignment', () => { const f = one(); f.name = 'x'; return f.name; });
  add('length redefinition', () => { const f = one(); Object.defineProperty(f, 'length', { value: 9 }); return [f.length, f(5)]; });
  add('prototype', () => [Object.hasOwn(one(), 'prototype'), Object.getPrototypeOf(one()) === Function.prototype]);
  add('new', () => new (one())(5));
  add('Reflect.construct', () => Reflect.construct(Object, [], one()));
  add('class extends', () => class extends one() {});
  add('instanceof', () => ({}) instanceof one());
  add('extensible', () => Object.isExtensible(one()));
  add('frozen, and called', () => Object.freeze(one())(5));
  add('toString', () => /^(async )?(function\b|\w+\s*\()/.test(Function.prototype.toString.call(one())));
  add('caller and arguments', () => kit.steps(() => one().caller, () => one().arguments));
  add('receiver is ignored', () => [one().call(null, 5), one().call(1, 5), one().apply({}, [5])]);
  add('bind', () => [one().bind(null, 5)(), one().bind(null).name]);
  add('as a method', () => ({ f: one() }).f(5));
  add('tagged template', () => one()`5`);
  add('optional call', () => one()?.(5));
  add('in a proxy', () => new Proxy(one(), {})(5));
  add('inspect', () => require('util').inspect(one()).replace(/\d{6,}n/, '<address>'));
  add('clone', () => { try { structuredClone(one()); return 'cloned'; } catch (e) { return e.name; } });
  for (let n = 0; n < 5; n++) {
    add(`arity ${n}`, () => library().getFunction('sum8', { arguments: new Array(n).fill('int32') }).length);
  }

  // Identity: one function for one symbol and signature.
  const same = (name, first, second) => add(`same: ${name}`, () => {
    const lib = library();
    return lib.getFunction('echo_int32', first) === lib.getFunction('echo_int32', second);
  });
  same('same object', i32, i32);
  same('equal definition', i32, { ...i32 });
  same('keys in another order', i32, { return: 'int32', arguments: ['int32'] });
  same('aliases', i32, { arguments: ['i32'], return: 'i32' });
  same('the other spelling', i32, { parameters: ['i32'], result: 'i32' });
  same('another return', i32, { arguments: ['int32'], return: 'uint32' });
  same('another argument', i32, { arguments: ['uint32'], return: 'int32' });
  same('another count', i32, { arguments: [], return: 'int32' });
  same('void and none', { arguments: ['int32'] }, { arguments: ['int32'], return: 'void' });
  same('empty and none', {}, { arguments: [] });
  const all = [...types.all, 'void'];
  for (const a of all) {
    for (const b of all) {
      if (a === b || (types.aliases[a] && types.aliases[b])) continue;
      const alike = types.aliases[a] === b || types.aliases[b] === a;
      const family = types.pointers.includes(a) && types.pointers.includes(b);
      const bytes = /^(char|bool|int8|uint8)$/;
      if (!alike && !family && !(bytes.test(a) && bytes.test(b))) continue;
      add(`same: ${a} and ${b} as return`, () => {
        const lib = library();
        return lib.getFunction('nothing', { return: a }) === lib.getFunction('nothing', { return: b });
      });
      if (a === 'void' || b === 'void') continue;
      add(`same: ${a} and ${b} as argument`, () => {
        const lib = library();
        return lib.getFunction('nothing', { arguments: [a] }) === lib.getFunction('nothing', { arguments: [b] });
      });
    }
  }
  add('same: functions', () => { const lib = library(); const f = lib.getFunction('echo_int32', i32); return [lib.functions.echo_int32 === f, lib.functions.echo_int32 === lib.functions.echo_int32, lib.functions === lib.functions]; });
  add('same: getFunctions', () => { const lib = library(); const f = lib.getFunction('echo_int32', i32); return [lib.getFunctions().echo_int32 === f, lib.getFunctions({ echo_int32: i32 }).echo_int32 === f]; });
  add('same: dlopen', () => { const { lib, functions } = ffi.dlopen(kit.path, { echo_int32: i32 }); return lib.getFunction('echo_int32', i32) === functions.echo_int32; });
  add('same: another library', () => library().getFunction('echo_int32', i32) === library().getFunction('echo_int32', i32));
  add('a failed second signature leaves the first', () => { const lib = library(); const f = lib.getFunction('echo_int32', i32); return kit.steps(() => lib.getFunction('echo_int32', {}), () => lib.getFunction('echo_int32', i32) === f, () => f(5)); });
  add('same: after a collection', () => {
    const lib = library();
    lib.getFunction('echo_int32', i32);
    globalThis.gc();
    return [lib.getFunction('echo_int32', i32)(5), Object.keys(lib.functions)];
  });
  add('library collected while the function is held', () => {
    const f = one();
    globalThis.gc();
    globalThis.gc();
    return f(5);
  });

  // Closing: before, at and after the call; the arity is not looked at.
  for (const [name, args, result, good] of [
    ['echo_int32', ['int32'], 'int32', [5]], ['nothing', [], 'void', []], ['sum2', ['int32', 'int32'], 'int32', [1, 2]],
    ['echo_int64', ['int64'], 'int64', [5n]], ['echo_float64', ['float64'], 'float64', [1.5]],
    ['echo_pointer', ['pointer'], 'pointer', [4096n]], ['content', ['string'], 'uint64', ['text']],
    ['sum8', new Array(8).fill('int32'), 'int32', [1, 2, 3, 4, 5, 6, 7, 8]]]) {
    for (const [what, given] of [['good', good], ['no', []], ['wrong', [Symbol()]], ['more', [...good, 1]]]) {
      add(`${name} after close, ${what} arguments`, () => {
        const lib = library();
        const f = lib.getFunction(name, { arguments: args, return: result });
        const caller = kit.site(f, good, given.length);
        lib.close();
        return caller(...given);
      });
      add(`${name} closed by valueOf-like getter, ${what} arguments`, () => {
        const lib = library();
        const f = lib.getFunction(name, { arguments: args, return: result });
        const caller = kit.site(f, good, given.length);
        return caller(...given.map((value, i) => (i === given.length - 1 && lib.close(), value)));
      });
    }
    add(`${name} opened again`, () => {
      const first = library();
      const f = first.getFunction(name, { arguments: args, return: result });
      const caller = kit.site(f, good);
      first.close();
      const g = library().getFunction(name, { arguments: args, return: result });
      return kit.steps(() => caller(...good), () => typeof g(...good));
    });
  }

  // Results at the borders of their types.
  const borders = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535],
                    int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1], int64: [-(2n ** 63n), 2n ** 63n - 1n],
                    uint64: [0n, 2n ** 64n - 1n], float32: [0.1, 3.4028234663852886e38, -0, NaN],
                    float64: [0.1, 5e-324, -0, NaN], char: [-128, 127], bool: [0, 1] };
  for (const [type, edges] of Object.entries(borders)) {
    for (const edge of edges) {
      const good = types.good(type);
      add(`result ${type} ${Object.is(edge, -0) ? '-0' : edge}`, () => kit.call(kit.get(`echo_${type}`, [type], type), [good], [edge]));
    }
  }

  // Text and memory that C keeps or writes.
  add('C writes to a text argument', () => {
    const f = kit.get('upper_first', ['string'], 'int32');
    const text = 'lower';
    return [f(text), text, f(text)];
  });
  add('C writes to a view', () => {
    const bytes = Buffer.from('lower\0');
    kit.get('upper_first', ['buffer'], 'int32')(bytes);
    return bytes.toString();
  });
  return list;
}

module.exports = { groups, cases };
