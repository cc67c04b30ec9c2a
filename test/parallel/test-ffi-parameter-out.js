// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Worker, isMainThread } = require('node:worker_threads');
const {
  array, bigEndian, chars, dlopen, enumeration, func, out, pointer, struct, union,
} = require('node:ffi');
const { eachCase, invalidValue, libraryClosed, optimize, pathOf } = require('../common/ffi');

// What C writes to an out() parameter is a result: the caller does not pass it.

const path = pathOf('parameters');
const Color = enumeration({ red: 1, green: 2 }, { as: 'name' });

// All types, and twice: the second call finds nothing of what the first one wrote.
for (const [name, type, zero, ...values] of eachCase([
  ['i8', 'int8', 0, -1, 5], ['u8', 'uint8', 0, 255], ['i16', 'int16', 0, -1], ['u16', 'uint16', 0, 65535],
  ['i32', 'int', 0, -1, 2 ** 31 - 1], ['u32', 'uint', 0, 2 ** 32 - 1],
  ['i64', 'int64', 0n, -1n, 2n ** 62n], ['u64', 'uint64', 0n, 2n ** 64n - 1n],
  ['i64', 'int53', 0, -1, 2 ** 53 - 1], ['u64', 'uint53', 0, 2 ** 53 - 1],
  ['f32', 'float', 0, -1, 0.5], ['f64', 'double', 0, -1, 0.1], ['bool', 'boolean', false, true],
  ['pointer', 'pointer', 0n, 5n, 2n ** 64n - 1n], ['pointer', 'address', 0, 5],
  ['pointer', pointer('int'), 0n, 5n],
])) {
  const { functions: { write } } = dlopen(path, {
    write: { symbol: `write_${name}`, arguments: [type, out(type)], return: type },
  });
  const call = optimize((value) => write(value), values[0]);
  for (const value of values) {
    assert.deepStrictEqual(write(value), { value: zero, out: [value] });
    assert.deepStrictEqual(call(value), { value: zero, out: [value] });
  }
}

// Types that JavaScript has other values of than C.
{
  const { functions } = dlopen(path, {
    name: { symbol: 'write_i32', arguments: ['int', out(Color)], return: 'int' },
    swapped: { symbol: 'write_u16', arguments: ['uint16', out(bigEndian('uint16'))], return: 'uint16' },
    write_text: { arguments: [out(chars(12)), 'size_t'] },
    fn: {
      symbol: 'write_pointer',
      arguments: ['pointer', out(func({ arguments: ['pointer', 'pointer'] }))],
      return: 'pointer',
    },
    leave_alone: { arguments: ['pointer', 'pointer'] },
  });
  const { name, swapped, write_text: writeText, fn, leave_alone: leaveAlone } = functions;
  assert.deepStrictEqual(name(2), { value: 0, out: ['green'] });
  assert.deepStrictEqual(name(3), { value: 0, out: [3] });
  assert.deepStrictEqual(swapped(0x1234), { value: 0, out: [0x3412] });
  assert.deepStrictEqual(writeText(12), { value: undefined, out: ['written'] });
  const { out: [found] } = fn(leaveAlone.pointer);
  assert.strictEqual(found.pointer, leaveAlone.pointer);
  assert.strictEqual(found(null, null), undefined);
  assert.deepStrictEqual(fn(null).out, [null]);
}

// Aggregates are new instances each time.
{
  class Point extends struct({ x: 'double', y: 'double' }) {}
  const Either = union({ a: 'double', b: Point });
  const { functions } = dlopen(path, {
    mirror: { arguments: [Point, out(Point)].map((type, i) => (i ? type : pointer(Point))) },
    either: { symbol: 'mirror', arguments: [pointer(Point), out(Either)] },
    count_up: { arguments: ['int', out(array('int', 4)), 'size_t'] },
    leave_alone: { arguments: [out(Point), out(Point)] },
  });
  const point = new Point({ x: 1, y: 2 });
  const mirror = optimize(() => functions.mirror(point));
  const countUp = optimize((first) => functions.count_up(first, 4), 1);
  const { out: [first] } = functions.mirror(point);
  const { out: [second] } = mirror();
  first.x = 7;
  assert.ok(first instanceof Point && second instanceof Point);
  assert.deepStrictEqual([first.x, first.y, second.x, second.y], [7, 1, 2, 1]);
  assert.deepStrictEqual(functions.either(point).out[0].b.toObject(), { x: 2, y: 1 });
  const [numbers, more] = [countUp(1).out[0], countUp(5).out[0]];
  assert.deepStrictEqual([...numbers, ...more], [1, 2, 3, 4, 5, 6, 7, 8]);
  const { out: [a, b] } = functions.leave_alone();
  a.x = 1;
  assert.deepStrictEqual([a.toObject(), b.toObject()], [{ x: 1, y: 0 }, { x: 0, y: 0 }]);
}

