// Random declarations in C, all that a text may have: each of them is one that a
// compiler takes, but for constants that are too large.
import { expression } from './expressions.mjs';

// How each is written; the words come in any order.
const integers = [
  'char', 'signed char', 'unsigned char',
  'short', 'short int', 'unsigned short', 'unsigned short int', 'signed short int',
  'int', 'signed', 'unsigned', 'unsigned int', 'long', 'long int', 'unsigned long', 'unsigned long int', 'signed long',
  'long long', 'long long int', 'unsigned long long', 'unsigned long long int', '_Bool',
];
const named = [
  'size_t', 'ssize_t', 'ptrdiff_t', 'intptr_t', 'uintptr_t', 'wchar_t', 'char16_t', 'char32_t', 'time_t', 'off_t',
  'int8_t', 'uint8_t', 'int16_t', 'uint16_t', 'int32_t', 'uint32_t', 'int64_t', 'uint64_t',
];
// By the word that tells
const widths = { _Bool: 1, char: 8, short: 16, long: 64, int: 32 };
const bitFieldTypes = [['uint8_t', 8], ['int16_t', 16], ['uint32_t', 32], ['int64_t', 64], ['size_t', 64]]
  .map(([text, width]) => ({ text, width }));
const functionAttributes = ['noreturn', 'pure', 'nonnull', 'const', 'cold', 'warn_unused_result'];

// What needs a declaration for GCC, and none here.
const compilers = {
  'size_t': 'SIZE', 'ptrdiff_t': 'PTRDIFF', 'intptr_t': 'INTPTR', 'uintptr_t': 'UINTPTR', 'wchar_t': 'WCHAR',
  'char16_t': 'CHAR16', 'char32_t': 'CHAR32',
  ...Object.fromEntries([8, 16, 32, 64].flatMap((n) => [[`int${n}_t`, `INT${n}`], [`uint${n}_t`, `UINT${n}`]])),
};
export const prelude = Object.entries(compilers).map(([name, type]) => `typedef __${type}_TYPE__ ${name};\n`).join('') +
  ['ssize_t', 'time_t', 'off_t'].map((name) => `typedef long ${name};\n`).join('');

function shuffled(random, list) {
  const rest = [...list];
  return list.map(() => rest.splice(random.below(rest.length), 1)[0]);
}

// A type is a tree: { form: 'base', text, ... }, or { form: 'pointer' | 'array' |
// 'function', of, ... }. Of a base, `kind` says what it may be used for: 'void',
// 'scalar', 'aggregate', 'flexible' (no member, not by value), 'incomplete', 'function',
// 'array'; `width`, that it may be a bit-field. What is declared may stand in parentheses.
function declare({ isParenthesized, ...type }, name) {
  const declarator = isParenthesized && name ? `(${name})` : name;
  switch (type.form) {
    case 'base': return `${type.text} ${declarator}`.trimEnd();
    case 'pointer': {
      const inner = `*${type.qualifiers}${type.qualifiers && declarator ? ' ' : ''}${declarator}`;
      return declare(type.of, ['array', 'function'].includes(type.of.form) ? `(${inner})` : inner);
    }
    case 'array': return declare(type.of, `${declarator}[${type.length}]`);
    default: return declare(type.of, `${declarator}(${type.parameters})`);
  }
}

const isObject = (type) => type.form === 'pointer' || type.form === 'array' ||
  (type.form === 'base' && ['scalar', 'aggregate', 'array'].includes(type.kind));
const isResult = (type) => type.form === 'pointer' ||
  (type.form === 'base' && ['void', 'scalar', 'aggregate'].includes(type.kind));

export class Grammar {
  #random;
  #count = 0;
  // In how many lists of parameters it is
  #nesting = 0;
  #id;
  #typedefs = [];
  #tags = [];
  #constants = [];
  #hidden = [];
  #repeatable = [];
  // Names of types that have a size
  #sized = ['int', 'char', 'double', 'void *', 'int[3]', 'long'];

  // Names end with the number, so that no two texts have the same.
  constructor(random, id) {
    this.#random = random;
    this.#id = id;
  }

