// The parts of `make fuzz` that need no native code: what it makes of a seed, C
// text, values as bytes, and what it says.
import assert from 'node:assert';
import { test } from 'node:test';
import { fixtureText, functionTexts, typeText, wholeTypeText } from '../fuzz-abi/c.mjs';
import { items, makeChunk, makeChunks } from '../fuzz-abi/chunk.mjs';
import { valueDifference } from '../fuzz-abi/compare.mjs';
import { reasonsFor } from '../fuzz-abi/disagreements.mjs';
import { Layouts, byteDifference } from '../fuzz-abi/layouts.mjs';
import { plant } from '../fuzz-abi/plants.mjs';
import { Random } from '../fuzz-abi/random.mjs';
import { describeDifferences, describeLeftOut } from '../fuzz-abi/report.mjs';
import { promoted, scalar, scalars } from '../fuzz-abi/scalars.mjs';
import { TypeMaker, has, isAggregate } from '../fuzz-abi/types.mjs';
import { leaves, randomValue } from '../fuzz-abi/values.mjs';

const member = (name, js, more) => ({ name, type: scalar(js), ...more });
const array = (length, element) => ({ form: 'array', length, element });
const struct = (tag, members, more) => ({ form: 'struct', tag, members, packed: 0, align: 0, ...more });

test('a seed always gives the same, and another seed something else', () => {
  const text = (seed) => fixtureText(makeChunk(seed, 3, 50));
  assert.strictEqual(text(7), text(7));
  assert.notStrictEqual(text(7), text(8));
});

test('random numbers are in range, and all of them come', () => {
  const random = new Random(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.between(3, 7)));
  assert.deepStrictEqual([...seen].sort(), [3, 4, 5, 6, 7]);
  assert.ok(Array.from({ length: 100 }, () => random.bigBits(5)).every((bits) => bits < 32n));
  assert.strictEqual(random.weighted({ never: 0, always: 1 }), 'always');
});

test('a run has the hard cases, and as many types as asked for, with names of their own', () => {
  const chunks = [...makeChunks(1, 600)];
  assert.deepStrictEqual(chunks.map(({ count }) => count), [0, 250, 250, 100]);
  assert.deepStrictEqual(chunks.slice(1).map(({ types }) => types.length), [250, 250, 100]);
  const names = chunks.flatMap((chunk) => [...items(chunk)].map(({ name }) => name));
  assert.strictEqual(new Set(names).size, names.length);
});

test('all that there is, random types have, too', () => {
  const maker = new TypeMaker(new Random(1));
  const types = Array.from({ length: 1000 }, () => maker.make());
  const expected = {
    'a union': ({ form }) => form === 'union',
    'an enum': ({ form }) => form === 'enum',
    'characters': ({ form }) => form === 'chars',
    'a pointer': ({ form }) => form === 'pointer',
    'another byte order': ({ form }) => form === 'swapped',
    'an array of arrays': ({ form, element }) => form === 'array' && element.form === 'array',
    'an array of structs': ({ form, element }) => form === 'array' && element.form === 'struct',
    'an array without elements': ({ form, length }) => form === 'array' && length === 0,
    'a struct without members': ({ form, members }) => form === 'struct' && members.length === 0,
    'an alignment': ({ align }) => align === 64,
    ...Object.fromEntries([1, 2, 4, 8].map((n) => [`packing ${n}`, ({ packed }) => packed === n])),
    ...Object.fromEntries(Object.entries({
      'an anonymous member': ({ isAnonymous }) => isAnonymous,
      'an aligned member': ({ align }) => align === 32,
      'a bit-field': ({ width }) => width === 3,
      'a bit-field as wide as its type': ({ width, type }) => width === 64 && type.size === 8,
      'an unnamed bit-field': ({ width, name }) => width > 0 && name === undefined,
      'a bit-field of no width': ({ width }) => width === 0,
    }).map(([what, is]) => [what, (type) => isAggregate(type) && type.members.some(is)])),
    ...Object.fromEntries(scalars.map((row) => [row.js, (type) => type === row])),
  };
  for (const [what, is] of Object.entries(expected)) assert.ok(types.some((type) => has(type, is)), what);
});

