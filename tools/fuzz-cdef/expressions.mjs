// Random constant expressions: hardly any is too large for `int`.

const suffixes = ['', '', '', '', 'u', 'U', 'l', 'L', 'ul', 'LU', 'll', 'ULL'];
const characters = ["'a'", "'0'", "'\\n'", "'\\0'", "'\\x41'", "'\\101'", "'\\''", "'\\\\'", "'\"'"];
const arithmetic = ['+', '-', '*', '|', '&', '^'];
const comparisons = ['==', '!=', '<', '<=', '>', '>=', '&&', '||'];
const unary = ['-', '~', '!', '+'];
const casts = ['int', 'unsigned char', 'long', 'unsigned', 'signed char', 'unsigned short', 'long long', '_Bool'];

const small = [0, 1, 2, 3, 7, 8, 15, 16, 31, 64, 100, 255, 256];
const large = [
  0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffffn, 0x8000000000000000n,
];

function literal(random) {
  const value = random.pick(random.chance(0.97) ? small : large);
  const hex = value.toString(16);
  const digits = [String(value), `0x${hex}`, `0X${hex.toUpperCase()}`, `0${value.toString(8)}`];
  return random.pick(digits) + random.pick(suffixes);
}

// `names` are those of constants; `types`, what sizeof can be asked of.
export function expression(random, { names, types }, depth = 3) {
  const inner = () => expression(random, { names, types }, depth - 1);
  const forms = { literal: 6, character: 1, name: names.length > 0 ? 3 : 0, size: types.length > 0 ? 1 : 0 };
  if (depth > 0) {
    Object.assign(forms, {
      arithmetic: 4, comparison: 2, unary: 2, division: 1, shift: 2, ternary: 1, cast: 1, parentheses: 2,
    });
  }
  switch (random.weighted(forms)) {
    case 'literal': return literal(random);
    case 'character': return random.pick(characters);
    case 'name': return random.pick(names);
    case 'size': return `${random.pick(['sizeof', '_Alignof'])}(${random.pick(types)})`;
    case 'arithmetic': return `${inner()} ${random.pick(arithmetic)} ${inner()}`;
    case 'comparison': return `(${inner()} ${random.pick(comparisons)} ${inner()})`;
    case 'unary': return `${random.pick(unary)} ${inner()}`;
    case 'division': return `(${inner()}) ${random.pick(['/', '%'])} ${random.between(1, 9)}`;
    // Of a negative number, it is no constant.
    case 'shift':
      return `(((${inner()}) & ${random.between(0, 999)}) ${random.pick(['<<', '>>'])} ${random.between(0, 6)})`;
    case 'ternary': return `(${inner()} ? ${inner()} : ${inner()})`;
    case 'cast': return `(${random.pick(casts)}) ${inner()}`;
    default: return `(${inner()})`;
  }
}
