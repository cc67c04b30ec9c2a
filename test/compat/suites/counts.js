'use strict';
// Calls with fewer and with more arguments than declared.

const groups = [''];
const odd = [Symbol(), {}, 'x', true];

function cases(group, kit) {
  const list = [];
  const entered = kit.get('entered_count', [], 'int32');
  const define = (name, args, result, goods) => {
    const target = kit.get(name, args, result);
    for (let count = 0; count <= goods.length + 2; count++) {
      const given = [...goods, 1, 2].slice(0, count);
      list.push([`${name} of ${goods.length}: ${count}`, () => kit.checked(target, goods, given, { entered })]);
      list.push([`${name} of ${goods.length}: ${count} wrong`, () =>
        kit.checked(target, goods, given.map((_, i) => odd[i % odd.length]), { entered })]);
      list.push([`${name} of ${goods.length}: ${count} by apply`, () => target.apply(null, given)]);
      list.push([`${name} of ${goods.length}: ${count} by spread`, () => target(...given)]);
      list.push([`${name} of ${goods.length}: ${count} by Reflect`, () => Reflect.apply(target, {}, given)]);
      list.push([`${name} of ${goods.length}: ${count} by bind`, () => target.bind(1, ...given)()]);
    }
    list.push([`${name} array-like`, () => target.apply(null, { length: goods.length })]);
    list.push([`${name} in map`, () => [1, 2].map(target)]);
  };
  const ints = (n) => new Array(n).fill('int32');
  define('nothing', [], 'void', []);
  define('sum0', [], 'int32', []);
  define('sum1', ints(1), 'int32', [3]);
  define('sum2', ints(2), 'int32', [3, 4]);
  define('sum3', ints(3), 'int32', [3, 4, 5]);
  define('sum8', ints(8), 'int32', [1, 2, 3, 4, 5, 6, 7, 8]);
  define('echo_pointer', ['pointer'], 'pointer', [4096n]);
  define('echo_int64', ['int64'], 'int64', [5n]);
  define('echo_float64', ['float64'], 'float64', [1.5]);
  define('is_null', ['string'], 'int32', ['text']);
  const mixed = ['int8', 'float64', 'uint16', 'float32', 'int64', 'pointer', 'uint8', 'float64', 'int32', 'uint64'];
  const good = [1, 1.5, 2, 0.5, 3n, 4096n, 4, 2.5, 5, 6n];
  define('mixed', mixed, 'float64', good);

  // With two wrong arguments, the first is named.
  const target = kit.get('mixed', mixed, 'float64');
  for (let i = 0; i < good.length; i++) {
    for (let j = i; j < good.length; j++) {
      list.push([`wrong at ${i} and ${j}`, () =>
        kit.checked(target, good, good.map((v, k) => (k === i || k === j ? Symbol() : v)), { entered })]);
    }
  }
  return list;
}

module.exports = { groups, cases };