test('the shapes of libffi\'s tests are among those that every run begins with', () => {
  const describe = (type) => {
    if (type.form === 'array') return `${describe(type.element)}*${type.length}`;
    return isAggregate(type) ? `{${type.members.map((one) => describe(one.type)).join(' ')}}` : type.js;
  };
  const { types, functions } = makeChunk(1, 0, 0);
  const structs = new Set(types.map(describe));
  for (const text of [
    '{uchar}', '{uchar uchar uchar uchar uchar uchar uchar}', '{ushort uchar}', '{ushort ushort uchar uchar}',
    '{float}', '{int float}', '{int double}', '{double int}', '{int int int}', '{int double int}',
    '{double uchar uchar double}', '{double double int}', '{double double int float}',
    '{double double double double double double double double}',
    '{uchar short uchar}', '{uchar pointer uchar}', '{{double double} {double double}}', '{{uchar ushort} uchar}',
    '{uchar {{uchar float} uchar}}', '{{{double}}}', '{uchar double uint}', '{float float double}', '{long float}',
    '{int float schar}', '{double int*3}', '{char*33 char}', '{int*8}', '{long*100}', '{}',
  ]) {
    assert.ok(structs.has(text), text);
  }
  // What takes all registers and more, each kind by itself and together.
  const lists = functions.map(({ args }) => args.map(describe).join());
  for (const [js, n] of [['float', 24], ['double', 17], ['int', 16], ['{char*32}', 16], ['{int int}', 14]]) {
    assert.ok(lists.includes(Array(n).fill(js).join()), js);
  }
  assert.ok(functions.some(({ kinds, args }) => kinds.includes('v') && args.filter(isAggregate).length === 3));
});

test('a type in C', () => {
  const members = [member('a', 'float'), member('b', 'int', { width: 3 })];
  const inner = { form: 'union', members, packed: 1, align: 0 };
  const type = struct('S1', [
    member('x', 'uchar', { align: 8 }),
    member(undefined, 'int', { width: 0 }),
    { name: 'y', type: array(2, array(3, scalar('pointer'))) },
    { name: 'z', type: inner, isAnonymous: true },
  ], { packed: 4, align: 16 });
  assert.strictEqual(typeText(type), `#pragma pack(push, 4)
struct S1 {
  unsigned char x __attribute__((aligned(8)));
  int : 0;
  void* y[2][3];
  union {
    float a;
    int b : 3;
  } __attribute__((packed));
} __attribute__((aligned(16)));
#pragma pack(pop)
`);
});

test('what a type needs in C comes before it, once', () => {
  const inner = struct('S1', [member('x', 'int')]);
  const outer = struct('S2', [{ name: 'a', type: inner }, { name: 'b', type: array(2, inner) }]);
  assert.strictEqual(wholeTypeText(outer),
                     'struct S1 {\n  int x;\n};\nstruct S2 {\n  struct S1 a;\n  struct S1 b[2];\n};\n');
});

