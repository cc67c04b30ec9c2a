'use strict';

// C's types, as declarations have them. Each is of one kind:
// - 'void'
// - 'integer', 'float': `name` is C's, `given` our name, `record` that one's; of an integer
//   also `isSigned`, `rank`, and `canonical`, which other names of the same type share
// - 'refused': what C has and calls can't pass, such as long double
// - 'enumeration': what enumerations.js says
// - 'struct', 'union': what aggregates.js says
// - 'opaque': what only pointers can be to, such as FILE
// - 'pointer': `target`
// - 'array': `target` is the element; `count` may be undefined
// - 'function': `target` is the result; `parameters`, `isVariadic`, `abi`
// - 'given': what a program gave under a `name`: `given`, and its `record`
// - 'qualified': `target` with `qualifiers`
// - 'aligned': `target`, as a typedef aligns it to other than its own
//
// All have a `size` and an `alignment` in bytes, which are undefined where C has none;
// `depth`, how many types it is made of one in another; and `weight`, in all. These two
// are limited: so what walks along types needs no other end. `nesting` is how many structs
// and unions are in one another, by value, also as what functions take and give; of those
// that were not complete when the function's type was made, it has none, but is
// `isUnsettled`.

const {
  MathMax,
  NumberMAX_SAFE_INTEGER,
} = primordials;

const { getType } = require('internal/ffi/types');

const kConst = 1;
const kVolatile = 2;
const kRestrict = 4;

const kMaxDepth = 128;
const kMaxWeight = 8192;

class CType {
  kind;
  // Which some have, so that no type takes these of a prototype.
  name = undefined;
  tag = undefined;
  given = undefined;
  record = undefined;
  size;
  alignment;
  target;
  // Of a struct or union.
  members = undefined;
  depth;
  weight;
  nesting = 0;
  isUnsettled = false;
  // Whether it ends with an array without a length.
  isFlexible = false;
  // Of a union: whether it is passed as its first member is.
  isTransparent = false;
  // What there are no values of here, if it is such a type or has one in it.
  refused = undefined;
  // What is made of this one, once it is.
  pointerType = undefined;
  constType = undefined;
  // What a program gets for it.
  mapped = undefined;
  // The same for an array of these that is a parameter, without a length.
  passed = undefined;
  passedConst = undefined;

  constructor(kind, size, alignment, target) {
    this.kind = kind;
    this.size = size;
    this.alignment = alignment;
    this.target = target;
    this.depth = target === undefined ? 0 : target.depth + 1;
    this.weight = target === undefined ? 1 : target.weight + 1;
  }
}

class ScalarType extends CType {
  isSigned;
  rank;
  canonical;

  constructor(kind, name, given, rank, canonical) {
    const record = getType(given);
    super(kind, record.size, record.alignment);
    this.name = name;
    this.given = given;
    this.record = record;
    this.isSigned = record.isSigned;
    this.rank = rank;
    this.canonical = canonical ?? this;
  }
}

class NamedType extends CType {
  constructor(kind, name, size, alignment) {
    super(kind, size, alignment);
    this.name = name;
    if (kind === 'refused') this.refused = this;
  }
}

const voidType = new NamedType('void', 'void');
voidType.given = 'void';

/**
 * @param {string} name
 * @param {any} given What the program gave
 * @param {object} record Its record
 * @returns {CType} What a handle is for has no size
 */
function createGiven(name, given, record) {
  const { form, size, alignment } = record;
  const type = form === 'handle' || form === 'flexible' ?
    new NamedType('given', name) : new NamedType('given', name, size, alignment);
  type.given = given;
  type.record = record;
  type.isFlexible = record.isFlexible === true;
  return type;
}

/**
 * @param {CType} type
 * @returns {boolean} Whether a pointer to it is a handle of the program's
 */
const isHandle = ({ kind, record, size }) =>
  kind === 'given' && record.form === 'handle' && size === undefined;

/**
 * @param {CType} type What a handle is for
 * @returns {CType} The handle
 */
function handleItself({ name, given, record }) {
  const type = new NamedType('given', name, kPointerSize, kPointerAlignment);
  type.given = given;
  type.record = record;
  return type;
}

const { size: kPointerSize, alignment: kPointerAlignment } = getType('pointer');

/**
 * @param {CType} target
 * @returns {CType}
 */
function pointerTo(target) {
  return target.pointerType ??= createPointer(target);
}

function createPointer(target) {
  const type = new CType('pointer', kPointerSize, kPointerAlignment, target);
  const plain = strip(target);
  if (plain.kind === 'pointer' || plain.kind === 'function') inherit(type, plain);
  return type;
}

function inherit(type, part) {
  type.nesting = MathMax(type.nesting, part.nesting);
  type.isUnsettled ||= part.isUnsettled;
}

/**
 * @param {CType} type A qualified one may have been made before its target was complete
 * @returns {number|undefined}
 */
const sizeOf = (type) => (type.kind === 'qualified' ? type.target.size : type.size);

