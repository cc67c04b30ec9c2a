// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { array, chars, dlopen, func, out, owned, pointer, struct } = require('node:ffi');
const { invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// It is freed once, whatever happens, and before the library may be gone that does that.

const path = pathOf('handles');
const { lib, functions } = dlopen(path, {
  failing: { symbol: 'free_failing', arguments: ['pointer'], return: 'int', errno: 'throw' },
  count_allocated: { return: 'int' },
  count_freed: { return: 'int' },
  count_wrong: { return: 'int' },
});
function check(difference = 0) {
  assert.strictEqual(functions.count_allocated() - functions.count_freed(), difference);
  assert.strictEqual(functions.count_wrong(), 0);
}

// The conversion throws.
{
  const Point = struct({ x: 'double', y: 'int' }, { name: 'Point' });
  let isToThrow = true;
  class Throws extends Point {
    constructor(...args) {
      super(...args);
      if (isToThrow) throw new RangeError('mine');
    }
  }
  const give = lib.getFunction('give_point', {
    arguments: ['double', 'int'], return: owned(pointer(Throws), 'free_it'),
  });
  assert.throws(() => give(1, 2), { name: 'RangeError', message: 'mine' });
  check();
  isToThrow = false;
  const optimized = optimize(() => give(1, 2));
  isToThrow = true;
  assert.throws(optimized, { name: 'RangeError', message: 'mine' });
  check();
}

// C counts wrong.
{
  const give = lib.getFunction('give_counted', {
    arguments: ['int', out('int64')], return: owned(array('int', { countedBy: 1 }), 'free_it'),
  });
  assert.throws(() => give(-1), { code: 'ERR_OUT_OF_RANGE', message: 'Result is counted by argument 1, which is -1' });
  check();
}

// The constructor calls the function again.
{
  let depth = 0;
  class Nested extends struct({ x: 'double', y: 'int' }) {
    constructor(...args) {
      super(...args);
      if (depth++ < 10) this.inner = give(depth, 2);
    }
  }
  const give = lib.getFunction('nested', {
    symbol: 'give_point', arguments: ['double', 'int'], return: owned(pointer(Nested), 'free_it'),
  });
  assert.strictEqual(give(1, 2).inner.inner.x, 2);
  check();
}

// What the function throws passes through: it was called.
{
  const give = lib.getFunction('fails', {
    symbol: 'give_text', arguments: ['int'], return: owned('cstring', functions.failing),
  });
  const error = { code: 'EIO', syscall: 'free_failing' };
  assert.throws(() => give(0), error);
  check();
  assert.strictEqual(optimize(() => give(1))(), null);
  assert.throws(() => give(0), error);
  check();
}

// A callback throws.
{
  const give = lib.getFunction('give_text_after', {
    arguments: [func({})], return: owned('cstring', 'free_it'),
  });
  assert.strictEqual(give(common.mustCall()), 'after');
  check();
  assert.throws(() => give(() => { throw new RangeError('mine'); }), { name: 'RangeError' });
  check();
  // The program may close the library in it, and nothing can be freed.
  const other = dlopen(path, {
    give_text_after: { arguments: [func({})], return: owned('cstring', 'free_it') },
  });
  assert.throws(() => other.functions.give_text_after(() => other.lib.close()), libraryClosed);
  check(1);
}

// If the library that frees is closed, the function is not called.
{
  const other = dlopen(path, { free_it: { arguments: ['pointer'] } });
  const { give, give_to } = lib.getFunctions({
    give: { symbol: 'give_text', arguments: ['int'], return: owned('cstring', other.functions.free_it) },
    give_to: {
      symbol: 'give_text_to', arguments: [out(owned(chars(3), other.functions.free_it)), 'int'], return: 'int',
    },
  });
  const both = (status) => [give(status), give_to(status).out[0]];
  assert.deepStrictEqual(both(0), ['grün', 'out']);
  optimize(both, 0);
  other.lib.close();
  const allocated = functions.count_allocated();
  for (const call of [() => both(0), () => give(0), () => give(1), () => give_to(0)]) {
    assert.throws(call, libraryClosed);
  }
  // What is wrong with arguments comes later.
  assert.throws(() => give('x'), libraryClosed);
  assert.strictEqual(functions.count_allocated(), allocated);
  assert.throws(() => give(), invalidValue('Invalid argument count: expected 1, got 0'));
}

// Functions at addresses, of no library.
{
  const free = func({ arguments: ['pointer'] }).at(lib.getSymbol('free_it'));
  const give = func({ arguments: ['int'], return: owned('cstring', free) }).at(lib.getSymbol('give_text'));
  assert.strictEqual(give(0), 'grün');
  const named = lib.getFunctionFromPointer(lib.getSymbol('give_text'), {
    arguments: ['int'], return: owned('cstring', 'free_it'),
  });
  assert.strictEqual(named(0), 'grün');
  check(1);
}

// The name may be one that the library has from another one.
{
  const { functions: { strdup } } = dlopen(path, {
    strdup: { arguments: ['cstring'], return: owned('cstring', 'free') },
  });
  assert.strictEqual(optimize(() => strdup('text'))(), 'text');
}
lib.close();