test('arguments that `...` stands for are promoted', () => {
  const names = ['float', 'double', 'char', 'ushort', 'bool', 'uint', 'long'];
  assert.deepStrictEqual(names.map((js) => promoted(scalar(js)).js),
                         ['double', 'double', 'int', 'int', 'int', 'uint', 'long']);
  const small = { form: 'enum', tag: 'N', scalar: scalar('uchar'), isFixed: true, entries: [['E', 1]] };
  assert.strictEqual(promoted(small), scalar('int'));
  const text = functionTexts.v({ id: 1, args: [scalar('int'), scalar('float')], result: undefined });
  assert.match(text, /^void v1\(int a0, \.\.\.\) \{/);
  assert.match(text, /double a1 = va_arg\(list, double\); PUT\(a1\);/);
});

// What a compiler would have said: the size, the alignment, offsets; the bytes of
// bit-fields at addresses 1, 2 and so on.
function layoutsOf(type, numbers, masks) {
  return new Layouts([type], (place, length) => {
    if (typeof place === 'bigint') return Uint8Array.from(masks[Number(place) - 1]);
    const list = place.startsWith('layout_') ? numbers : [...masks.map((_, i) => i + 1), 0];
    const bytes = new Uint8Array(new BigUint64Array(list.map(BigInt)).buffer);
    return bytes.subarray(0, length);
  });
}

test('values as bytes, with what is padding', () => {
  const type = struct('S', [
    member('a', 'short'), { name: 'b', type: { form: 'swapped', scalar: scalar('short') } },
    { name: 'c', type: { form: 'chars', length: 3 } }, member('d', 'boolean'),
  ]);
  const layouts = layoutsOf(type, [9, 1, 0, 3, 5, 8], [0, 0, 0, 0]);
  const { bytes, mask } = layouts.encode(type, { a: -2, b: 0x0102, c: 'A', d: true });
  assert.deepStrictEqual([...bytes], [0xfe, 0xff, 0, 1, 2, 65, 0, 0, 1]);
  assert.deepStrictEqual([...mask], [255, 255, 0, 255, 255, 255, 255, 255, 255]);
});

test('bit-fields are where the compiler shows them', () => {
  const type = struct('S', [member('a', 'int', { width: 3 }), member('b', 'int', { width: 10 })]);
  const layouts = layoutsOf(type, [2, 1, 0, 0], [[0b111, 0], [0b11110000, 0b00111111]]);
  assert.deepStrictEqual(layouts.of(type).members.get('b'), { first: 4, count: 10 });
  const { bytes, mask } = layouts.encode(type, { a: -1, b: 0x155 });
  assert.deepStrictEqual([...bytes], [0b01010111, 0b00010101]);
  assert.deepStrictEqual([...mask], [0b11110111, 0b00111111]);
});

test('of bytes, what has no value may differ', () => {
  const expected = { bytes: [1, 2, 3], mask: [255, 0x0f, 0] };
  assert.strictEqual(byteDifference([1, 0xf2, 9], expected), undefined);
  assert.strictEqual(byteDifference([1, 0xf3, 9], expected), 'byte 1: f3, not 02');
  assert.strictEqual(byteDifference([1], expected), '1 bytes, not 3');
});

test('of values, the first difference has a path', () => {
  const point = struct('P', [member('x', 'double'), member('y', 'double')]);
  const type = struct('S', [{ name: 'p', type: array(2, point) }]);
  const value = (y) => ({ p: [{ x: 1, y: 2 }, { x: 3, y }] });
  assert.strictEqual(valueDifference(type, value(0), value(0)), undefined);
  assert.strictEqual(valueDifference(type, value(-0), value(0)), '.p[1].y is -0, not 0');
  assert.deepStrictEqual([...leaves(type, value(4))].at(-1), ['.p[1].y', 4]);
});

test('values are in the range of their types', () => {
  const random = new Random(5);
  for (let i = 0; i < 500; i++) {
    const value = randomValue(scalar('int'), random, 3);
    assert.ok(value >= -4 && value <= 3);
    assert.ok(Number.isSafeInteger(randomValue(scalar('int53'), random)));
    const float = randomValue(scalar('float'), random);
    assert.strictEqual(Math.fround(float), float);
  }
});

test('of a union, a value has one member', () => {
  const inner = { form: 'struct', members: [member('b', 'int'), member('c', 'int')], packed: 0, align: 0 };
  const members = [member('a', 'int'), { name: 'i', type: inner, isAnonymous: true }];
  const type = { form: 'union', tag: 'U', members };
  const random = new Random(1);
  const keys = new Set(Array.from({ length: 20 }, () => Object.keys(randomValue(type, random)).join()));
  assert.deepStrictEqual([...keys].sort(), ['a', 'b,c']);
});

test('what the compilers are known to differ about', () => {
  const plain = struct('S1', [member('x', 'int')]);
  assert.deepStrictEqual(reasonsFor(plain, undefined, scalar('int')), []);
  const odd = struct('S2', [member(undefined, 'int', { width: 3 })]);
  const outer = struct('S3', [{ name: 'a', type: array(0, odd) }]);
  assert.deepStrictEqual(reasonsFor(plain, outer), ['an unnamed bit-field', 'something without a size']);
});

test('a mistake can be planted in each direction', () => {
  for (const seed of [1, 2, 3]) {
    const { chunk, text, planted } = plant(seed);
    assert.notStrictEqual(text, fixtureText(chunk));
    assert.deepStrictEqual([...new Set(planted.map(({ item }) => item.charAt(0)))].sort(), ['c', 'f', 'l', 'p', 'v']);
  }
});

test('a difference is reported with its C text, and how to see it again', () => {
  const chunk = makeChunk(9, 1, 3);
  const [{ name, type }] = items(chunk);
  const wrong = 'the size is 1, not 2';
  const differences = ['a', 'b'].map((engine) => ({ item: name, compiler: 'gcc', engine, wrong }));
  assert.deepStrictEqual(describeDifferences(differences, [chunk], { seed: 9, count: 3 }), [
    `--- ${name}\n${wholeTypeText(type)}${wrong}\n  in: gcc: a, gcc: b\n` +
    `again: make fuzz SEED=9 TYPES=3 ONLY='${name}'\n`,
  ]);
});

test('what is left out is counted by its reason', () => {
  assert.strictEqual(describeLeftOut([{ reasons: ['a'] }, { reasons: ['b'] }, { reasons: ['a'] }]),
                     'left out with Clang, which differs from GCC: 2 for a\n' +
                     'left out with Clang, which differs from GCC: 1 for b\n');
});
