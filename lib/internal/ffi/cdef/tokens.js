'use strict';

// The text as a list of tokens. What is no token becomes one of the kind kBad, which
// ends the list: so errors are told in the order of the text.

const {
  NumberPrototypeToString,
  RegExpPrototypeExec,
  SafeMap,
  StringFromCodePoint,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeIndexOf,
  StringPrototypePadStart,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToUpperCase,
  hardenRegExp,
} = primordials;

const { createList } = require('internal/ffi/list');
const {
  kAnd,
  kArrow,
  kBad,
  kCharacter,
  kCloseBrace,
  kCloseBracket,
  kDot,
  kEllipsis,
  kEnd,
  kEqual,
  kGreaterEqual,
  kLessEqual,
  kMinus,
  kName,
  kNotEqual,
  kNumber,
  kOpenBrace,
  kOpenBracket,
  kOr,
  kPlus,
  kScope,
  kShiftLeft,
  kShiftRight,
  kSlash,
  kStar,
  kString,
  keywords,
} = require('internal/ffi/cdef/kinds');

// What a character can begin.
const kNothing = 0;
const kSpace = 1;
const kLetter = 2;
const kDigit = 3;
const kPunctuator = 4;

const classes = createList();
for (let code = 0; code < 128; code++) classes[code] = kNothing;

function setClass(characters, kind) {
  for (let i = 0; i < characters.length; i++) {
    classes[StringPrototypeCharCodeAt(characters, i)] = kind;
  }
}

setClass(' \t\n\v\f\r', kSpace);
setClass('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$', kLetter);
setClass('0123456789', kDigit);
setClass('!%&()*+,-./:;<=>?[]^{|}~', kPunctuator);

const kNewLine = 0x0a;
const kQuote = 0x22;
const kHash = 0x23;
const kApostrophe = 0x27;
const kBackslash = 0x5c;
const kByteOrderMark = 0xfeff;

// Longer punctuators by their two characters.
const punctuators = new SafeMap();
punctuators.set('<:', kOpenBracket);
punctuators.set(':>', kCloseBracket);
punctuators.set('<%', kOpenBrace);
punctuators.set('%>', kCloseBrace);
punctuators.set('<<', kShiftLeft);
punctuators.set('>>', kShiftRight);
punctuators.set('<=', kLessEqual);
punctuators.set('>=', kGreaterEqual);
punctuators.set('==', kEqual);
punctuators.set('!=', kNotEqual);
punctuators.set('&&', kAnd);
punctuators.set('||', kOr);
punctuators.set('->', kArrow);
punctuators.set('::', kScope);

const kIdentifierPart = hardenRegExp(/^\p{ID_Continue}/u);
// What is longer makes no name, and would make messages that nobody can read.
const kMaxName = 1024;
const kPrefix = hardenRegExp(/^(L|u8|u|U)$/);

class Tokens {
  text;
  kinds = createList();
  // Names and keywords, as they are written.
  names = createList();
  starts = createList();
  ends = createList();
  count = 0;
  // What is wrong with the token of the kind kBad.
  problem = undefined;

  constructor(text) {
    this.text = text;
  }

  add(kind, start, end, name) {
    const { count } = this;
    this.kinds[count] = kind;
    this.names[count] = name;
    this.starts[count] = start;
    this.ends[count] = end;
    this.count = count + 1;
  }

  refuse(start, problem) {
    this.problem = problem;
    this.add(kBad, start, start + 1);
  }
}

const kDirectives = {
  '__proto__': null,
  'define': 'a constant is declared as enum { NAME = value };',
  'include': 'paste the declarations that are needed',
  'pragma': 'what is packed is declared with __attribute__((packed))',
};

const kDirective = hardenRegExp(/^#[ \t]*([a-z_]*)/);

// A line that the preprocessor would take.
function describeDirective(text, offset) {
  const match = RegExpPrototypeExec(kDirective, StringPrototypeSlice(text, offset, offset + 64));
  const name = match === null ? '' : match[1];
  const advice = kDirectives[name] ??
    'leave the line out, and paste only the declarations that are needed';
  return `There is no preprocessor for #${name}: ${advice}`;
}

function describeCharacter(text, offset) {
  const point = StringPrototypeCodePointAt(text, offset);
  const hex = StringPrototypePadStart(
    StringPrototypeToUpperCase(NumberPrototypeToString(point, 16)), 4, '0');
  const isVisible = point > 0x20 && point !== 0x7f && point !== 0xa0;
  const shown = isVisible ? `'${StringFromCodePoint(point)}' (U+${hex})` : `U+${hex}`;
  return `Unexpected character ${shown}`;
}

// The length of the character of an identifier at an offset, which is not of ASCII.
function getLetterLength(text, offset) {
  const point = StringPrototypeCodePointAt(text, offset);
  if (RegExpPrototypeExec(kIdentifierPart, StringFromCodePoint(point)) === null) return 0;
  return point > 0xffff ? 2 : 1;
}

// Where an identifier ends that begins before `i`.
function skipName(text, i) {
  for (;;) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code < 128) {
      const kind = classes[code];
      if (kind !== kLetter && kind !== kDigit) return i;
      i++;
    } else if (code >= 128) {
      const length = getLetterLength(text, i);
      if (length === 0) return i;
      i += length;
    } else {
      return i; // Where the text ends, the code is NaN.
    }
  }
}

