'use strict';

// What a declaration has behind the type: names, and what is made of the type for each of
// them, such as pointers, arrays and functions.

const {
  SafeSet,
} = primordials;

const { createList, push } = require('internal/ffi/list');
const {
  isAttribute,
  joinAttributes,
  makeTransparent,
  parseAttributes,
} = require('internal/ffi/cdef/attributes');
const { base } = require('internal/ffi/cdef/base_types');
const {
  alignmentOf,
  arrayOf,
  describe,
  functionOf,
  isTooLarge,
  kConst: kConstType,
  kMaxDepth,
  kMaxWeight,
  kRestrict: kRestrictType,
  kVolatile: kVolatileType,
  pointerTo,
  qualify,
  sizeOf,
  strip,
} = require('internal/ffi/cdef/c_types');
const { parseCount } = require('internal/ffi/cdef/expressions');
const {
  kAmpersand,
  kAnd,
  kAtomic,
  kAttribute,
  kClose,
  kCloseBracket,
  kComma,
  kConst,
  kDot,
  kEllipsis,
  kName,
  kNullability,
  kOpen,
  kOpenBracket,
  kRegister,
  kRestrict,
  kSemicolon,
  kStar,
  kStatic,
  kVoid,
  kVolatile,
} = require('internal/ffi/cdef/kinds');
const { suggest } = require('internal/ffi/cdef/parser');
const { parseSpecifiers, startsType } = require('internal/ffi/cdef/specifiers');

// Whether a declarator has to have a name, may have one, or must not.
const kNamed = 0;
const kParameter = 1;
const kAbstract = 2;

// What is made of a type.
const kPointer = 0;
const kArray = 1;
const kFunction = 2;

class Declarator {
  name = undefined;
  // Where the name is, or would be.
  at;
  attributes = undefined;
  // What is made of the type last, and from there outwards to the name: a list that is
  // linked by `inner`, as most declarators have a step or none.
  last = undefined;
  // Of a parameter: whether it is declared as an array, and of how many elements.
  isArray = false;
  count = undefined;
  kind;

  constructor(at, kind) {
    this.at = at;
    this.kind = kind;
  }

  add(step) {
    step.inner = this.last;
    this.last = step;
  }
}

// One of the steps from the type to what is declared.
class Step {
  kind;
  at;
  // The next one to the name.
  inner = undefined;
  qualifiers = 0;
  // Of an array, whose length may be told by a parameter.
  count = undefined;
  isVariable = false;
  // Of a function.
  hasPrototype = true;
  parameters = undefined;
  // Those that are declared before, for the lengths of arrays.
  forward = undefined;
  // The names of both, of so many parameters, once somebody has asked for one.
  #names = undefined;
  #named = 0;
  // The function that this one is a parameter of.
  outer = undefined;
  // Where the lengths of arrays name parameters that come later, a list of tokens.
  references = undefined;
  isVariadic = false;

  constructor(kind, at) {
    this.kind = kind;
    this.at = at;
  }

  hasParameter(name) {
    this.#names ??= new SafeSet();
    while (this.#named < this.parameters.length) {
      this.#names.add(this.parameters[this.#named++].name);
    }
    return this.#names.has(name);
  }

  // What was declared up to here is no parameter, but has names.
  endForward() {
    this.hasParameter('');
    this.#named = 0;
    this.forward ??= createList();
    for (let i = 0; i < this.parameters.length; i++) push(this.forward, this.parameters[i]);
    this.parameters = createList();
  }
}

// A pointer's own qualifiers.
function parseQualifiers(parser) {
  let qualifiers = 0;
  for (;;) {
    switch (parser.kind) {
      case kConst:
        qualifiers |= kConstType;
        break;
      case kVolatile:
        qualifiers |= kVolatileType;
        break;
      case kRestrict:
        qualifiers |= kRestrictType;
        break;
      case kNullability:
        break;
      case kAtomic:
        parser.fail("'_Atomic' is not supported");
        break;
      default:
        return qualifiers;
    }
    parser.advance();
  }
}