// Text may be that of an argument, whose copy is gone after the call otherwise.
{
  const { functions: { skip, strings } } = dlopen(path, {
    skip: { arguments: ['cstring', 'size_t', out('cstring')], return: 'size_t' },
    strings: { symbol: 'skip', arguments: ['pointer', 'size_t', out('cstring')], return: 'size_t' },
  });
  for (const fn of [skip, strings, optimize((...args) => skip(...args), 'text', 1)]) {
    for (const text of ['text', 'Grüße', 'x'.repeat(1e5)]) {
      assert.deepStrictEqual(fn(text, 2).out, [Buffer.from(text).subarray(2).toString()]);
    }
    assert.throws(() => fn('a\0b', 0), invalidValue('Argument 0 must not contain null bytes'));
  }
}

// Arguments count, and are named, as the caller passes them; also with errno.
for (const errno of [undefined, true, 'throw']) {
  const definition = {
    symbol: 'divide', arguments: ['int', 'int', out('int'), out('int')], return: 'int',
  };
  if (errno !== undefined) definition.errno = errno;
  const swapped = { symbol: 'mirror', arguments: [out(array('double', 2)), pointer('double')] };
  const { lib, functions: { divide, mirror } } =
    dlopen(path, { divide: definition, mirror: { ...swapped, ...(errno && { errno }) } });
  const result = { value: 0, out: [3, 1], ...(errno === true && { errno: 0 }) };
  const call = optimize((...args) => divide(...args), 10, 3);
  assert.strictEqual(divide.length, 2);
  for (const fn of [divide, call]) {
    assert.deepStrictEqual(fn(10, 3), result);
    assert.throws(() => fn(1), invalidValue('Invalid argument count: expected 2, got 1'));
    assert.throws(() => fn(1, 2, 3, 4), invalidValue('Invalid argument count: expected 2, got 4'));
    assert.throws(() => fn(1, 'x'), invalidValue('Argument 1 must be an int32'));
    if (errno === 'throw') {
      assert.throws(() => fn(1, 0), { code: 'EDOM', syscall: 'divide' });
    } else {
      const { value, out, errno: number } = fn(1, 0);
      assert.deepStrictEqual({ value, out }, { value: -1, out: [0, 0] });
      assert.strictEqual(number, errno && require('node:os').constants.errno.EDOM);
    }
  }
  // The argument behind one that is not passed.
  assert.throws(() => mirror('x'), { message: /^Argument 0 must be / });
  assert.throws(() => mirror(), invalidValue('Invalid argument count: expected 1, got 0'));
  lib.close();
  for (const fn of [divide, call]) {
    assert.throws(() => fn(1, 0), libraryClosed);
    assert.throws(() => fn(), libraryClosed);
  }
}

// What a number can't have.
{
  const { functions: { write } } = dlopen(path, {
    write: { symbol: 'write_i64', arguments: ['int64', out('int53')], return: 'int64' },
  });
  assert.throws(() => write(2n ** 53n), {
    name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message: 'out[0] is no safe integer',
  });
  assert.deepStrictEqual(write(7n), { value: 0n, out: [7] });
}

// A call during a call writes to places of its own. What throws leaves nothing behind.
{
  const signature = func({ arguments: ['int'] });
  const { functions: { write_around: around } } = dlopen(path, {
    write_around: { arguments: ['int', out('int'), signature, out('int')], return: 'int' },
  });
  const results = [];
  const nest = (value) => {
    if (value < 3) results.push(around(value + 1, nest));
  };
  const call = optimize((value, fn) => around(value, fn), 1, null);
  for (const fn of [around, call]) {
    results.length = 0;
    results.push(fn(0, nest));
    assert.deepStrictEqual(results, [3, 2, 1, 0].map(
      (value) => ({ value: value + 2, out: [value, value + 1] })));
    const throwing = common.mustCall(() => { throw new Error('of a callback'); });
    assert.throws(() => fn(9, throwing), /of a callback/);
    assert.deepStrictEqual(fn(5, null), { value: 7, out: [5, 6] });
  }
}

if (isMainThread) {
  new Worker(__filename).on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
}
