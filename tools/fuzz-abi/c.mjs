// The fixture in C: the types, what the compiler makes of them, and functions
// over them.
import { isAggregate, namedMembers } from './types.mjs';
import { promoted } from './scalars.mjs';

// What all of them begin with. The functions take what they give from `given`,
// and leave what they get in `received`, one value after the other.
const head = `
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <uchar.h>
#include <wchar.h>
char given[1 << 20], received[1 << 20];
#define PUT(x) (memcpy(p, &(x), sizeof(x)), p += sizeof(x))
#define GET(x) (memcpy(&(x), p, sizeof(x)), p += sizeof(x))
`;

// A declarator, as `int* name[3]`.
function declare(type, name) {
  switch (type.form) {
    case 'array': return declare(type.element, `${name}[${type.length}]`);
    case 'chars': return `char ${name}[${type.length}]`;
    case 'pointer': return `${type.to.c}* ${name}`;
    case 'swapped': return `/* bigEndian */ ${type.scalar.c} ${name}`;
    case 'enum': return `enum ${type.tag} ${name}`;
    case 'struct': case 'union': return `${type.form} ${type.tag} ${name}`;
    default: return `${type.c} ${name}`;
  }
}

const nameOf = (type) => (type === undefined ? 'void' : declare(type, '').trim());

const attribute = (parts) => {
  const some = parts.filter(Boolean);
  return some.length === 0 ? '' : ` __attribute__((${some.join(', ')}))`;
};

function memberText({ name, type, width, isAnonymous, align }, indent) {
  if (isAnonymous) return bodyText(type, indent);
  const bits = width === undefined ? '' : ` : ${width}`;
  return `${declare(type, name ?? '').trimEnd()}${bits}${attribute([align && `aligned(${align})`])}`;
}

function bodyText(type, indent = '') {
  const members = type.members.map((member) => `${indent}  ${memberText(member, `${indent}  `)};\n`).join('');
  return `${type.form}${type.tag ? ` ${type.tag}` : ''} {\n${members}${indent}}` +
    attribute([type.packed === 1 && 'packed', type.align && `aligned(${type.align})`]);
}

// The declaration of one type, as in the fixture.
export function typeText(type) {
  if (type.form === 'enum') {
    const entries = type.entries.map(([name, value]) => `${name} = ${value}`).join(', ');
    return `enum ${type.tag}${type.isFixed ? ` : ${type.scalar.c}` : ''} { ${entries} };\n`;
  }
  const text = `${bodyText(type)};\n`;
  return type.packed > 1 ? `#pragma pack(push, ${type.packed})\n${text}#pragma pack(pop)\n` : text;
}

// That declaration, and those that it needs.
export function wholeTypeText(type, seen = new Set()) {
  if (type.form === 'array') return wholeTypeText(type.element, seen);
  if (!isAggregate(type) && type.form !== 'enum') return '';
  if (seen.has(type)) return '';
  seen.add(type);
  const needed = (type.members ?? []).map((member) => wholeTypeText(member.type, seen)).join('');
  return needed + (type.tag ? typeText(type) : '');
}

// Where the compiler puts members: layout_TAG is the size, the alignment, and
// each member's offset; bits_TAG has an address for each member, of a value all
// of whose bits are zero but those of the bit-field.
function layoutText(type) {
  const members = namedMembers(type);
  const name = nameOf(type);
  const offsets = members.map(({ width, name: member }) =>
    (width === undefined ? `offsetof(${name}, ${member})` : '0'));
  const masks = members.map(({ width, name: member }) => (width === undefined ? '0' : `&mask_${member}`));
  const constants = members.filter(({ width }) => width !== undefined).map(({ name: member, type: { kind } }) =>
    `static const ${name} mask_${member} = {.${member} = ${kind === 'bool' ? 1 : -1}};\n`).join('');
  return `${constants}const size_t layout_${type.tag}[] = {${[`sizeof(${name})`, `_Alignof(${name})`, ...offsets]}};\n` +
    `const void* const bits_${type.tag}[] = {${[...masks, 0]}};\n`;
}

const list = (types, text) => types.map(text).join(', ');
const statements = (types, text) => types.map((type, i) => `  ${text(type, i)};\n`).join('');

const takeAll = (types) => statements(types, (type, i) => `PUT(a${i})`);
const giveResult = (result) => (result === undefined ? '' :
  `  ${declare(result, 'r')};\n  memcpy(&r, given, sizeof(r));\n  return r;\n`);

// f: takes and gives; c: calls; v: as f, and takes all but the first by `...`;
// p: takes addresses, from which it reads, and to which it writes.
export const functionTexts = {
  f({ id, result, args }) {
    return `${nameOf(result)} f${id}(${list(args, (type, i) => declare(type, `a${i}`))}) {\n` +
      `  char* p = received;\n${takeAll(args)}${giveResult(result)}}\n`;
  },
  c({ id, result, args }) {
    const call = `fn(${list(args, (type, i) => `a${i}`)})`;
    return `void c${id}(${nameOf(result)} (*fn)(${list(args, nameOf)})) {\n  char* p = given;\n` +
      statements(args, (type, i) => `${declare(type, `a${i}`)}; GET(a${i})`) +
      (result === undefined ?
        `  ${call};\n}\n` :
        `  ${declare(result, 'r')} = ${call};\n  memcpy(received, &r, sizeof(r));\n}\n`);
  },
  v({ id, result, args }) {
    const [first, ...others] = args;
    return `${nameOf(result)} v${id}(${declare(first, 'a0')}, ...) {\n  char* p = received;\n  PUT(a0);\n` +
      `  va_list list;\n  va_start(list, a0);\n` +
      statements(others.map(promoted), (type, i) =>
        `${declare(type, `a${i + 1}`)} = va_arg(list, ${nameOf(type)}); PUT(a${i + 1})`) +
      `  va_end(list);\n${giveResult(result)}}\n`;
  },
  p({ id, args: all }) {
    const args = all.filter(isAggregate);
    return `void p${id}(${list(args, (type, i) => `${nameOf(type)}* a${i}`)}) {\n  char* p = received;\n` +
      statements(args, (type, i) => `PUT(*a${i})`) + '  p = given;\n' +
      statements(args, (type, i) => `GET(*a${i})`) + '}\n';
  },
};

export function fixtureText({ declared, types, functions }) {
  return head + declared.map(typeText).join('') +
    declared.filter(isAggregate).map(layoutText).join('') +
    functions.flatMap((fn) => fn.kinds.map((kind) => functionTexts[kind](fn))).join('');
}
