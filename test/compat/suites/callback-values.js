'use strict';
// What a callback is given, and what it may give back.

const types = require('../types.js');
const values = require('../values.js');

// Each refused result may cost the process: the core values only, but of each
// family one type in full is enough for the wrong kinds.
const names = [...types.scalars, ...types.pointers];
const groups = names.flatMap((name) => [`result ${name}`, `argument ${name}`]);
const modes = ['unoptimised'];
const full = ['int32', 'uint64', 'float64', 'pointer'];

function cases(group, kit) {
  const [what, type] = group.split(' ');
  const c = types.cType(type);
  const list = [];
  if (what === 'result') {
    const lib = kit.library();
    const call = lib.getFunction(`result_${c}`, { arguments: ['function'], return: type });
    const numbers = values.core.filter((name) => /^(number|bigint|undefined|true)/.test(name));
    const few = ['undefined', 'number 1', 'bigint 1n'];
    const chosen = full.includes(type) ? values.core : type === c || type === 'string' ? numbers : few;
    for (const name of chosen) {
      list.push([name, () => {
        const value = values.make(name);
        return call(lib.registerCallback({ return: type }, () => value));
      }]);
    }
    list.push(['none', () => call(lib.registerCallback({ return: type }, () => {}))]);
    list.push(['good', () => call(lib.registerCallback({ return: type }, () => types.good(type)))]);
    list.push(['throw', () => call(lib.registerCallback({ return: type }, () => { throw new RangeError('thrown'); }))]);
    return list;
  }

  const call = kit.get(`pass_${c}`, ['function', type], 'void');
  const edges = { int8: [-128, 127, -1], uint8: [0, 255], int16: [-32768, 32767], uint16: [65535], char: [-128, 127],
                  bool: [0, 1, 2, 255], int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [2 ** 32 - 1, 2 ** 31],
                  int64: [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, -1n], uint64: [2n ** 64n - 1n, 2n ** 63n, 0n],
                  float32: [0.1, -0, NaN, Infinity, 1e-45], float64: [0.1, -0, NaN, -Infinity, 5e-324] };
  const given = edges[type] ?? [null, 0n, 1n, 2n ** 64n - 1n, 4096n];
  for (const value of [...given, types.good(type)]) {
    list.push([`${typeof value} ${Object.is(value, -0) ? '-0' : value}`, () => {
      const lib = kit.library();
      let got = 'not called';
      call(lib.registerCallback({ arguments: [type] }, (...args) => { got = args; }), value);
      return got;
    }]);
  }
  if (c === 'pointer') {
    list.push(['text', () => {
      const lib = kit.library();
      let got = 'not called';
      call(lib.registerCallback({ arguments: [type] }, (p) => { got = kit.ffi.toString(p); }), 'text');
      return got;
    }]);
    list.push(['bytes', () => {
      const lib = kit.library();
      let got = 'not called';
      call(lib.registerCallback({ arguments: [type] }, (p) => { got = kit.ffi.toBuffer(p, 3); }), Buffer.from('abc'));
      return got;
    }]);
  }
  return list;
}

module.exports = { groups, cases, modes };
