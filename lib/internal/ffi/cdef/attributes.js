'use strict';

// Attributes, in GCC's form and in C23's. Those that change how something lies in memory,
// or is called, have their effect or are refused; the list has all others.

const {
  MathMax,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { abis } = internalBinding('ffi');
const { createList, push } = require('internal/ffi/list');
const { alignmentOf, isInteger, strip } = require('internal/ffi/cdef/c_types');
const { parseCount } = require('internal/ffi/cdef/expressions');
const {
  kAlignas,
  kAttribute,
  kBad,
  kClose,
  kCloseBracket,
  kComma,
  kEnd,
  kOpen,
  kOpenBracket,
  kScope,
} = require('internal/ffi/cdef/kinds');
const { suggest } = require('internal/ffi/cdef/parser');

// What changes neither.
const kPassedOver = [
  '_Noreturn', 'access', 'alias', 'alloc_align', 'alloc_size', 'always_inline', 'artificial',
  'assume_aligned', 'cold', 'const', 'constructor', 'copy', 'deprecated', 'designated_init',
  'destructor', 'diagnose_as_builtin', 'diagnose_if', 'enable_if', 'error', 'externally_visible',
  'fd_arg', 'fd_arg_read', 'fd_arg_write', 'flag_enum', 'flatten', 'format', 'format_arg',
  'gnu_inline', 'hot', 'ifunc', 'leaf', 'malloc', 'may_alias', 'maybe_unused', 'no_icf',
  'no_instrument_function', 'no_sanitize', 'no_sanitize_address', 'no_stack_protector',
  'noclone', 'nodiscard', 'noinline', 'nonnull', 'nonnull_if_nonzero', 'nonstring', 'noreturn',
  'nothrow', 'null_terminated_string_arg', 'optimize', 'pass_object_size', 'pure',
  'reproducible', 'returns_nonnull', 'returns_twice', 'section', 'sentinel', 'swift_name',
  'symver', 'tainted_args', 'target', 'unavailable', 'unsequenced', 'unused', 'used',
  'visibility', 'warn_if_not_aligned', 'warn_unused_result', 'warning', 'weak',
];

// What changes a call, or how something lies in memory, and is not here.
const kRefused = [
  'btf_type_tag', 'cleanup', 'common', 'fastcall', 'hardbool', 'ms_struct', 'noderef',
  'preserve_all', 'preserve_most', 'regcall', 'regparm', 'scalar_storage_order', 'stdcall',
  'thiscall', 'vector_size', 'vectorcall',
];

const kEffects = {
  '__proto__': null,
  'aligned': readAligned,
  'mode': readMode,
  'ms_abi': readAbi,
  'packed': readPacked,
  'sysv_abi': readAbi,
  'transparent_union': readTransparent,
};

const attributes = new SafeMap();
for (let i = 0; i < kPassedOver.length; i++) attributes.set(kPassedOver[i], undefined);

class Attributes {
  // Where they begin.
  at;
  packedAt = undefined;
  // The largest one.
  alignment = 0;
  alignedAt = undefined;
  // Where one is that is lower than one before it.
  lowerAt = undefined;
  abi = undefined;
  abiAt = undefined;
  // The size that an integer has instead of its own.
  integerSize = undefined;
  modeAt = undefined;
  transparentAt = undefined;

  constructor(at) {
    this.at = at;
  }

  align(alignment, at) {
    this.alignedAt ??= at;
    if (alignment < this.alignment) this.lowerAt ??= at;
    else this.alignment = alignment;
  }
}

function readPacked(parser, found, name, at) {
  found.packedAt = at;
}

function readTransparent(parser, found, name, at) {
  found.transparentAt = at;
}

const kMaxAlignment = 2 ** 28;

function checkAlignment(parser, value, at) {
  // A power of two.
  if (value < 1 || value > kMaxAlignment || (value & (value - 1)) !== 0) {
    parser.fail(`The alignment must be a power of two, at most 2 ** 28, but is ${value}`, at);
  }
}

// What `aligned` alone means: the largest alignment of the platform.
const kLargest = 16;

function readAligned(parser, found, name, at) {
  if (!parser.accept(kOpen)) {
    found.align(kLargest, at);
    return;
  }
  if (parser.accept(kClose)) {
    found.align(kLargest, at);
    return;
  }
  const place = parser.index;
  const value = parseCount(parser, 'alignment');
  checkAlignment(parser, value, place);
  found.align(value, at);
  parser.expect(kClose, "')' after the alignment");
}

const kAbis = { '__proto__': null, 'ms_abi': 'win64', 'sysv_abi': 'sysv' };

function readAbi(parser, found, name, at) {
  const abi = kAbis[name];
  if (abis[abi] === undefined) {
    parser.fail(`There is no calling convention '${name}' on this platform`, at);
  }
  // The platform's own one needs no name.
  found.abi = abi === 'sysv' ? undefined : abi;
  found.abiAt = at;
}

const kModes = { __proto__: null, QI: 1, byte: 1, HI: 2, SI: 4, DI: 8, word: 8, pointer: 8 };

function readMode(parser, found, name, at) {
  parser.expect(kOpen, "'('");
  const mode = trim(parser.name ?? '');
  const size = kModes[mode];
  if (size === undefined) parser.fail(`The mode ${parser.describeToken()} is not supported`);
  found.integerSize = size;
  found.modeAt = at;
  parser.advance();
  parser.expect(kClose, "')'");
}

// To the parenthesis that closes the one that was opened.
function skipArguments(parser) {
  let depth = 1;
  while (depth > 0) {
    const { kind } = parser;
    if (kind === kEnd || kind === kBad) parser.failExpected("')' after the attribute");
    if (kind === kOpen) depth++;
    if (kind === kClose) depth--;
    parser.advance();
  }
}

// `__packed__` is `packed`.
function trim(name) {
  return name.length > 4 && StringPrototypeStartsWith(name, '__') &&
    StringPrototypeEndsWith(name, '__') ? StringPrototypeSlice(name, 2, -2) : name;
}

function refuse(parser, name, at) {
  for (let i = 0; i < kRefused.length; i++) {
    if (kRefused[i] === name) parser.fail(`The attribute '${name}' is not supported`, at);
  }
  const names = createList();
  for (const { 0: key } of attributes) push(names, key);
  push(names, 'aligned', 'packed', 'ms_abi');
  parser.fail(`There is no attribute '${name}'${suggest(name, names)}`, at);
}

function parseAttribute(parser, found) {
  const at = parser.index;
  let { name } = parser;
  if (name === undefined) parser.failExpected('the name of an attribute');
  parser.advance();
  if (parser.accept(kScope)) {
    // As in `gnu::packed`.
    name = parser.name;
    if (name === undefined) parser.failExpected('the name of an attribute');
    parser.advance();
  }
  name = trim(name);
  const read = kEffects[name];
  if (read !== undefined) {
    read(parser, found, name, at);
    return;
  }
  if (!attributes.has(name)) refuse(parser, name, at);
  if (parser.accept(kOpen)) skipArguments(parser);
}

// `aligned` by another name, which may give a type, too.
function parseAlignas(parser, found) {
  const at = parser.index;
  parser.advance();
  parser.expect(kOpen, "'(' and an alignment");
  const place = parser.index;
  if (parser.grammar.startsType(parser, place)) {
    const alignment = alignmentOf(parser.grammar.parseTypeName(parser));
    if (alignment === undefined) parser.fail('This type has no alignment', place);
    found.align(alignment, at);
  } else {
    const value = parseCount(parser, 'alignment');
    if (value !== 0) {
      checkAlignment(parser, value, place);
      found.align(value, at);
    }
  }
  parser.expect(kClose, "')' after the alignment");
}

function parseList(parser, found, end) {
  while (parser.kind !== end) {
    if (parser.kind !== kComma) parseAttribute(parser, found);
    if (parser.kind !== end) parser.expect(kComma, "',' or the end of the attributes");
  }
  parser.advance();
}

/**
 * @param {Parser} parser
 * @returns {boolean} Whether an attribute is next
 */
function isAttribute(parser) {
  const { kind } = parser;
  return kind === kAttribute || kind === kAlignas ||
    (kind === kOpenBracket && parser.peek() === kOpenBracket);
}

/**
 * @param {Parser} parser
 * @param {Attributes} [found] What was found before
 * @returns {Attributes|undefined} Undefined where there are none
 */
function parseAttributes(parser, found) {
  while (isAttribute(parser)) {
    found ??= new Attributes(parser.index);
    if (parser.kind === kAlignas) {
      parseAlignas(parser, found);
      continue;
    }
    const isGnu = parser.kind === kAttribute;
    parser.advance();
    parser.expect(isGnu ? kOpen : kOpenBracket, "'(('");
    if (isGnu) parser.expect(kOpen, "'(('");
    parseList(parser, found, isGnu ? kClose : kCloseBracket);
    parser.expect(isGnu ? kClose : kCloseBracket, isGnu ? "'))'" : "']]'");
  }
  return found;
}

/**
 * @param {Attributes} [first]
 * @param {Attributes} [second]
 * @returns {Attributes|undefined} What both say
 */
function joinAttributes(first, second) {
  if (first === undefined) return second;
  if (second === undefined) return first;
  const joined = new Attributes(first.at);
  joined.packedAt = first.packedAt ?? second.packedAt;
  joined.alignment = MathMax(first.alignment, second.alignment);
  joined.alignedAt = first.alignedAt ?? second.alignedAt;
  const isLower = second.alignedAt !== undefined && second.alignment < first.alignment;
  joined.lowerAt = first.lowerAt ?? second.lowerAt ?? (isLower ? second.alignedAt : undefined);
  joined.integerSize = first.integerSize ?? second.integerSize;
  joined.modeAt = first.modeAt ?? second.modeAt;
  joined.transparentAt = first.transparentAt ?? second.transparentAt;
  const named = second.abiAt === undefined ? first : second;
  joined.abi = named.abi;
  joined.abiAt = named.abiAt;
  return joined;
}

/**
 * Refuses what compilers do not agree about: for GCC, the last one counts of a type.
 * @param {Parser} parser
 * @param {Attributes} [attributes] Those of a type
 */
function checkAlignments(parser, attributes) {
  if (attributes?.lowerAt === undefined) return;
  parser.fail('A type that is aligned twice must not have the lower alignment last',
              attributes.lowerAt);
}

/**
 * Has a union be passed as its first member is.
 * @param {Parser} parser
 * @param {CType} type What has the attribute
 * @param {number} at Where it is
 */
function makeTransparent(parser, type, at) {
  const { kind, members, size } = type;
  const first = kind === 'union' && members?.length > 0 ? strip(members[0].type) : undefined;
  const isPassed = first !== undefined && first.size === size && members[0].width === undefined &&
    (first.kind === 'pointer' || isInteger(first));
  if (!isPassed) {
    parser.fail("The attribute 'transparent_union' is for unions whose first member is a pointer " +
                'or an integer and as large as the union', at);
  }
  type.isTransparent = true;
}

module.exports = {
  checkAlignments,
  isAttribute,
  joinAttributes,
  makeTransparent,
  parseAttributes,
};