// Between the brackets of a parameter's array, which is a pointer, there may be more: its
// qualifiers, `static`, and a length that another parameter tells.
function parseParameterLength(parser, step) {
  let isStatic = parser.accept(kStatic);
  step.qualifiers = parseQualifiers(parser);
  if (!isStatic) isStatic = parser.accept(kStatic);
  if (parser.kind === kCloseBracket) {
    if (isStatic) parser.failExpected("the length of the array after 'static'");
    return;
  }
  if (parser.kind === kStar && parser.peek() === kCloseBracket) {
    parser.advance();
    return;
  }
  step.count = parseCount(parser, 'length of the array');
}

function parseArrayStep(parser, declarator) {
  const at = parser.index;
  parser.advance();
  const step = new Step(kArray, at);
  if (declarator.kind === kParameter && declarator.last === undefined) {
    parseParameterLength(parser, step);
  } else if (parser.kind !== kCloseBracket) {
    const place = parser.index;
    step.count = parseCount(parser, 'length of the array');
    step.isVariable = step.count === undefined;
    if (step.isVariable && declarator.kind !== kParameter) {
      parser.fail('The length must be a constant here', place);
    }
  }
  parser.expect(kCloseBracket, "']' after the length of the array");
  declarator.add(step);
}

function parseFunctionStep(parser, declarator) {
  const at = parser.index;
  parser.advance();
  const step = new Step(kFunction, at);
  step.parameters = createList();
  parseParameters(parser, step);
  declarator.add(step);
}

function takeName(parser, declarator) {
  declarator.name = parser.name;
  declarator.at = parser.index;
  parser.advance();
}

// Whether the attributes at an index are followed by a pointer, as in
// `(__attribute__((ms_abi)) *f)(int)`.
function isBeforePointer(parser, index) {
  const { kinds } = parser.tokens;
  let depth = 0;
  for (; index < kinds.length; index++) {
    const kind = kinds[index];
    if (kind === kOpen) {
      depth++;
    } else if (kind === kClose) {
      depth--;
    } else if (depth === 0 && kind !== kAttribute) {
      return kind === kStar;
    }
  }
  return false;
}

// Whether a parenthesis has a declarator in it, and not the parameters of a function.
function isNested(parser, { kind }) {
  if (kind === kNamed) return true;
  const next = parser.peek();
  if (next === kClose || next === kEllipsis) return false;
  if (next === kAttribute) return isBeforePointer(parser, parser.index + 1);
  if (next === kOpenBracket) return parser.peek(2) !== kOpenBracket;
  return next === kStar || next === kOpen ||
    (next === kName && kind === kParameter && !startsType(parser, parser.index + 1));
}

function refuseReference(parser) {
  parser.fail("There are no references in C, so '&' can't stand here: this is C++, or a " +
              "pointer is meant, '*'");
}

// Gives the last one, linked to those before it.
function parsePointers(parser, declarator) {
  let pointers;
  while (parser.kind === kStar) {
    const at = parser.index;
    parser.advance();
    const qualifiers = parseQualifiers(parser);
    if (isAttribute(parser)) {
      declarator.attributes = parseAttributes(parser, declarator.attributes);
    }
    const step = new Step(kPointer, at);
    step.qualifiers = qualifiers;
    step.inner = pointers;
    pointers = step;
  }
  if (parser.kind === kAmpersand || parser.kind === kAnd) refuseReference(parser);
  return pointers;
}

