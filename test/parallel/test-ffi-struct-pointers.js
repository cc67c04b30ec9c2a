// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  array, bits, chars, dlopen, getRawPointer, pointer, struct, union,
} = require('node:ffi');
const { eachCase, invalidValue, pathOf } = require('../common/ffi');

// What is passed where C wants a pointer to a struct, or an array, and what comes back of
// it.

class Point extends struct({ x: 'int', y: 'double' }) {
  get sum() { return this.x + this.y; }
}
const Wide = struct({ x: 'int' }, { align: 64, name: 'Wide' });
const Other = struct({ x: 'int', y: 'double' }, { name: 'Other' });

const { functions } = dlopen(pathOf('instances'), {
  point_move: { arguments: [pointer(Point), 'size_t', 'int'], return: 'int' },
  wide_increment: { arguments: [pointer(Wide)], return: 'int' },
  int_reverse: { arguments: [array('int'), 'size_t'], return: 'int53' },
  wide_reverse: { arguments: [array('int64', 3), 'size_t'], return: 'int53' },
  text_lengths: { arguments: [array('cstring')], return: 'size_t' },
});
const {
  point_move: move, wide_increment: increment,
  int_reverse: reverse, wide_reverse: reverseWide, text_lengths: lengths,
} = functions;

// A pointer: the same memory.
{
  const point = new Point({ x: 1, y: 2 });
  const bytes = new Int32Array(12);
  const list = array(Point, 3).from(bytes.buffer);
  for (let i = 0; i < 2; i++) {
    const start = point.x;
    assert.strictEqual(move(point, 1, 5), 1);
    assert.strictEqual(point.x, start + 5);
    move(Point.at(getRawPointer(bytes)), 1, 1);
    move(bytes, 2, 1);
    move(bytes.buffer, 1, 1);
    move(list, 3, 1);
    move(list[1], 1, 1);
    move(getRawPointer(bytes), 1, 1);
    assert.strictEqual(move(null, 1, 1), -1);
    assert.strictEqual(move(undefined, 1, 1), -1);
    const once = i === 0 ? 1 : 2;
    assert.deepStrictEqual([bytes[0], bytes[4], bytes[8]], [5 * once, 3 * once, 1 * once]);
  }
  // Objects go in, instances in and out.
  const objects = [{ x: 1, y: 1 }, point, { x: 3, y: 3 }];
  const before = point.x;
  assert.strictEqual(move(objects, 3, 10), 3);
  assert.strictEqual(point.x, before + 10);
  assert.strictEqual(objects[1], point);
  for (const [value, problem] of eachCase([
    [{ x: 1, y: 1 }, ' must be an instance of Point, an array of these, bytes, a bigint, or null; ' +
                     'of an object, make an instance first: new Point(object)'],
    ['text', ' must be an instance of Point, an array of these, bytes, a bigint, or null; ' +
             "for a string, the type is 'cstring'"],
    [5, ' must be an instance of Point, an array of these, bytes, a bigint, or null'],
    [new Other(), ' must be an instance of Point, not of Other'],
    [new (array(Other, 2))(), ' must be an instance of Point, not of array(Other, 2)'],
    [new Uint8Array(15), ' must have at least 16 bytes, as Point has, but has 15'],
    [[{ x: 1, y: 1 }, { x: 'a', y: 1 }], ': [1].x must be an int32'],
    [[new Other()], ': [0] must be an instance of Point, not of Other'],
  ])) {
    assert.throws(() => move(value, 0, 1), invalidValue(`Argument 0${problem}`));
  }
  assert.throws(() => move(-1n, 0, 1), { code: 'ERR_INVALID_ARG_VALUE' });
}

// More alignment than bytes have: by way of a copy.
{
  const wide = Wide.from(new ArrayBuffer(256), 8);
  assert.deepStrictEqual([increment(wide), increment(wide), wide.x], [1, 2, 2]);
  assert.strictEqual(increment(new Wide({ x: 5 })), 6);
}