// A number of the preprocessor's, which has signs after an exponent.
function skipNumber(text, i) {
  for (;;) {
    const end = skipName(text, i);
    const code = StringPrototypeCharCodeAt(text, end);
    if (code === kDot) {
      i = end + 1;
      continue;
    }
    if ((code === kPlus || code === kMinus) && end > i) {
      const last = StringPrototypeCharCodeAt(text, end - 1) | 0x20;
      const isHex = StringPrototypeStartsWith(StringPrototypeSlice(text, i, i + 2), '0x');
      if (last === 0x70 || (last === 0x65 && !isHex)) { // `p` and `e`
        i = end + 1;
        continue;
      }
    }
    return end;
  }
}

// Where what is quoted ends, or -1 if it does not end on its line.
function skipQuoted(text, i, quote) {
  const { length } = text;
  while (i < length) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code === quote) return i + 1;
    if (code === kNewLine) return -1;
    i += code === kBackslash ? 2 : 1;
  }
  return -1;
}

// Where the comment ends that begins at `i`, -1 if it doesn't, or `i` if none begins.
function skipComment(text, i) {
  const code = StringPrototypeCharCodeAt(text, i + 1);
  if (code === kSlash) {
    const end = StringPrototypeIndexOf(text, '\n', i + 2);
    return end < 0 ? text.length : end;
  }
  if (code !== kStar) return i;
  const end = StringPrototypeIndexOf(text, '*/', i + 2);
  return end < 0 ? -1 : end + 2;
}

function readQuoted(tokens, start, i) {
  const { text } = tokens;
  const quote = StringPrototypeCharCodeAt(text, i);
  const end = skipQuoted(text, i + 1, quote);
  const isString = quote === kQuote;
  if (end < 0) {
    tokens.refuse(start, `The ${isString ? 'string' : 'character'} does not end on its line`);
    return -1;
  }
  tokens.add(isString ? kString : kCharacter, start, end);
  return end;
}

function readName(tokens, start, first) {
  const { text } = tokens;
  const end = skipName(text, first);
  if (end - start > kMaxName) {
    tokens.refuse(start, 'The name is too long');
    return -1;
  }
  const name = StringPrototypeSlice(text, start, end);
  const next = StringPrototypeCharCodeAt(text, end);
  if ((next === kQuote || next === kApostrophe) && RegExpPrototypeExec(kPrefix, name) !== null) {
    return readQuoted(tokens, start, end);
  }
  tokens.add(keywords.get(name) ?? kName, start, end, name);
  return end;
}

function readPunctuator(tokens, i, code) {
  const { text } = tokens;
  const next = StringPrototypeCharCodeAt(text, i + 1);
  if (code === kDot) {
    if (classes[next] === kDigit) {
      const end = skipNumber(text, i + 1);
      tokens.add(kNumber, i, end);
      return end;
    }
    if (next === kDot && StringPrototypeCharCodeAt(text, i + 2) === kDot) {
      tokens.add(kEllipsis, i, i + 3);
      return i + 3;
    }
  } else if (classes[next] === kPunctuator) {
    const kind = punctuators.get(StringPrototypeSlice(text, i, i + 2));
    if (kind !== undefined) {
      tokens.add(kind, i, i + 2);
      return i + 2;
    }
  }
  tokens.add(code, i, i + 1);
  return i + 1;
}

// What begins with a character that begins no token of its own. Gives -1 if that is none.
function readOther(tokens, i, code, isLineStart) {
  const { text } = tokens;
  if (code === kQuote || code === kApostrophe) return readQuoted(tokens, i, i);
  if (code === kHash && isLineStart) {
    tokens.refuse(i, describeDirective(text, i));
    return -1;
  }
  if (code === kBackslash) {
    // A line that goes on in the next one.
    let next = i + 1;
    if (StringPrototypeCharCodeAt(text, next) === 0x0d) next++;
    if (StringPrototypeCharCodeAt(text, next) === kNewLine) return next + 1;
  }
  if (code >= 128) {
    if (code === kByteOrderMark && i === 0) return 1;
    const length = getLetterLength(text, i);
    if (length > 0) return readName(tokens, i, i + length);
  }
  tokens.refuse(i, describeCharacter(text, i));
  return -1;
}

/**
 * @param {string} text
 * @returns {Tokens}
 */
function tokenize(text) {
  const tokens = new Tokens(text);
  const { length } = text;
  let isLineStart = true;
  let i = 0;
  while (i < length) {
    const code = StringPrototypeCharCodeAt(text, i);
    const kind = code < 128 ? classes[code] : kNothing;
    if (kind === kSpace) {
      if (code === kNewLine) isLineStart = true;
      i++;
      continue;
    }
    if (kind === kLetter) {
      i = readName(tokens, i, i + 1);
    } else if (code === kSlash) {
      const end = skipComment(text, i);
      if (end > i) {
        i = end;
        continue;
      }
      if (end < 0) {
        tokens.refuse(i, 'The comment does not end');
        return tokens;
      }
      i = readPunctuator(tokens, i, code);
    } else if (kind === kPunctuator) {
      i = readPunctuator(tokens, i, code);
    } else if (kind === kDigit) {
      const end = skipNumber(text, i);
      tokens.add(kNumber, i, end);
      i = end;
    } else {
      i = readOther(tokens, i, code, isLineStart);
    }
    if (i < 0) return tokens;
    isLineStart = false;
  }
  tokens.add(kEnd, length, length);
  return tokens;
}

module.exports = {
  tokenize,
};
