'use strict';

// What seems to stand where something else was expected.

const {
  SafeMap,
} = primordials;

const {
  kAmpersand,
  kAnd,
  kAssign,
  kBad,
  kClose,
  kComma,
  kEnd,
  kExtern,
  kLess,
  kName,
  kOpen,
  kOpenBrace,
  kScope,
  kSemicolon,
  kStar,
  kStatement,
  kString,
} = require('internal/ffi/cdef/kinds');
const { shorten } = require('internal/ffi/type_errors');

const kIsCxx = 'this is C++, and cdef() reads C';

const cxxWords = new SafeMap();
const kCxxWords = ['class', 'template', 'namespace', 'using', 'public', 'private', 'protected',
                   'virtual', 'operator', 'explicit', 'friend', 'constexpr', 'consteval',
                   'decltype', 'mutable', 'typename', 'concept'];
for (let i = 0; i < kCxxWords.length; i++) cxxWords.set(kCxxWords[i], true);

const kMacroHint = 'leave it out, or put in what it stands for';

// Whether a parenthesis behind a name ends before the rest of a declaration, and not with
// it, as a call does.
function hasMoreBehind(parser) {
  let depth = 0;
  for (let distance = 1; ; distance++) {
    const kind = parser.peek(distance);
    if (kind === kEnd || kind === kBad) return false;
    if (kind === kOpen) depth++;
    if (kind !== kClose || --depth > 0) continue;
    const next = parser.peek(distance + 1);
    return next !== kEnd && next !== kBad && next !== kSemicolon && next !== kComma &&
      next !== kOpenBrace;
  }
}

// Whether the next token begins something that follows the name of a macro.
function isLikeMacro(parser) {
  const next = parser.peek();
  return next !== kEnd && next !== kBad && next !== kSemicolon && next !== kComma &&
    next !== kClose && next !== kAssign && next !== kOpenBrace && next !== kOpen;
}

function failName(parser, isParameter) {
  const { name } = parser;
  const next = parser.peek();
  if (cxxWords.has(name)) parser.fail(`'${name}': ${kIsCxx}`);
  if (next === kScope || next === kLess) parser.fail(`'${name}': ${kIsCxx}`);
  const near = parser.suggestTypes(name);
  const first = `There is no type '${name}'`;
  if (isParameter && (next === kComma || next === kClose)) {
    parser.fail(`${first}${near === '' ? '; a parameter has a type and may have a name' : near}`);
  }
  if (near !== '') {
    const isBeforeType = parser.grammar.startsType(parser, parser.index + 1);
    parser.fail(first + near + (isBeforeType ? ` If it is a macro, ${kMacroHint}` : ''));
  }
  if (!isParameter && next === kOpen && !hasMoreBehind(parser)) {
    parser.fail(`${first}: a declaration begins with the type of what it declares, and ` +
                'calls are no declarations');
  }
  if (!isParameter && next === kAssign) parser.fail(`${first}: assignments are no declarations`);
  if ((!isParameter && next === kOpen) || isLikeMacro(parser)) {
    parser.fail(`${first}; if it is a macro, ${kMacroHint}`);
  }
  parser.fail(`${first}: it has to be declared before, or given as options.types['${name}']`);
}

/**
 * Throws what is wrong where a type was expected.
 * @param {Parser} parser
 * @param {boolean} isParameter Whether it is that of a parameter, or a member
 */
function failType(parser, isParameter) {
  switch (parser.kind) {
    case kName:
      failName(parser, isParameter);
      break;
    case kStatement:
      parser.fail(`'${parser.name}' begins a statement: there are declarations only`);
      break;
    default:
      parser.failExpected('a type');
  }
}

// Where a name is behind what should be the end of a declarator, one of the two may be a
// macro; and so may a name before '*', as in `(WINAPI *f)`.
function suggestMacro(parser) {
  const { index, kind, name } = parser;
  const { kinds, names } = parser.tokens;
  const isName = kind === kName && parser.findType(name) === undefined;
  const isBehindName = kinds[index - 1] === kName;
  if (isName && isBehindName) return `; if one of the two is a macro, ${kMacroHint}`;
  if (isName) return `; if it is a macro, ${kMacroHint}`;
  if (kind !== kStar || !isBehindName) return '';
  return `; if '${shorten(names[index - 1])}' is a macro, ${kMacroHint}`;
}

/**
 * Throws what is wrong behind a declarator.
 * @param {Parser} parser
 * @param {string} expected
 */
function failAfter(parser, expected) {
  switch (parser.kind) {
    case kAssign:
      parser.fail('There are no initial values here: a declaration says what the library has');
      break;
    case kOpenBrace:
      parser.fail("There are no functions' bodies here: a declaration ends with ';'");
      break;
    case kAmpersand:
    case kAnd:
      parser.fail(`References: ${kIsCxx}`);
      break;
    case kScope:
    case kLess:
      parser.fail(`${parser.describeToken()}: ${kIsCxx}`);
      break;
    case kName:
      if (cxxWords.has(parser.name)) parser.fail(`'${parser.name}': ${kIsCxx}`);
      break;
  }
  parser.failExpected(expected, parser.index, suggestMacro(parser));
}

/**
 * Throws if C++ says which language functions are of.
 * @param {Parser} parser
 */
function refuseLinkage(parser) {
  if (parser.kind === kExtern && parser.peek() === kString) {
    parser.fail(`extern ${parser.describeToken(parser.index + 1)}: ${kIsCxx}; ` +
                'the declarations alone will do');
  }
}

module.exports = {
  failAfter,
  failType,
  refuseLinkage,
};