  #name(start) {
    return `${start}${this.#count++}_${this.#id}`;
  }

  // The name of a parameter or a member may be that of a type, too. The one of a parameter
  // hides the type, up to the end of the declaration.
  #innerName(start) {
    const random = this.#random;
    if (this.#typedefs.length === 0 || random.chance(0.96)) return this.#name(start);
    const i = random.below(this.#typedefs.length);
    const { text } = this.#typedefs[i];
    if (start === 'a') this.#hidden.push(...this.#typedefs.splice(i, 1));
    return text;
  }

  #expression(depth) {
    return expression(this.#random, { names: this.#constants, types: this.#sized }, depth);
  }

  // From 1 to 8
  #length() {
    const random = this.#random;
    if (random.chance(0.02)) return '0';
    return random.chance(0.6) ? String(random.between(1, 9)) : `((${this.#expression(2)}) & 7) + 1`;
  }

  #qualifiers(list, probability = 0.25) {
    const random = this.#random;
    return shuffled(random, list.filter(() => random.chance(probability))).join(' ');
  }

  #integer() {
    const random = this.#random;
    const words = random.pick(integers).split(' ');
    const word = Object.keys(widths).find((word) => words.includes(word)) ?? 'int';
    return { form: 'base', kind: 'scalar', text: shuffled(random, words).join(' '), width: widths[word] };
  }

  // What a declaration begins with. `depth`: how many structs may be in one another.
  #base(depth) {
    const found = this.#unqualified(depth);
    const before = this.#qualifiers(['const', 'volatile'], 0.1);
    const after = this.#qualifiers(['const', 'volatile'], 0.05);
    const text = [before, found.text, after].filter(Boolean).join(' ');
    return found.kind === 'function' ? found : { ...found, text };
  }

  #unqualified(depth) {
    const random = this.#random;
    const forms = {
      integer: 8, named: 2, floating: 2, void: 2, typedef: this.#typedefs.length > 0 ? 4 : 0,
      tag: this.#tags.length > 0 ? 3 : 0, incomplete: 1, body: depth > 0 ? 2 : 0, enum: depth > 0 ? 1 : 0,
    };
    switch (random.weighted(forms)) {
      case 'integer': return this.#integer();
      case 'named': return { form: 'base', kind: 'scalar', text: random.pick(named) };
      case 'floating': return { form: 'base', kind: 'scalar', text: random.pick(['float', 'double']) };
      case 'void': return { form: 'base', kind: 'void', text: 'void' };
      case 'typedef': return random.pick(this.#typedefs);
      case 'tag': return random.pick(this.#tags);
      case 'incomplete': return { form: 'base', kind: 'incomplete', text: `struct ${this.#name('I')}` };
      case 'body': return this.#aggregate(depth - 1, random.chance(0.7) ? this.#name('S') : '');
      default: return this.#enumeration(random.chance(0.6) ? this.#name('E') : '');
    }
  }

  // A type around a base: pointers to it, arrays of it, functions that return it.
  #around(base, levels, accept) {
    const random = this.#random;
    let type = base;
    for (let i = random.below(levels + 1); i > 0; i--) {
      const mayReturn = isResult(type) && this.#nesting < 3;
      const forms = { pointer: 4, array: isObject(type) ? 2 : 0, function: mayReturn ? 2 : 0 };
      switch (random.weighted(forms)) {
        case 'pointer': type = this.#pointer(type); break;
        case 'array': type = { form: 'array', of: type, length: this.#length() }; break;
        default: type = this.#function(type, 1);
      }
    }
    if (!accept(type)) type = this.#pointer(type);
    return random.chance(0.04) ? { ...type, isParenthesized: true } : type;
  }

  #pointer(of) {
    // What is restricted leads to objects.
    const qualifiers = ['const', 'volatile'];
    if (of.form !== 'function' && of.kind !== 'function') qualifiers.push('restrict');
    return { form: 'pointer', of, qualifiers: this.#qualifiers(qualifiers, 0.15) };
  }

  #function(of, depth) {
    const random = this.#random;
    if (random.chance(0.15)) return { form: 'function', of, parameters: random.pick(['void', 'void', '']) };
    this.#nesting++;
    const parameters = Array.from({ length: random.between(1, 6 - this.#nesting) }, () => this.#parameter(depth));
    this.#nesting--;
    if (random.chance(0.15)) parameters.push('...');
    return { form: 'function', of, parameters: parameters.join(', ') };
  }

  #parameter(depth) {
    const random = this.#random;
    const name = random.chance(0.6) ? this.#innerName('a') : '';
    const register = random.chance(0.01) ? 'register ' : '';
    const isAny = (type) => isObject(type) || type.form === 'function' || type.kind === 'function';
    const base = this.#base(0);
    const type = depth > 0 ? this.#around(base, 3, isAny) : this.#around(base, 0, isAny);
    if (type.form !== 'array' || random.chance(0.5)) return register + declare(type, name);
    const length = random.pick([
      '', '*', `static ${random.between(1, 4)}`, 'const', 'restrict', 'const static 2', `restrict ${this.#length()}`,
    ]);
    return register + declare({ ...type, length }, name);
  }

  #attribute(list) {
    const [one, two] = this.#random.chance(0.2) ? ['__', '__'] : ['', ''];
    return `__attribute__((${list.map((text) => one + text.replace(/^\w+/, (word) => word + two)).join(', ')}))`;
  }

  #align() {
    const random = this.#random;
    return `aligned(${random.chance(0.8) ? random.pick([1, 2, 4, 8, 16, 32]) : 'sizeof(int)'})`;
  }

  #bitField() {
    const random = this.#random;
    const type = random.chance(0.8) ? this.#integer() : random.pick(bitFieldTypes);
    const before = this.#qualifiers(['const', 'volatile'], 0.05);
    const start = before ? `${before} ${type.text}` : type.text;
    if (random.chance(0.15)) return `${start} : ${random.chance(0.3) ? 0 : random.between(1, type.width)};`;
    const fields = Array.from({ length: random.between(1, 3) }, () =>
      `${this.#name('b')} : ${random.chance(0.85) ? random.between(1, type.width) : '1 + 0'}`);
    return `${start} ${fields.join(', ')};`;
  }

  #member(depth) {
    const random = this.#random;
    if (random.chance(0.15)) return this.#bitField();
    if (depth > 0 && random.chance(0.12)) return `${this.#aggregate(depth - 1, '').text};`;
    if (random.chance(0.03)) return this.#assertion();
    const base = this.#base(depth);
    const alignas = random.chance(0.04) ? `_Alignas(${random.pick(['16', '32', 'double', '_Alignof(long)'])}) ` : '';
    const declarators = Array.from({ length: random.chance(0.2) ? random.between(2, 3) : 1 }, () => {
      const text = declare({ ...this.#around({ ...base, text: '' }, 4, isObject) }, this.#innerName('m')).trim();
      if (random.chance(0.95)) return text;
      return `${text} ${this.#attribute([random.chance(0.3) ? 'packed' : this.#align()])}`;
    });
    return `${alignas}${base.text} ${declarators.join(', ')};`;
  }

  // A struct or union with its members, which may have a tag.
  #aggregate(depth, tag) {
    const random = this.#random;
    const keyword = random.chance(0.75) ? 'struct' : 'union';
    const members = [`${this.#integer().text} ${this.#name('m')};`];
    for (let i = random.below(5); i > 0; i--) members.push(this.#member(depth));
    const isFlexible = keyword === 'struct' && tag !== '' && random.chance(0.08);
    if (random.chance(0.02)) members.length = 0;
    if (isFlexible && members.length > 0) members.push(`${this.#integer().text} ${this.#name('m')}[];`);
    const before = random.chance(0.06) ? ` ${this.#attribute(['packed'])}` : '';
    const list = [random.chance(0.08) && 'packed', random.chance(0.08) && this.#align()].filter(Boolean);
    const after = list.length > 0 ? ` ${this.#attribute(list)}` : '';
    const text = `${keyword}${before}${tag && ` ${tag}`} { ${members.join(' ')} }${after}`;
    const made = { form: 'base', kind: isFlexible ? 'flexible' : 'aggregate', text };
    if (tag !== '') this.#declareTag({ ...made, text: `${keyword} ${tag}` });
    return made;
  }

  #declareTag(type) {
    this.#tags.push(type);
    if (type.kind !== 'flexible') this.#sized.push(type.text);
  }

  #enumeration(tag) {
    const random = this.#random;
    const made = [];
    const entries = Array.from({ length: random.between(1, 5) }, () => {
      const name = this.#name('C');
      const text = random.chance(0.5) ? name : `${name} = ${this.#expression(3)}`;
      made.push(name);
      return text;
    });
    const attribute = random.chance(0.05) ? ` ${this.#attribute(['packed'])}` : '';
    const text = `enum${tag && ` ${tag}`} { ${entries.join(', ')}${random.chance(0.3) ? ',' : ''} }${attribute}`;
    this.#constants.push(...made);
    if (tag !== '') this.#tags.push({ form: 'base', kind: 'scalar', text: `enum ${tag}` });
    return { form: 'base', kind: 'scalar', text };
  }

  #assertion() {
    const random = this.#random;
    const one = this.#expression(2);
    const condition = random.pick([`(${one}) == (${one})`, `sizeof(${random.pick(this.#sized)}) >= 1`, '1']);
    return `_Static_assert(${condition}, ${random.pick(['"so it is"', '"a" "b"', '""'])});`;
  }

  #typedef() {
    const base = this.#base(2);
    const made = [];
    const declarators = Array.from({ length: this.#random.chance(0.15) ? 2 : 1 }, () => {
      const name = this.#name('t');
      const type = this.#around({ ...base, text: '' }, 4, (one) => one.kind !== 'flexible');
      const kind = type.form === 'base' ? base.kind : { pointer: 'scalar' }[type.form] ?? type.form;
      made.push({ form: 'base', kind, text: name });
      const attribute = isObject(type) && this.#random.chance(0.05) ? ` ${this.#attribute([this.#align()])}` : '';
      return declare(type, name).trim() + attribute;
    });
    this.#typedefs.push(...made);
    return `typedef ${base.text} ${declarators.join(', ')};`;
  }

  // One of functions and variables, or some.
  #objects() {
    const random = this.#random;
    const base = this.#base(1);
    const declarators = Array.from({ length: random.chance(0.1) ? random.between(2, 3) : 1 }, () => {
      const bare = { ...base, text: '' };
      if (random.chance(0.8)) {
        const result = this.#around(bare, 3, isResult);
        const attribute = random.chance(0.08) ? ` ${this.#attribute([random.pick(functionAttributes)])}` : '';
        return declare(this.#function(result, 2), this.#name('f')).trim() + attribute;
      }
      return declare(this.#around(bare, 4, isObject), this.#name('v')).trim();
    });
    return `${random.chance(0.5) || base.kind === 'function' ? 'extern ' : ''}${base.text} ${declarators.join(', ')};`;
  }

  // One may come again, if it has no definition in it, nor a struct that there is only in
  // a list of parameters.
  declaration() {
    const random = this.#random;
    if (random.chance(0.04) && this.#repeatable.length > 0) return random.pick(this.#repeatable);
    const text = this.#declaration();
    if (!/\{|struct I/.test(text)) this.#repeatable.push(text);
    this.#typedefs.push(...this.#hidden.splice(0));
    return text;
  }

  #declaration() {
    const random = this.#random;
    switch (random.weighted({ objects: 8, typedef: 4, aggregate: 3, enum: 2, assertion: 1, forward: 1 })) {
      case 'objects': return this.#objects();
      case 'typedef': return this.#typedef();
      case 'aggregate': return `${this.#aggregate(3, this.#name('S')).text};`;
      case 'enum': return `${this.#enumeration(random.chance(0.5) ? this.#name('E') : '').text};`;
      case 'assertion': return this.#assertion();
      default: return random.chance(0.8) ? `${random.pick(['struct', 'union'])} ${this.#name('I')};` : ';';
    }
  }
}
