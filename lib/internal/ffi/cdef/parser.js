'use strict';

// Where in the text the parser is, what it has declared so far, and how it says what is
// wrong.

const {
  ObjectDefineProperties,
  SafeMap,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { codes: { ERR_FFI_DECLARATION } } = require('internal/errors');
const { didYouMean, withUserStack } = require('internal/ffi/errors');
const { createList, push } = require('internal/ffi/list');
const { shorten } = require('internal/ffi/type_errors');
const { typeNames } = require('internal/ffi/cdef/base_types');
const { locate, makeVisible, showLine } = require('internal/ffi/cdef/location');
const { kBad, kEnd, kString } = require('internal/ffi/cdef/kinds');
const { tokenize } = require('internal/ffi/cdef/tokens');

const kMaxLevels = 200;
const kTypeWords = ['char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned',
                    'void', 'bool', 'const', 'struct', 'union', 'enum', 'extern', 'typedef'];
const kMaxShown = 32;
const kMaxCandidates = 2000;
const kMaxDifference = 2;

// Of many names, those that may be near: the others cost time.
function suggest(name, names) {
  const near = createList();
  for (let i = 0; i < names.length && near.length < kMaxCandidates; i++) {
    const difference = names[i].length - name.length;
    // One that it begins with may be near, too.
    if (difference <= kMaxDifference &&
        (difference >= -kMaxDifference || StringPrototypeStartsWith(name, names[i]))) {
      push(near, names[i]);
    }
  }
  return didYouMean(name, near);
}

const own = (value) =>
  ({ __proto__: null, value, writable: true, enumerable: true, configurable: true });

// What is called by its name.
class Declaration {
  // 'typedef', 'function', 'variable' or 'constant'
  kind;
  name;
  type;
  // Where the name is, and the type: indexes of tokens.
  at;
  typeAt = undefined;
  // Of a function, the name that the library has for it.
  symbol = undefined;
  // Of a typedef, the type that the text says; a program may have given another one.
  declared = undefined;
  // Of a constant, a bigint, and the enumeration that it is of.
  value = undefined;
  owner = undefined;

  constructor(kind, name, type, at) {
    this.kind = kind;
    this.name = name;
    this.type = type;
    this.at = at;
  }
}

class Parser {
  tokens;
  // The token that is next.
  index = 0;
  kind;
  // Types by name that the program gave.
  given;
  // Each Declaration by its name.
  names = new SafeMap();
  // Structs, unions and enumerations by their tags.
  tags = new SafeMap();
  // What is to be looked at once everything was declared.
  functions = createList();
  variables = createList();
  #levels = 0;
  // The function whose parameters are being read: the length of an array may name them.
  parameters = undefined;
  // More than 0 in expressions that are not evaluated.
  skipping = 0;
  // What files need of each other that can't require each other.
  grammar;

  constructor(text, given, grammar) {
    this.tokens = tokenize(text);
    this.kind = this.tokens.kinds[0];
    this.given = given;
    this.grammar = grammar;
  }

  advance() {
    if (this.kind !== kEnd && this.kind !== kBad) this.moveTo(this.index + 1);
  }

  moveTo(index) {
    this.index = index;
    this.kind = this.tokens.kinds[index];
  }

  // The kind of a token behind the next one.
  peek(distance = 1) {
    const { kinds } = this.tokens;
    const index = this.index + distance;
    return index < kinds.length ? kinds[index] : kEnd;
  }

  get name() {
    return this.tokens.names[this.index];
  }

  // The text of a token.
  textAt(index) {
    const { text, starts, ends } = this.tokens;
    return StringPrototypeSlice(text, starts[index], ends[index]);
  }

  // The type that a name stands for, if it does.
  findType(name) {
    const found = this.names.get(name);
    if (found !== undefined) return found.kind === 'typedef' ? found.type : undefined;
    return this.given.findName(name) ?? typeNames.get(name);
  }

  accept(kind) {
    if (this.kind !== kind) return false;
    this.moveTo(this.index + 1);
    return true;
  }

  expect(kind, expected) {
    if (this.kind !== kind) this.failExpected(expected);
    this.moveTo(this.index + 1);
  }

  // To be called where something can be in one of its own kind.
  enter() {
    if (++this.#levels > kMaxLevels) {
      this.fail(`This is nested too deep: in more than ${kMaxLevels} levels`);
    }
  }

  leave() {
    this.#levels--;
  }

  // What stands at a token, for messages.
  describeToken(index = this.index) {
    const { kinds } = this.tokens;
    if (kinds[index] === kEnd) return 'the end of the text';
    const text = this.textAt(index);
    const isLong = text.length > kMaxShown;
    const shown = isLong ? `${StringPrototypeSlice(text, 0, kMaxShown)}...` : text;
    return kinds[index] === kString ? shown : `'${shown}'`;
  }

  // The line and column of a token, for the end of a message.
  describePlace(index) {
    const { line, column } = locate(this.tokens.text, this.tokens.starts[index]);
    return `line ${line}, column ${column}`;
  }

  // What was declared as something else before.
  failRepeated(name, { at }, index = this.index) {
    this.fail(`'${shorten(name)}' is declared differently at ${this.describePlace(at)}`, index);
  }

  failExpected(expected, index = this.index, hint = '') {
    this.fail(`Expected ${expected}, but found ${this.describeToken(index)}${hint}`, index);
  }

  fail(message, index = this.index) {
    const { kinds, problem, starts, text } = this.tokens;
    if (kinds[index] === kBad) message = problem;
    const offset = starts[index];
    const { line, column } = locate(text, offset);
    const place = ` (line ${line}, column ${column})`;
    const shown = makeVisible(message + place + showLine(text, offset));
    withUserStack(() => {
      const error = new ERR_FFI_DECLARATION(shown);
      ObjectDefineProperties(error, { __proto__: null, line: own(line), column: own(column) });
      throw error;
    });
  }

  // For the end of a message about a type that there isn't.
  suggestTypes(name) {
    const names = createList();
    for (let i = 0; i < kTypeWords.length; i++) push(names, kTypeWords[i]);
    for (const { 0: key, 1: { kind } } of this.names) if (kind === 'typedef') push(names, key);
    for (const { 0: key } of typeNames) push(names, key);
    this.given.addNames(names);
    return suggest(name, names);
  }
}

module.exports = {
  Declaration,
  Parser,
  suggest,
};