/**
 * @param {CType} type
 * @returns {number|undefined}
 */
const alignmentOf = (type) =>
  (type.kind === 'qualified' ? type.target.alignment : type.alignment);

class ArrayType extends CType {
  count;
  // Whether a parameter tells it.
  isVariable = false;

  constructor(element, count) {
    super('array', count === undefined ? undefined : sizeOf(element) * count,
          alignmentOf(element), element);
    this.count = count;
    const plain = strip(element);
    this.refused = plain.refused;
    inherit(this, plain);
  }
}

/**
 * @param {CType} element A type that has a size
 * @param {number|undefined} count
 * @returns {CType}
 */
const arrayOf = (element, count) => new ArrayType(element, count);

class FunctionType extends CType {
  // Of each, its `type`, `name`, and where it is, `at`.
  parameters;
  isVariadic;
  abi;
  // Whether it says what its parameters are, as `int f()` does not.
  hasPrototype = true;

  constructor(result, parameters, isVariadic, abi) {
    super('function', undefined, undefined, result);
    this.parameters = parameters;
    this.isVariadic = isVariadic;
    this.abi = abi;
    this.#add(result);
    for (let i = 0; i < parameters.length; i++) {
      const { type } = parameters[i];
      this.depth = MathMax(this.depth, type.depth + 1);
      this.weight += type.weight;
      this.#add(type);
    }
  }

  #add(type) {
    const plain = strip(type);
    if ((plain.kind === 'struct' || plain.kind === 'union') && plain.size === undefined) {
      this.isUnsettled = true;
    } else {
      inherit(this, plain);
    }
  }
}

/**
 * @param {CType} result
 * @param {object[]} parameters
 * @param {boolean} isVariadic
 * @param {string|undefined} abi
 * @returns {CType}
 */
const functionOf = (result, parameters, isVariadic, abi) =>
  new FunctionType(result, parameters, isVariadic, abi);

class QualifiedType extends CType {
  qualifiers;

  constructor(target, qualifiers) {
    super('qualified', undefined, undefined, target);
    this.depth = target.depth;
    this.qualifiers = qualifiers;
  }
}

/**
 * @param {CType} type
 * @param {number} qualifiers
 * @returns {CType}
 */
function qualify(type, qualifiers) {
  if (qualifiers === 0) return type;
  if (type.kind === 'array') {
    // Of an array, the elements are qualified.
    return arrayOf(qualify(type.target, qualifiers), type.count);
  }
  if (type.kind === 'qualified') {
    qualifiers |= type.qualifiers;
    type = type.target;
  }
  if (qualifiers === kConst) return type.constType ??= new QualifiedType(type, kConst);
  return new QualifiedType(type, qualifiers);
}

/**
 * @param {CType} type
 * @returns {CType} Without qualifiers, and without what a typedef aligns it to
 */
function strip(type) {
  while (type.kind === 'qualified' || type.kind === 'aligned') type = type.target;
  return type;
}

/**
 * @param {CType} type
 * @returns {boolean}
 */
function isConst(type) {
  // Of an array, the elements are.
  while (type.kind === 'aligned' || type.kind === 'array') type = type.target;
  return type.kind === 'qualified' && (type.qualifiers & kConst) !== 0;
}

/**
 * @param {CType} type
 * @param {number} alignment
 * @returns {CType}
 */
function align(type, alignment) {
  return new CType('aligned', sizeOf(type), alignment, type);
}

// Types without tags can lead from one to another without end, or nearly so: what takes
// more steps to compare is not the same.
const kMaxSteps = 20_000;
const kMaxLevels = 200;

class Comparison {
  #steps = 0;
  #levels = 0;

  isSame(a, b) {
    if (a === b) return true;
    if (a.kind !== b.kind || ++this.#steps > kMaxSteps || this.#levels > kMaxLevels) return false;
    this.#levels++;
    const result = this.#isAlike(a, b);
    this.#levels--;
    return result;
  }

  #isAlike(a, b) {
    switch (a.kind) {
      case 'integer':
        return a.canonical === b.canonical;
      case 'pointer':
        return this.isSame(a.target, b.target);
      case 'array':
        return (a.count === b.count || a.count === undefined || b.count === undefined) &&
          this.isSame(a.target, b.target);
      case 'qualified':
        return a.qualifiers === b.qualifiers && this.isSame(a.target, b.target);
      case 'aligned':
        return a.alignment === b.alignment && this.isSame(a.target, b.target);
      case 'function':
        return this.#isSameFunction(a, b);
      case 'given':
        return a.record === b.record;
      case 'struct':
      case 'union':
      case 'enumeration':
        return a.tag === undefined && b.tag === undefined && a.size !== undefined &&
          this.isSameDefinition(a, b);
      default:
        return false;
    }
  }