// Adds the steps of a declarator, or of one in parentheses, to those before.
function parseSteps(parser, declarator) {
  parser.enter();
  let pointers = parser.kind === kName ? undefined : parsePointers(parser, declarator);
  if (parser.kind === kName && declarator.kind !== kAbstract) {
    takeName(parser, declarator);
  } else if (parser.kind === kOpen && isNested(parser, declarator)) {
    parser.advance();
    if (isAttribute(parser)) {
      declarator.attributes = parseAttributes(parser, declarator.attributes);
    }
    parseSteps(parser, declarator);
    if (!parser.accept(kClose)) parser.grammar.failAfter(parser, "')'");
  } else if (declarator.kind === kNamed) {
    parser.failExpected('a name');
  }
  for (;;) {
    if (parser.kind === kOpen) {
      parseFunctionStep(parser, declarator);
    } else if (parser.kind === kOpenBracket) {
      if (isAttribute(parser)) {
        declarator.attributes = parseAttributes(parser, declarator.attributes);
      } else {
        parseArrayStep(parser, declarator);
      }
    } else {
      break;
    }
  }
  while (pointers !== undefined) {
    const { inner } = pointers;
    declarator.add(pointers);
    pointers = inner;
  }
  parser.leave();
}

function checkElement(parser, element, at) {
  const { kind } = strip(element);
  if (kind === 'function') parser.fail('There are no arrays of functions, but of pointers', at);
  const { isFlexible } = strip(element);
  if (sizeOf(element) === undefined || isFlexible) {
    const why = kind === 'array' || isFlexible ? 'whose own length is not known' :
      'which is not defined here';
    parser.fail(`There can't be an array of ${describe(element)}, ${why}`, at);
  }
  if (sizeOf(element) % alignmentOf(element) !== 0) {
    parser.fail('The elements are aligned to more than their size', at);
  }
}

// Whether a parameter tells how large it is.
const isVariable = ({ kind, isVariable }) => kind === 'array' && isVariable;

function makeArray(parser, element, { count, at, isVariable: isVariableLength }) {
  if (isVariableLength || isVariable(element)) {
    const type = arrayOf(element, undefined);
    type.isVariable = true;
    return type;
  }
  checkElement(parser, element, at);
  const type = arrayOf(element, count);
  if (isTooLarge(type)) parser.fail('The array is too large', at);
  return type;
}

function makeFunction(parser, result, { parameters, isVariadic, hasPrototype, at }, abi) {
  const { kind } = strip(result);
  if (kind === 'array' || kind === 'function') {
    parser.fail(`There are no functions that return ${kind === 'array' ? 'an array' : 'a function'}` +
                ', but a pointer', at);
  }
  const type = functionOf(result, parameters, isVariadic, abi);
  type.hasPrototype = hasPrototype;
  return type;
}

function checkLimits(parser, { depth, weight }, at) {
  if (depth > kMaxDepth || weight > kMaxWeight) {
    parser.fail('The type is made of too many others', at);
  }
}

// Gives the function that a calling convention is of: the one that is nearest to the name.
function findCallee(parser, { last }, attributes) {
  if (attributes?.abiAt === undefined) return;
  let callee;
  for (let step = last; step !== undefined; step = step.inner) {
    if (step.kind === kFunction) callee = step;
  }
  if (callee === undefined) {
    parser.fail('There is no function here to be called so', attributes.abiAt);
  }
  return callee;
}

/**
 * Makes the type of what is declared.
 * @param {Parser} parser
 * @param {CType} first
 * @param {Declarator} declarator
 * @param {Attributes} [attributes] All that it has
 * @returns {CType}
 */
function makeType(parser, first, declarator, attributes) {
  const callee = findCallee(parser, declarator, attributes);
  let type = first;
  for (let step = declarator.last; step !== undefined; step = step.inner) {
    switch (step.kind) {
      case kPointer:
        type = qualify(pointerTo(type), step.qualifiers);
        break;
      case kArray:
        if (step.inner === undefined && declarator.kind === kParameter) {
          type = passArray(parser, type, declarator, step);
        } else {
          type = makeArray(parser, type, step);
        }
        break;
      default:
        type = makeFunction(parser, type, step, step === callee ? attributes.abi : undefined);
    }
    checkLimits(parser, type, step.at);
  }
  if (attributes?.transparentAt !== undefined) applyTransparent(parser, type, attributes);
  return attributes?.modeAt === undefined ? type : applyMode(parser, type, attributes);
}

