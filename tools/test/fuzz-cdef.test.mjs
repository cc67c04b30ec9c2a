// The parts of `make fuzz` that are about declarations, and need neither a compiler nor
// the binary: the texts, what a compiler's debug information says, and differences.
import assert from 'node:assert';
import { test } from 'node:test';
import { nodeDifference } from '../fuzz-cdef/compare.mjs';
import { questionsAbout } from '../fuzz-cdef/compare-text.mjs';
import { readVariables } from '../fuzz-cdef/dwarf.mjs';
import { Grammar } from '../fuzz-cdef/grammar.mjs';
import { mutateTokens, respace, tokensOf } from '../fuzz-cdef/mutate.mjs';
import { describe } from '../fuzz-cdef/run.mjs';
import { errorDifference } from '../fuzz-cdef/session.mjs';
import { makeTexts } from '../fuzz-cdef/texts.mjs';
import { Random } from '../fuzz-abi/random.mjs';

const int = { kind: 'integer', size: 4, isSigned: true };
const char = { kind: 'integer', size: 1, isSigned: true, isChar: true };
const pointer = (to, more) => ({ kind: 'pointer', size: 8, to, ...more });

test('a seed always gives the same texts, and another seed others', () => {
  const texts = (seed) => JSON.stringify([...makeTexts(seed, 5)].slice(0, 10));
  assert.strictEqual(texts(3), texts(3));
  assert.notStrictEqual(texts(3), texts(4));
});

test('texts have names of their own', () => {
  const names = [...makeTexts(1, 60)].map(({ name }) => name);
  assert.strictEqual(new Set(names).size, names.length);
  for (const name of [
    'declarations 59', 'changed 59', 'garbled 59', 'declarations 50 up to character 9', 'many: pointers',
  ]) {
    assert.ok(names.includes(name), name);
  }
});

