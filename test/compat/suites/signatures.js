'use strict';
// Definitions: both spellings, what is missing, wrong, unknown or exotic. Each
// is given to dlopen, getFunction, getFunctions and registerCallback.

const types = require('../types.js');
const values = require('../values.js');

const groups = ['dlopen', 'getFunction', 'getFunctions', 'registerCallback'];
const modes = ['unoptimised'];

const i32 = ['int32'];
const thrower = (what) => ({ get() { throw new RangeError(what); } });
const noise = (n) => ({ length: n, 0: 'int32' });
function* definitions() {
  yield ['empty', () => ({})];
  // Both spellings, alone and mixed.
  const ins = [['arguments', i32], ['parameters', i32]];
  const outs = [['return', 'int32'], ['result', 'int32'], ['returns', 'int32']];
  for (const [a, v] of ins) yield [`${a} only`, () => ({ [a]: v })];
  for (const [r, v] of outs) yield [`${r} only`, () => ({ [r]: v })];
  for (const [a, v] of ins) for (const [r, w] of outs) yield [`${a} and ${r}`, () => ({ [a]: v, [r]: w })];
  yield ['arguments and parameters that agree', () => ({ arguments: i32, parameters: i32, return: 'int32' })];
  yield ['arguments and parameters that disagree', () => ({ arguments: i32, parameters: [], return: 'int32' })];
  yield ['arguments and parameters, alias', () => ({ arguments: i32, parameters: ['i32'], return: 'int32' })];
  yield ['return and result that agree', () => ({ arguments: i32, return: 'int32', result: 'int32' })];
  yield ['return and result that disagree', () => ({ arguments: i32, return: 'int32', result: 'int8' })];
  yield ['return and returns that disagree', () => ({ arguments: i32, return: 'int32', returns: 'int8' })];
  yield ['result and returns that disagree', () => ({ arguments: i32, result: 'int32', returns: 'int8' })];
  yield ['all five', () => ({ arguments: i32, parameters: i32, return: 'int32', result: 'int32', returns: 'int32' })];
  for (const key of ['args', 'params', 'ret', 'Arguments', 'foo', 'abi', 'nonblocking', 'symbol', 'optional',
                     'variadic', 'errno', 'type', 'name', 'length', '0']) {
    yield [`unknown key ${key}`, () => ({ arguments: i32, return: 'int32', [key]: undefined })];
    yield [`unknown key ${key} with a value`, () => ({ arguments: i32, return: 'int32', [key]: 'x' })];
  }
  yield ['unknown symbol key', () => ({ arguments: i32, return: 'int32', [Symbol('k')]: 1 })];
  yield ['unknown inherited key', () => ({ __proto__: { foo: 1 }, arguments: i32, return: 'int32' })];
  yield ['unknown hidden key', () => Object.defineProperty({ arguments: i32, return: 'int32' }, 'foo', { value: 1 })];

  // Every name; every value in each place.
  for (const name of [...types.all, 'void', 'bool ', ' int32', 'Int32', 'INT32', 'int', 'long', 'size_t', 'char*',
                      'int32\0', '', 'toString', '__proto__', 'constructor', 'length', 'boolean', 'struct', 'any',
                      'null', 'usize', 'isize', 'cstring']) {
    yield [`argument type ${JSON.stringify(name)}`, () => ({ arguments: [name] })];
    yield [`return type ${JSON.stringify(name)}`, () => ({ return: name })];
  }
  for (const name of values.core) {
    const value = values.make(name);
    yield [`arguments is ${name}`, () => ({ arguments: value })];
    yield [`parameters is ${name}`, () => ({ parameters: value })];
    yield [`argument type is ${name}`, () => ({ arguments: [value] })];
    yield [`second type is ${name}`, () => ({ arguments: ['int32', value] })];
    yield [`return is ${name}`, () => ({ return: value })];
    yield [`result is ${name}`, () => ({ result: value })];
    yield [`returns is ${name}`, () => ({ returns: value })];
    yield [`definition is ${name}`, () => value];
  }
  yield ['boxed type name', () => ({ arguments: [Object('int32')] })];
  yield ['boxed return', () => ({ return: Object('int32') })];

  // Arrays and objects of every sort.
  yield ['array with a hole', () => ({ arguments: Object.assign(new Array(2), { 1: 'int32' }) })];
  yield ['sparse array', () => ({ arguments: new Array(3) })];
  yield ['array-like', () => ({ arguments: noise(1) })];
  yield ['set of types', () => ({ arguments: new Set(i32) })];
  yield ['typed array', () => ({ arguments: new Uint8Array(1) })];
  yield ['frozen', () => Object.freeze({ arguments: Object.freeze(['int32']), return: 'int32' })];
  yield ['null prototype', () => ({ __proto__: null, arguments: i32, return: 'int32' })];
  yield ['inherited keys', () => ({ __proto__: { arguments: i32, return: 'int32' } })];
  yield ['hidden keys', () => Object.defineProperties({}, { arguments: { value: i32 }, return: { value: 'int32' } })];
  yield ['class instance', () => new (class { arguments = i32; return = 'int32'; })()];
  yield ['array subclass', () => ({ arguments: (class extends Array {}).of('int32') })];
  yield ['array with a getter', () => ({ arguments: Object.defineProperty([], 0, { get: () => 'int32' }) })];
  yield ['array with a throwing getter', () => ({ arguments: Object.defineProperty([], 0, thrower('getter')) })];
  yield ['array of the other realm', () => ({ arguments: require('vm').runInNewContext('["int32"]') })];
  yield ['proxy of an array', () => ({ arguments: new Proxy(['int32'], {}) })];
  yield ['proxy of an array, throwing', () => ({ arguments: new Proxy(['int32'], thrower('trap')) })];
  yield ['proxy of a definition', () => new Proxy({ arguments: i32, return: 'int32' }, {})];
  for (const trap of ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf']) {
    yield [`proxy whose ${trap} throws`, () => new Proxy({ arguments: i32, return: 'int32' }, { [trap]() { throw new RangeError(`${trap} ran`); } })];
  }
  yield ['throwing getter arguments', () => ({ get arguments() { throw new RangeError('arguments'); } })];
  yield ['throwing getter return', () => ({ get return() { throw new RangeError('return'); } })];
  // eslint-disable-next-line no-throw-literal
  yield ['getter throws a string', () => ({ get return() { throw 'text'; } })];
  yield ['revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }];
  for (const count of [1, 7, 64, 255, 256, 300, 5000]) {
    yield [`${count} arguments`, () => ({ arguments: new Array(count).fill('int32') })];
  }
}

const seen = (f) => [f.name, f.length, Object.keys(f)];

function cases(group, kit) {
  const { ffi } = kit;
  const list = [];
  const ways = {
    dlopen: (d) => seen(ffi.dlopen(kit.path, { echo_int32: d }).functions.echo_int32),
    getFunction: (d) => seen(kit.library().getFunction('echo_int32', d)),
    getFunctions: (d) => seen(kit.library().getFunctions({ echo_int32: d }).echo_int32),
    registerCallback: (d) => typeof kit.library().registerCallback(d, () => 0),
  };
  for (const [name, make] of definitions()) list.push([name, () => ways[group](make())]);

  const reads = (wrap) => () => {
    const log = [];
    const definition = new Proxy({ arguments: ['int32'], return: 'int32' }, {
      get(target, key) {
        log.push(`get ${String(key)}`);
        return target[key];
      },
    });
    wrap(definition);
    return log.filter((line) => / (arguments|return)$/.test(line)).sort();
  };
  list.push(['each key is read once', reads(ways[group])]);
  list.push(['element getters run once', () => {
    let count = 0;
    const array = Object.defineProperty([], 0, { get: () => (count++, 'int32') });
    ways[group]({ arguments: array, return: 'int32' });
    return count;
  }]);
  list.push(['getter gives another type each time', () => {
    let turn = 0;
    return kit.steps(() => ways[group]({ get return() { return turn++ ? 'nonsense' : 'int32'; } }), () => turn);
  }]);
  if (group !== 'registerCallback') {
    // What the spelling means, by calling.
    const call = { dlopen: (d) => ffi.dlopen(kit.path, { echo_int32: d }).functions.echo_int32,
                   getFunction: (d) => kit.library().getFunction('echo_int32', d),
                   getFunctions: (d) => kit.library().getFunctions({ echo_int32: d }).echo_int32 }[group];
    for (const a of ['arguments', 'parameters']) {
      for (const r of ['return', 'result', 'returns']) {
        list.push([`call with ${a} and ${r}`, () => call({ [a]: ['int32'], [r]: 'int32' })(5)]);
      }
    }
    list.push(['call without return', () => call({ arguments: ['int32'] })(5)]);
    list.push(['call with variadic false', () => call({ arguments: ['int32'], return: 'int32', variadic: false })(5)]);
    list.push(['types constants', () => call({ arguments: [ffi.types.INT_32], return: ffi.types.INT_32 })(5)]);
  }
  return list;
}

module.exports = { groups, cases, modes };