  #isSameFunction(a, b) {
    const { length } = a.parameters;
    if (!a.hasPrototype || !b.hasPrototype) {
      return a.abi === b.abi && this.isSame(a.target, b.target);
    }
    if (length !== b.parameters.length || a.isVariadic !== b.isVariadic || a.abi !== b.abi) {
      return false;
    }
    for (let i = 0; i < length; i++) {
      // How a function's own copy is qualified is nobody's business.
      if (!this.isSame(strip(a.parameters[i].type), strip(b.parameters[i].type))) return false;
    }
    return this.isSame(a.target, b.target);
  }

  isSameDefinition(a, b) {
    if (a.kind !== b.kind || a.size !== b.size || a.alignment !== b.alignment) return false;
    return a.kind === 'enumeration' ? this.#hasSameValues(a, b) : this.#hasSameMembers(a, b);
  }

  #hasSameValues(a, b) {
    const { length } = a.values;
    if (length !== b.values.length || a.base !== b.base) return false;
    for (let i = 0; i < length; i++) {
      const { name, value } = a.values[i];
      if (name !== b.values[i].name || value !== b.values[i].value) return false;
    }
    return true;
  }

  #hasSameMembers(a, b) {
    const { length } = a.members;
    if (length !== b.members.length) return false;
    for (let i = 0; i < length; i++) {
      const left = a.members[i];
      const right = b.members[i];
      if (left.name !== right.name || left.width !== right.width ||
          left.offset !== right.offset || !this.isSame(left.type, right.type)) {
        return false;
      }
    }
    return true;
  }
}

/**
 * @param {CType} a
 * @param {CType} b
 * @returns {boolean} Whether declarations of the same thing may have these types
 */
const isSame = (a, b) => a === b || new Comparison().isSame(a, b);

/**
 * @param {CType} a
 * @param {CType} b
 * @returns {boolean} Whether two structs, unions or enumerations have the same in them
 */
const isSameDefinition = (a, b) => new Comparison().isSameDefinition(a, b);

/**
 * @param {CType} type
 * @returns {boolean} Whether constant expressions can have values of it
 */
function isInteger(type) {
  const { kind } = type;
  return kind === 'integer' || kind === 'enumeration';
}

/**
 * @param {CType} type
 * @returns {boolean} Whether its size is more than numbers, or calls, can have
 */
const isTooLarge = (type) => sizeOf(type) > NumberMAX_SAFE_INTEGER;

const kQualifierNames = [
  [kConst, 'const'],
  [kVolatile, 'volatile'],
  [kRestrict, 'restrict'],
];

function describeQualifiers(qualifiers) {
  let words = '';
  for (let i = 0; i < kQualifierNames.length; i++) {
    if (qualifiers & kQualifierNames[i][0]) words += `${kQualifierNames[i][1]} `;
  }
  return words;
}

const kMaxShown = 6;

function describeParameters({ parameters, isVariadic }, depth) {
  let list = '';
  const { length } = parameters;
  for (let i = 0; i < length && i < kMaxShown; i++) {
    list += `${i === 0 ? '' : ', '}${declare(parameters[i].type, '', depth)}`;
  }
  if (length > kMaxShown || isVariadic) list += ', ...';
  return list === '' ? 'void' : list;
}

// As C declares what is of a type.
function declare(type, inner, depth) {
  if (depth > kMaxShown) return '...';
  const { kind, target } = type;
  switch (kind) {
    case 'pointer': {
      const isInner = target.kind === 'array' || target.kind === 'function';
      return declare(target, isInner ? `(*${inner})` : `*${inner}`, depth + 1);
    }
    case 'array':
      return declare(target, `${inner}[${type.count ?? ''}]`, depth + 1);
    case 'function':
      return declare(target, `${inner}(${describeParameters(type, depth + 1)})`, depth + 1);
    case 'qualified': {
      const words = describeQualifiers(type.qualifiers);
      if (target.kind === 'pointer') return declare(target, words + inner, depth);
      return words + declare(target, inner, depth);
    }
    case 'aligned':
      return declare(target, inner, depth + 1);
    default:
      return inner === '' ? nameOf(type) : `${nameOf(type)} ${inner}`;
  }
}

function nameOf({ kind, name, tag }) {
  const isTagged = kind === 'struct' || kind === 'union' || kind === 'enumeration';
  if (!isTagged) return name;
  const word = kind === 'enumeration' ? 'enum' : kind;
  return tag === undefined ? name ?? word : `${word} ${tag}`;
}

/**
 * @param {CType} type
 * @returns {string} As C writes it
 */
function describe(type) {
  return declare(type, '', 0);
}

module.exports = {
  CType,
  NamedType,
  ScalarType,
  align,
  alignmentOf,
  arrayOf,
  createGiven,
  describe,
  functionOf,
  handleItself,
  isConst,
  isHandle,
  isInteger,
  isSame,
  isSameDefinition,
  isTooLarge,
  kConst,
  kMaxDepth,
  kMaxWeight,
  kRestrict,
  kVolatile,
  pointerTo,
  qualify,
  sizeOf,
  strip,
  voidType,
};