test('all that declarations may have, random ones have, too', () => {
  const texts = Array.from({ length: 400 }, (_, i) => {
    const grammar = new Grammar(new Random(1, i), i);
    return Array.from({ length: 4 }, () => grammar.declaration()).join('\n');
  }).join('\n');
  for (const pattern of [
    /^typedef /m, /^struct \w+ \{/m, /\bunion \w+ \{/, /\bstruct \w+;/, /struct \{/, /\benum \w+ \{ \w+ = /, /,\s*\}/,
    /\w : \d+;/, /\w+ : \d+, \w+ : /, / : 0;/, /\bint : \d/, /__attribute__\(\(packed\)\)/, /aligned\(\d+\)/,
    /__aligned__/, /_Alignas\(/, /_Static_assert\(/, /\bextern /, /\.\.\.\)/, /\(\*+\w*\)\(/, /\(void\)/, /\w\(\)/,
    /\[static \d\]/, /\[\*\]/, /\[restrict\b/, /\[\]/, /\]\[/, /\*const\b/, /\brestrict\b/, /\bvolatile\b/, /\bconst\b/,
    /sizeof\(/, /_Alignof\(/, /'\\x41'/, /\b0x[0-9a-f]+/, /\b0[0-7]+\b/, /\d(?:ull|ULL)\b/, / \? .* : /, /<< \d/,
    /\(unsigned char\)/, /\bregister\b/, /__attribute__\(\(noreturn\)\)/, /\bint unsigned long\b/, /_Bool/, /\bsize_t\b/,
    /\bdouble\b/,
  ]) {
    assert.match(texts, pattern);
  }
});

test('tokens', () => {
  const text = 'int f(a, ...)[0x1F]; // x\nb<<=\'\\\'\' "a\\"b"';
  assert.deepStrictEqual(tokensOf(text), [
    'int', 'f', '(', 'a', ',', '...', ')', '[', '0x1F', ']', ';', '// x', 'b', '<<=', "'\\''", '"a\\"b"']);
});

test('other spaces leave the tokens, and a change does not', () => {
  const text = 'typedef int (*f)(const char *, ...);';
  for (let i = 0; i < 20; i++) {
    const tokens = tokensOf(respace(text, new Random(i))).filter((token) => !token.startsWith('/'));
    assert.deepStrictEqual(tokens, tokensOf(text));
  }
  const changed = Array.from({ length: 20 }, (_, i) => mutateTokens(text, new Random(i)));
  assert.ok(changed.filter((one) => one !== tokensOf(text).join(' ')).length > 15);
});

// As readelf prints it: struct node { int a : 3; union { const char *text; struct node
// *next; }; } with an array, a function and an enum.
const information = `
 <0><b>: Abbrev Number: 1 (DW_TAG_compile_unit)
 <1><1e>: Abbrev Number: 15 (DW_TAG_base_type)
    <1f>   DW_AT_byte_size   : (data1) 4
    <20>   DW_AT_encoding    : (data1) 5  (signed)
    <21>   DW_AT_name        : (string) int
 <1><31>: Abbrev Number: 2 (DW_TAG_base_type)
    <32>   DW_AT_byte_size   : 1
    <33>   DW_AT_encoding    : 6  (signed char)
    <34>   DW_AT_name        : (indirect string, offset: 0xb9): char
 <1><38>: Abbrev Number: 17 (DW_TAG_const_type)
    <39>   DW_AT_type        : (ref4) <0x31>, char
 <1><4b>: Abbrev Number: 1 (DW_TAG_pointer_type)
    <4c>   DW_AT_byte_size   : (implicit_const) 8
    <4c>   DW_AT_type        : (ref4) <0x38>, char
 <1><50>: Abbrev Number: 1 (DW_TAG_union_type)
    <51>   DW_AT_byte_size   : (data1) 8
 <2><52>: Abbrev Number: 1 (DW_TAG_member)
    <53>   DW_AT_name        : (strp) (offset: 0x57): text
    <54>   DW_AT_type        : (ref4) <0x4b>
    <55>   DW_AT_data_member_location: (data1) 0
 <2><56>: Abbrev Number: 1 (DW_TAG_member)
    <57>   DW_AT_name        : (string) next
    <58>   DW_AT_type        : (ref4) <0x70>
 <2><59>: Abbrev Number: 0
 <1><60>: Abbrev Number: 1 (DW_TAG_structure_type)
    <61>   DW_AT_name        : (string) node
    <62>   DW_AT_byte_size   : (data1) 16
 <2><63>: Abbrev Number: 1 (DW_TAG_member)
    <64>   DW_AT_name        : (string) a
    <65>   DW_AT_type        : (ref4) <0x1e>, int
    <66>   DW_AT_bit_size    : (data1) 3
    <67>   DW_AT_data_bit_offset: (data1) 5
 <2><68>: Abbrev Number: 1 (DW_TAG_member)
    <69>   DW_AT_type        : (ref4) <0x50>
    <6a>   DW_AT_data_member_location: (data1) 8
 <2><6b>: Abbrev Number: 0
 <1><70>: Abbrev Number: 1 (DW_TAG_pointer_type)
    <71>   DW_AT_byte_size   : (implicit_const) 8
    <72>   DW_AT_type        : (ref4) <0x60>, node
 <1><80>: Abbrev Number: 8 (DW_TAG_array_type)
    <81>   DW_AT_type        : (ref4) <0x1e>, int
 <2><82>: Abbrev Number: 13 (DW_TAG_subrange_type)
    <83>   DW_AT_upper_bound : (data1) 2
 <2><84>: Abbrev Number: 13 (DW_TAG_subrange_type)
 <1><90>: Abbrev Number: 11 (DW_TAG_subroutine_type)
    <91>   DW_AT_prototyped  : (flag_present) 1
 <2><92>: Abbrev Number: 3 (DW_TAG_formal_parameter)
    <93>   DW_AT_type        : (ref4) <0x70>
 <2><94>: Abbrev Number: 3 (DW_TAG_unspecified_parameters)
 <1><a0>: Abbrev Number: 7 (DW_TAG_enumeration_type)
    <a1>   DW_AT_name        : (string) E
    <a2>   DW_AT_encoding    : (data1) 5  (signed)
    <a3>   DW_AT_byte_size   : (data1) 8
 <2><a4>: Abbrev Number: 19 (DW_TAG_enumerator)
    <a5>   DW_AT_name        : (string) A
    <a6>   DW_AT_const_value : (sdata) -1
 <2><a7>: Abbrev Number: 19 (DW_TAG_enumerator)
    <a8>   DW_AT_name        : (string) B
    <a9>   DW_AT_const_value : (data8) 0x7fffffffffffffff
${['70', '80', '90', 'a0'].map((type, i) => ` <1><b${i}>: Abbrev Number: 6 (DW_TAG_variable)
    <b${i}>   DW_AT_name        : (string) v${i}
    <b${i}>   DW_AT_type        : (ref4) <0x${type}>
`).join('')}`;

test('types are read from debug information', () => {
  const variables = readVariables(information);
  const node = variables.get('v0').to;
  assert.deepStrictEqual([node.kind, node.tag, node.size], ['struct', 'node', 16]);
  const [a, text, next] = node.members;
  assert.deepStrictEqual([a.name, a.bit, a.width, a.type.kind, a.type.isSigned], ['a', 5, 3, 'integer', true]);
  assert.deepStrictEqual([text.name, text.bit, text.width, text.type.isConst], ['text', 64, undefined, true]);
  assert.ok(text.type.to.isChar);
  assert.strictEqual(next.type.to, node);
  const { element, count } = variables.get('v1');
  assert.deepStrictEqual([count, element.count, element.element.name], [3, undefined, 'int']);
  const { args, result, isVariadic, isPrototyped } = variables.get('v2');
  assert.deepStrictEqual([args, result.kind, isVariadic, isPrototyped], [[variables.get('v0')], 'void', true, true]);
  assert.deepStrictEqual(variables.get('v3').entries, [['A', -1n], ['B', 0x7fffffffffffffffn]]);
});

test('types that refer to themselves are compared', () => {
  const list = (second) => {
    const node = { kind: 'struct', size: 16, members: [{ name: 'value', bit: 0, type: second }] };
    node.members.push({ name: 'next', bit: 64, type: pointer(node) });
    return node;
  };
  assert.strictEqual(nodeDifference(list(int), list(int), 'list'), undefined);
  assert.strictEqual(nodeDifference(list(int), list({ ...int, isSigned: false }), 'list'), 'list.value: signed');
});

test('a pointer to anything is not one to something that has a layout', () => {
  const anything = { kind: 'pointer', size: 8 };
  for (const to of [{ kind: 'void' }, char, { kind: 'struct', members: [] }]) {
    assert.strictEqual(nodeDifference(anything, pointer(to), 'p'), undefined);
  }
  assert.strictEqual(nodeDifference(anything, pointer(int), 'p'), 'p: a pointer to anything, not to integer');
});

test('text is what is constant', () => {
  const text = { kind: 'pointer', size: 8, text: 1 };
  assert.strictEqual(nodeDifference(text, pointer(char, { isConst: true }), 'p'), undefined);
  assert.match(nodeDifference(text, pointer(char), 'p'), /^p: text, not/);
});

test('GCC is asked about each type once, and about the alignment of aggregates', () => {
  const node = { kind: 'struct', size: 4, alignment: 4, members: [] };
  const questions = [...questionsAbout({
    functions: new Map([['f', int]]), variables: new Map([['v', int]]), constants: new Map([['C', 1n]]),
    types: new Map([['struct node', node], ['node', node], ['t', int]]),
  })].map(([kind, name]) => `${kind} ${name}`);
  assert.deepStrictEqual(questions, [
    'value f', 'value v', 'constant C', 'type struct node', 'alignment struct node', 'type t',
  ]);
});

test('an error has to say where it is, and what', () => {
  const error = { code: 'ERR_FFI_DECLARATION', message: 'Expected a name', line: 2, column: 4 };
  assert.strictEqual(errorDifference('int\nabc', error), undefined);
  for (const [wrong, expected] of [
    [{ code: 'ERR_INTERNAL_ASSERTION' }, /^it threw ERR_INTERNAL_ASSERTION/],
    [{ line: 3 }, /^an error in line 3 of 2/],
    [{ line: undefined }, /^an error in line undefined/],
    [{ column: 5 }, /^an error in column 5 of 4 in line 2/],
    [{ column: 0 }, /^an error in column 0/],
    [{ message: 'Expected undefined' }, /^a message with undefined/],
  ]) {
    assert.match(errorDifference('int\nabc', { ...error, ...wrong }), expected);
  }
});

test('a difference is reported with its text, and how to see it again', () => {
  assert.strictEqual(describe({ name: 'changed 7', text: 'int x', wrongs: ['a', 'b'] }, { seed: 2, count: 9 }),
                     "--- changed 7\nint x\na\nb\nagain: make fuzz SEED=2 TYPES=9 ONLY='changed 7'\n");
});
