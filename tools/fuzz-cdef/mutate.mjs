// Makes texts wrong, or odd.

// Comments, strings, names, numbers, and marks
const pattern = new RegExp([
  /\/\*[^]*?\*\/|\/\/.*/, /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'/, /[A-Za-z_]\w*/, /\.?\d(?:[eEpP][+-]|[\w.])*/,
  /\.{3}|<<=|>>=|[-+*/%&|^<>=!]=|&&|\|\||<<|>>|->|\+\+|--|\s+|[^]/,
].map(({ source }) => source).join('|'), 'g');

export const tokensOf = (text) => text.match(pattern)?.filter((token) => token.trim() !== '') ?? [];

const words = (
  'int char void long short signed unsigned float double _Bool const volatile restrict struct union enum typedef ' +
  'extern static inline register auto _Noreturn _Alignas _Alignof sizeof __attribute__ _Static_assert _Atomic ' +
  '_Complex _Thread_local _Generic goto return if x size_t asm').split(' ');
const marks = '( ) [ ] { } ; , * = : ... . + - & && # ? -> ++ < @ $ \\ ` " \''.split(' ');
const numbers =
  '0 1 -1 08 0x 0xg 1.5 1e3 0b1 4294967296 18446744073709551616 1ull 1lul 1uu \'\' \'ab\' "text"'.split(' ');
const characters = [
  '\0', '\t', '\f', '\v', '\r', '\n', '\r\n', '\u00e9', '\ud83d\ude00', '\ud800', '\u2028', '\ufeff', '\u00a0', '\x7f',
  '/*', '*/', '//', '\\\n', '"', "'",
];

// Tokens in the place of which another one is likely to be C, too
const alike = [
  'int char void long short signed unsigned float double _Bool size_t t S'.split(' '),
  'const volatile restrict static register extern typedef inline _Noreturn _Atomic'.split(' '),
  'struct union enum'.split(' '),
  'sizeof _Alignof - + ~ ! &'.split(' '),
  '+ - * / % & | ^ << >> < > <= >= == != && ||'.split(' '),
  '; , :'.split(' '),
  '0 1 2 3 4 8 16 31 32 33 64 65 -1 0x10 010 1u 2l 300 1.5'.split(' '),
  'packed aligned cold'.split(' '),
];

// Another one of its kind, or of the names that there are
function likeToken(tokens, i, random) {
  const token = tokens[i];
  const lists = alike.filter((list) => list.includes(token));
  if (lists.length > 0 && random.chance(0.8)) return random.pick(random.pick(lists));
  const names = tokens.filter((one) => /^[A-Za-z_]\w*$/.test(one));
  return /^\w/.test(token) && names.length > 0 ? random.pick(names) : random.pick(alike.flat());
}

const vocabulary = (random) => random.pick(random.pick([words, words, marks, marks, numbers]));

const weights = { delete: 3, duplicate: 1, swap: 1, replace: 1, insert: 2, like: 8, copy: 2 };
const changes = {
  delete: (tokens, i) => tokens.splice(i, 1),
  duplicate: (tokens, i) => tokens.splice(i, 0, tokens[i]),
  swap: (tokens, i) => tokens.splice(i, 2, ...tokens.slice(i, i + 2).reverse()),
  replace: (tokens, i, random) => tokens.splice(i, 1, vocabulary(random)),
  insert: (tokens, i, random) => tokens.splice(i, 0, vocabulary(random)),
  like: (tokens, i, random) => tokens.splice(i, 1, likeToken(tokens, i, random)),
  copy: (tokens, i, random) => tokens.splice(i, 0, random.pick(tokens)),
};

// One or two tokens are others, or elsewhere.
export function mutateTokens(text, random) {
  const tokens = tokensOf(text);
  for (let i = random.chance(0.7) ? 1 : 2; i > 0 && tokens.length > 0; i--) {
    changes[random.weighted(weights)](tokens, random.below(tokens.length), random);
  }
  return tokens.join(' ');
}