// What is gone.
{
  const buffer = new ArrayBuffer(32);
  const point = Point.from(buffer);
  const list = array(Point, 2).from(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  for (const value of eachCase([point, list, list[1]])) {
    assert.throws(() => move(value, 1, 1), {
      code: 'ERR_INVALID_STATE', message: /^Invalid state: (Argument 0|Point|array\(Point, 2\)) has no memory, /,
    });
    assert.throws(() => getRawPointer(value), { code: 'ERR_INVALID_STATE' });
  }
  assert.throws(() => move([point], 1, 1), {
    code: 'ERR_INVALID_STATE', message: /^Invalid state: Point has no memory, /,
  });
  assert.throws(() => move(buffer, 1, 1),
                invalidValue('Argument 0 has no memory, as the ArrayBuffer is detached'));
}

// Arrays of numbers: in and out.
{
  const numbers = [1, 2, 3];
  const typed = new Int32Array([4, 5, 6]);
  const Ints = array('int', 3);
  const instance = new Ints([7, 8, 9]);
  assert.deepStrictEqual([reverse(numbers, 3), numbers], [6, [3, 2, 1]]);
  assert.deepStrictEqual([reverse(typed, 3), [...typed]], [15, [6, 5, 4]]);
  assert.deepStrictEqual([reverse(instance, 3), [...instance]], [24, [9, 8, 7]]);
  assert.strictEqual(reverse([], 0), 0);
  assert.strictEqual(reverse(null, 0), 0);
  const wide = [1, 2n, 3];
  assert.strictEqual(reverseWide(wide, 3), 6);
  assert.deepStrictEqual(wide, [3n, 2n, 1n]);
  reverseWide(Object.freeze([1, 2, 3]), 3);
  for (const [value, problem] of eachCase([
    [[1, 1.5], ': [1] must be an int32'],
    [new Float64Array(3), ' must be an array or Int32Array of elements of type int32'],
    ['123', ' must be an array or Int32Array of elements of type int32'],
    [{}, ' must be an array or Int32Array of elements of type int32'],
    [new Point(), ' must be an array or Int32Array of elements of type int32, not an instance of Point'],
  ])) {
    assert.throws(() => reverse(value, 0), invalidValue(`Argument 0${problem}`));
  }
  assert.throws(() => reverseWide([1, 2], 2),
                invalidValue('Argument 0 must have at least 3 elements, but has 2'));
  assert.throws(() => reverseWide(new BigInt64Array(2), 2),
                invalidValue('Argument 0 must have at least 3 elements, but has 2'));
}

// Text: NULL-terminated, and back where C has changed it.
{
  const texts = ['one', 'gr\u00fc\u00df', ''];
  assert.strictEqual(lengths(texts), 9n);
  assert.deepStrictEqual(texts, ['replaced', 'gr\u00fc\u00df', '']);
  assert.strictEqual(lengths([]), 0n);
  assert.throws(() => lengths(['a', 5]), { message: /^Argument 0: \[1\] must be a/ });
  assert.throws(() => lengths(['a\0b']), invalidValue('Argument 0: [0] must not contain null bytes'));
  const Const = dlopen(pathOf('instances'), {
    text_lengths: { arguments: [array('cstring', { const: true })], return: 'size_t' },
  });
  const kept = ['one'];
  Const.functions.text_lengths(kept);
  assert.deepStrictEqual(kept, ['one']);
}

// Nested types that aren't passed as such, but in what is.
{
  const Inner = union({ i: 'int', f: 'float' });
  const Mixed = struct({ c: chars(4), b: bits('int', 4), u: Inner, p: pointer(Point) });
  const { functions: { pointer_identity: identity } } = dlopen(pathOf('instances'), {
    pointer_identity: { arguments: [pointer(Mixed)], return: 'pointer' },
  });
  const mixed = new Mixed({ c: 'ab', b: -3, u: { f: 1 }, p: new Point({ x: 5, y: 6 }) });
  const seen = Mixed.at(identity(mixed));
  assert.deepStrictEqual(seen.toObject(), mixed.toObject());
  assert.strictEqual(Point.at(seen.p).sum, 11);
}

// What errors say of what was meant.
{
  const Same = struct({ x: 'int' }, { name: 'Point' });
  const open = (type) => dlopen(pathOf('instances'), {
    pointer_identity: { arguments: [type], return: 'pointer' },
  }).functions.pointer_identity;
  const Holder = struct({ any: pointer('void'), ints: pointer('int'), point: pointer(Point) });
  const holder = new Holder();
  const bytes = 'bytes, a bigint, or null';
  const passAny = open(pointer('void'));
  const passInts = open(pointer('int'));

  const instances = [new Point(), new Other(), new (array(Other, 2))(), new (array('int'))([1]), holder];
  for (const instance of eachCase(instances)) {
    assert.strictEqual(passAny(instance), getRawPointer(instance));
    holder.any = instance;
    assert.strictEqual(holder.any, getRawPointer(instance));
  }
  for (const [value, problem] of eachCase([
    [{}, ''], [5, ''], [[1], ''], ['text', "; for a string, the type is 'cstring'"],
  ])) {
    const message = `must be an instance of any type, ${bytes}${problem}`;
    assert.throws(() => passAny(value), invalidValue(`Argument 0 ${message}`));
    assert.throws(() => { holder.any = value; }, invalidValue(`${Holder.name}.any ${message}`));
  }

  const passed = "; for an array, the type is array('int32')";
  const made = "; of an array, make an instance of array('int32') first";
  for (const [value, other, forPassed, forField] of eachCase([
    [{}, '', '', ''],
    ['text', '', "; for a string, the type is 'cstring'", "; for a string, the type is 'cstring'"],
    [[1], '', passed, made],
    [new Other(), ', not an instance of Other', '', ''],
    [new (array('double', 2))(), ', not an instance of array(double, 2)', passed, made],
  ])) {
    const message = `must be ${bytes}${other}`;
    assert.throws(() => passInts(value), invalidValue(`Argument 0 ${message}${forPassed}`));
    assert.throws(() => { holder.ints = value; }, invalidValue(`${Holder.name}.ints ${message}${forField}`));
  }

  assert.throws(() => { holder.point = { x: 1, y: 1 }; }, invalidValue(
    `${Holder.name}.point must be an instance of Point, ${bytes}; ` +
    'of an object, make an instance first: new Point(object)'));
  const Unnamed = struct({ x: 'int' });
  assert.throws(() => open(pointer(Unnamed))({ x: 1 }), invalidValue(
    `Argument 0 must be an instance of struct(x), an array of these, ${bytes}; ` +
    'of an object, make an instance first'));
  const another = 'not of another type of that name';
  assert.throws(() => open(pointer(Point))(new Same()),
                invalidValue(`Argument 0 must be an instance of Point, ${another}`));
  assert.throws(() => { holder.point = new Same(); },
                invalidValue(`${Holder.name}.point must be an instance of Point, ${another}`));
  assert.throws(() => new Point(new Same()), invalidValue(`Point must be an instance of Point, ${another}`));
  assert.throws(() => open(array(Point))(new (array(Same, 2))()), invalidValue(
    'Argument 0 must be an array of elements of type Point, not an instance of array(Point, 2), ' +
    'whose elements are of another type of that name'));
}