const kIntegers = { __proto__: null, 1: 'signed char', 2: 'short', 4: 'int', 8: 'long' };

// As the headers of the C library have it, for an integer type by its size.
function applyMode(parser, type, { integerSize, modeAt }) {
  const plain = strip(type);
  if (plain.kind !== 'integer') {
    parser.fail(`The attribute 'mode' is for integers, which ${describe(type)} is not`, modeAt);
  }
  const name = kIntegers[integerSize];
  if (plain.isSigned) return base[name];
  return base[integerSize === 1 ? 'unsigned char' : `unsigned ${name}`];
}

// For GCC, another name of a union may be transparent where its tag is not.
function applyTransparent(parser, type, { transparentAt }) {
  const plain = strip(type);
  if (plain.tag !== undefined) {
    parser.fail(`'transparent_union' has no effect here: it belongs behind the '}' of ${
      describe(plain)}`, transparentAt);
  }
  makeTransparent(parser, plain, transparentAt);
}

// What a parameter is that is declared as an array: a pointer.
function passArray(parser, element, declarator, step) {
  // As manual pages have it: void buf[.count].
  if (strip(element).kind !== 'void' && !isVariable(element)) {
    checkElement(parser, element, step.at);
    declarator.isArray = true;
    declarator.count = step.count;
  }
  return qualify(pointerTo(element), step.qualifiers);
}

/**
 * Reads a declarator, and the attributes behind it.
 * @param {Parser} parser
 * @param {number} kind kNamed, kParameter or kAbstract
 * @returns {Declarator} Without its type
 */
function parseDeclarator(parser, kind) {
  const declarator = new Declarator(parser.index, kind);
  parseSteps(parser, declarator);
  return declarator;
}

// What all members of a transparent union are, of which arguments may have any type.
function getTransparent({ members }) {
  const first = strip(members[0].type);
  return first.kind === 'pointer' && members.length > 1 ? pointerTo(base.void) : first;
}

// Of a typedef that is an array or a function, as makeType() adjusts these.
function adjustParameter(type, declarator) {
  const plain = strip(type);
  if (plain.isTransparent) return getTransparent(plain);
  if (plain.kind === 'function') return pointerTo(plain);
  if (plain.kind !== 'array') return type;
  declarator.isArray = true;
  declarator.count = plain.count;
  return pointerTo(plain.target);
}

const kMaxParameters = 1024;

function checkReferences(parser, step) {
  const { parameters, references, outer } = step;
  for (let i = 0; i < references.length; i++) {
    const name = parser.tokens.names[references[i]];
    if (step.hasParameter(name)) continue;
    if (outer !== undefined) {
      outer.references ??= createList();
      push(outer.references, references[i]);
      continue;
    }
    const names = createList();
    for (let j = 0; j < parameters.length; j++) {
      if (parameters[j].name !== undefined) push(names, parameters[j].name);
    }
    const what = parser.tokens.kinds[references[i] - 1] === kDot ? '' : ' or constant';
    parser.fail(`There is no parameter${what} '${name}'${suggest(name, names)}`, references[i]);
  }
}

function checkParameter(parser, specifiers, type) {
  const { storage, storageAt, functionAt, threadAt, typeAt } = specifiers;
  if (storage !== undefined && storage !== kRegister) {
    parser.fail(`A parameter can't be '${parser.textAt(storageAt)}'`, storageAt);
  }
  const wordAt = functionAt ?? threadAt;
  if (wordAt !== undefined) {
    parser.fail(`A parameter can't be '${parser.textAt(wordAt)}'`, wordAt);
  }
  if (strip(type).kind === 'void') parser.fail('A parameter has no type void', typeAt);
}

