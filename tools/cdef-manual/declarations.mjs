// Takes declarations out of what manual pages show. What they say in a notation of their
// own, cdef() takes as it is, and GCC gets in C.

// The index behind the bracket that closes the one at `start`.
function closing(text, start) {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if ('([{'.includes(text[i])) depth++;
    if (')]}'.includes(text[i]) && --depth === 0) return i + 1;
  }
  return text.length;
}

// `typeof(int (void *)) *fn` is `int (*fn)(void *)`. What follows the name of a function
// belongs to its declarator.
function withoutTypeof(text) {
  const start = text.indexOf('typeof(');
  if (start < 0) return text;
  const end = closing(text, start + 'typeof'.length);
  const type = text.slice(start + 'typeof('.length, end - 1);
  const [all, stars, name] = /^ *(\*+)(?: *restrict\b)? *(\w*)/.exec(text.slice(end)) ?? [];
  const open = type.indexOf('(');
  if (all === undefined || open < 0) return text;
  let last = end + all.length;
  while (text[last] === '(' || text[last] === '[') last = closing(text, last);
  const declarator = text.slice(end + all.length, last);
  return withoutTypeof(`${text.slice(0, start)}${type.slice(0, open)}(${stars}${name}${declarator})` +
    `${type.slice(open)}${text.slice(last)}`);
}

// A length that no constant is, as `int list[n]` has in parameters.
const isVariable = (length) => /(?:^|[^\w])[.a-z]\w*/.test(length.replace(/\b(?:restrict|static|const|sizeof)\b/g, ''));

const withoutDots = (text) => text.replace(/(?<=[{;]) *\.\.\. *;?(?=[^()]*\})/g, '');

// [what to say of it, function]
const rewritings = [
  ['`_Nullable` left out', (text) => text.replace(/ ?\b_(?:Nullable|Nonnull)\b/g, '')],
  ['a parameter declared beforehand (`size_t n;`) left out',
   (text) => text.replace(/\(([^(){};]*);(?=[^{}]*\))/g, '(')],
  ['`void buf[n]` as `void *buf`', (text) => text.replace(/\bvoid *(\w*) ?\[[^\]]*\]/g, 'void *$1')],
  ['`typeof(int (void)) *fn` as `int (*fn)(void)`', withoutTypeof],
  ['`int list[n]` as `int list[]`', (text) => (text.includes('{') ? text :
    text.replace(/\[([^[\]]*)\](?!\])/g, (all, length) => {
      if (!isVariable(length)) return all;
      return length.includes('restrict') ? '[restrict]' : '[]';
    }))],
];

// { given, text, rewritten }: for cdef(), for GCC, and in what they differ.
export function rewrite(shown) {
  // More members, of which the page says nothing
  const given = withoutDots(shown);
  const rewritten = [];
  let text = given;
  for (const [what, change] of rewritings) {
    const before = text;
    text = change(text);
    if (text !== before) rewritten.push(what);
  }
  return { given, text, rewritten };
}

// Pieces that end with a semicolon which is in no bracket.
function* pieces(text) {
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i])) i = closing(text, i) - 1;
    else if (text[i] === ';') {
      yield text.slice(start, i + 1);
      start = i + 1;
    }
  }
}

// No variable that is an example, with its value.
const isType = (piece) => /^(?:typedef )?(?:struct|union|enum)\b[^();=]*\{/.test(piece) && !/= ?\{/.test(piece);

// A page may say of a type that there is one, and no more; and what is no code.
const saysNothing = (piece) => piece === ';' || /^typedef \.\.\. /.test(piece) || piece.startsWith('Note:');

// { includes, declarations }: arrays of lines. What is no declaration by its looks, as
// prose, is left out. `isExample`: only types.
export function readDeclarations(given, isExample) {
  const text = given.replace(/\/\/.*$/gm, ' ')
    .replace(/\/\*([^]*?)\*\//g, (all, comment) => (comment.trim() === '...' ? ' ... ' : ' '));
  const includes = [...text.matchAll(/^ *# *include +(<[\w./-]+>)/gm)].map(([, name]) => `#include ${name}`);
  const declarations = [];
  const paragraphs = text.replace(/^ *#(?:.*\\\n)*.*$/gm, '').split(/\n\s*\n/);
  // The members of a struct may have empty lines between them.
  const whole = isExample ? paragraphs.join('\n') : paragraphs.filter((one) => /[;{},]/.test(one)).join('\n');
  for (const piece of pieces(whole)) {
    const line = piece.replace(/\s+/g, ' ').trim();
    if (isExample ? isType(line) : !saysNothing(line)) declarations.push(line);
  }
  return { includes: [...new Set(includes)], declarations: [...new Set(declarations)] };
}