// Some characters are others.
export function mutateCharacters(text, random) {
  let changed = text;
  for (let i = random.between(1, 3); i > 0; i--) {
    const at = random.below(changed.length + 1);
    const any = String.fromCharCode(random.below(random.chance(0.8) ? 128 : 65536));
    const put = random.chance(0.5) ? random.pick(characters) : any;
    changed = changed.slice(0, at) + put + changed.slice(at + random.below(3));
  }
  return changed;
}

const spaces = [
  ' ', ' ', ' ', '\n', '\t', '  ', ' /* a * comment / */ ', '// to the end\n', '\r\n', '/**/', ' \f', '\v',
];

// The same tokens with something else between them.
export const respace = (text, random) =>
  tokensOf(text).map((token) => token + (random.chance(0.7) ? ' ' : random.pick(spaces))).join('');

// Texts that are very long, or go very deep: [name, text].
export function* extremes() {
  const n = 100_000;
  const many = (text, count = n) => text.repeat(count);
  const wrapped = (start, middle, end, count = n) => many(start, count) + middle + many(end, count);
  const each = (count, text) => Array.from({ length: count }, (_, i) => text(i)).join(' ');
  yield ['parentheses in a declarator', `int ${wrapped('(', 'x', ')')};`];
  yield ['pointers', `int ${many('*')}x;`];
  yield ['pointers that are not ended', `int ${many('*')}`];
  yield ['array dimensions', `extern char x${many('[1]')};`];
  yield ['functions that return functions', `void ${wrapped('(*', 'x', ')(void)')};`];
  yield ['functions as parameters', `void f${wrapped('(void g', '(void)', ')')};`];
  yield ['structs in structs', `${wrapped('struct { ', 'int x;', ' } x;', 20_000)}`];
  yield ['anonymous structs', `struct S { ${wrapped('struct { ', 'int x;', ' };', 20_000)} };`];
  yield ['parentheses in an expression', `enum { X = ${wrapped('(', '1', ')')} };`];
  yield ['unary operators', `enum { X = ${many('- ')}1 };`];
  yield ['casts', `enum { X = ${many('(int)')}1 };`];
  yield ['ternaries', `enum { X = ${many('1 ? 1 : ')}1 };`];
  yield ['a sum', `enum { X = 0${many(' + 1')} };`];
  yield ['sizeof of sizeof', `enum { X = ${many('sizeof ')}1 };`];
  yield ['a name', `int ${many('x')}(void);`];
  yield ['a number', `extern int x[${many('1')}];`];
  yield ['a string', `_Static_assert(1, "${many('x')}");`];
  yield ['a comment', `int f(void); /*${many('*')}/ int g(void);`];
  yield ['a comment that is not ended', `int f(void); /*${many('*')}`];
  yield ['lines', `${many('\n')}int f(void) x`];
  yield ['backslashes', many('\\')];
  yield ['quotes', many('"')];
  yield ['open brackets', many('[')];
  yield ['open braces', many('{')];
  yield ['struct keywords', many('struct ')];
  yield ['attributes', `int f(void) ${many('__attribute__((noreturn)) ', 10_000)};`];
  yield ['qualifiers', `${many('const ')}int x;`];
  yield ['longs', `${many('long ')} x;`];
  yield ['parameters', `void f(${many('int, ', 10_000)}int);`];
  yield ['members', `struct S { ${each(20_000, (i) => `int m${i};`)} };`];
  yield ['enumerators', `enum E { ${each(20_000, (i) => `E${i},`)} };`];
  yield ['typedefs of typedefs', `typedef int t0; ${each(10_000, (i) => `typedef t${i} *t${i + 1};`)}`];
  yield ['structs of structs', `struct S0 { int x; }; ${each(1000, (i) => `struct S${i + 1} { struct S${i} x; };`)}`];
  yield ['sizes that double', `typedef char t0[2]; ${each(100, (i) => `typedef t${i} t${i + 1}[2];`)}`];
  yield ['functions', each(20_000, (i) => `int f${i}(int, const char *);`)];
}