class Parameter {
  type;
  name;
  at;
  // Whether it is declared as an array, and of how many elements.
  isArray;
  count;

  constructor(type, name, at, isArray, count) {
    this.type = type;
    this.name = name;
    this.at = at;
    this.isArray = isArray;
    this.count = count;
  }
}

function checkParameterName(parser, name, parameters, at) {
  if (hasName(parameters, name)) parser.fail(`There is a parameter '${name}' already`, at);
}

function parseParameter(parser, parameters) {
  const specifiers = parseSpecifiers(parser);
  if (specifiers.type === undefined) parser.grammar.failType(parser, true);
  const declarator = parseDeclarator(parser, kParameter);
  if (isAttribute(parser)) {
    declarator.attributes = parseAttributes(parser, declarator.attributes);
  }
  const attributes = joinAttributes(specifiers.attributes, declarator.attributes);
  const made = makeType(parser, specifiers.type, declarator, attributes);
  const type = adjustParameter(made, declarator);
  checkParameter(parser, specifiers, type);
  const { name, isArray, count } = declarator;
  if (name !== undefined) checkParameterName(parser, name, parameters, declarator.at);
  push(parameters, new Parameter(type, name, specifiers.typeAt, isArray, count));
}

function checkForward(parser, { parameters, forward }) {
  for (let i = 0; i < forward.length; i++) {
    const { name, at } = forward[i];
    if (name === undefined || !hasName(parameters, name)) {
      parser.fail('This parameter is declared before the list, but is not in it', at);
    }
  }
}

function hasName(parameters, name) {
  for (let i = 0; i < parameters.length; i++) if (parameters[i].name === name) return true;
  return false;
}

function parseParameters(parser, step) {
  if (parser.accept(kClose)) {
    step.hasPrototype = false;
    return;
  }
  if (parser.kind === kVoid && parser.peek() === kClose) {
    parser.moveTo(parser.index + 2);
    return;
  }
  if (parser.kind === kName && parser.peek() === kClose) {
    const type = parser.findType(parser.name);
    if (type !== undefined && strip(type).kind === 'void') {
      parser.moveTo(parser.index + 2);
      return;
    }
  }
  step.outer = parser.parameters;
  parser.parameters = step;
  for (;;) {
    if (parser.accept(kEllipsis)) {
      step.isVariadic = true;
      parser.expect(kClose, "')' after '...'");
      break;
    }
    const forward = step.forward?.length ?? 0;
    if (step.parameters.length + forward >= kMaxParameters) {
      parser.fail(`There are more than ${kMaxParameters} parameters`);
    }
    parseParameter(parser, step.parameters);
    if (parser.accept(kClose)) break;
    if (parser.accept(kSemicolon)) {
      // GNU C, and with it manual pages, may declare parameters before the list, for
      // lengths of arrays: f(size_t n; int a[n], size_t n).
      step.endForward();
      continue;
    }
    if (parser.kind !== kComma) parser.grammar.failAfter(parser, "',' or ')' after the parameter");
    parser.advance();
  }
  parser.parameters = step.outer;
  if (step.forward !== undefined) checkForward(parser, step);
  if (step.references !== undefined) checkReferences(parser, step);
}

/**
 * @param {Parser} parser
 * @returns {CType} What a cast, or sizeof, has in its parentheses
 */
function parseTypeName(parser) {
  parser.enter();
  const specifiers = parseSpecifiers(parser);
  const { type, storage, storageAt } = specifiers;
  if (type === undefined) parser.grammar.failType(parser, false);
  if (storage !== undefined) parser.failExpected('a type', storageAt);
  const declarator = parseDeclarator(parser, kAbstract);
  parser.leave();
  return makeType(parser, type, declarator,
                  joinAttributes(specifiers.attributes, declarator.attributes));
}

module.exports = {
  kNamed,
  makeType,
  parseDeclarator,
  parseTypeName,
};
