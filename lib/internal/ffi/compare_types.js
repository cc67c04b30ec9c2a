'use strict';

// Whether a type of node:ffi (types.js) is what the debug information has in its place
// (debug_types.js). A contradiction is what makes a difference for C: size, sign, integer
// or float, pointer or not, where fields are. What C's programs do with a cast is none:
// addresses as integers, `char *` for any bytes, opaque pointers.
//
// What compares gives undefined if all is well, and otherwise a string: what there is to
// say beside the names of both types, which may be nothing. `isGiven` is whether C gives
// the value: of a struct of C's, a declaration need not have all.

const {
  BigInt,
  BigIntAsUintN,
  SafeMap,
} = primordials;

const { isAggregate } = require('internal/ffi/debug_types');
const { isText } = require('internal/ffi/types');

const isPointerKind = ({ kind }) => kind === 'pointer' || kind === 'reference';
const isVoid = ({ form, values }) => form === 'scalar' && values === 'Nothing';
const isArray = ({ form }) => form === 'array' || form === 'flexible';
const isStruct = ({ form }) => form === 'struct' || form === 'union';
// What is in a struct sockaddr depends on its family, which stands for other structs.
const isOpen = (type) => type.name === 'sockaddr' && isAggregate(type);
// What may stand for bytes of any type, as C's char does.
const isByte = ({ form, size }) => form === 'scalar' && size === 1;
const isUnknown = ({ kind, isIncomplete }) => kind === 'void' || kind === 'other' || isIncomplete;
const isIntegerKind = ({ kind }) => kind === 'integer' || kind === 'bool' || kind === 'enum';

// The scalar that is passed, or in memory.
function scalarOf(type) {
  const { form } = type;
  if (form === 'length') return type.type;
  return form === 'enumeration' || form === 'endian' ? type.base : type;
}

function innermost(type) {
  while (isArray(type)) type = type.element;
  return type;
}

function placeOf(bit, isBitField) {
  const rest = bit % 8;
  return `${(bit - rest) / 8}${isBitField ? `, bit ${rest}` : ''}`;
}

class TypeComparison {
  #types;
  #isAlias;
  #getTarget;
  #compareFunction;
  // What was compared; or is being compared, as structs may refer to themselves.
  #known = new SafeMap();

  /**
   * @param {DebugTypes} types
   * @param {boolean} isAlias Whether pointers may point to something else
   * @param {Function} getTarget Gives the record of what a pointer type points to, or
   *   undefined if that is not known
   * @param {Function} compareFunction Is called with the signature of a func(), the
   *   function type in debug information, and whether C gives the arguments
   */
  constructor(types, isAlias, getTarget, compareFunction) {
    this.#types = types;
    this.#isAlias = isAlias;
    this.#getTarget = getTarget;
    this.#compareFunction = compareFunction;
  }

  // A parameter or a result, for which C has pointers where arrays are declared.
  comparePassed(type, number, isGiven) {
    switch (type.form) {
      case 'out':
      case 'inout':
        return this.#comparePointer(type.type, number, false);
      case 'array':
      case 'flexible':
      case 'chars':
        return this.#comparePointer(type, number, isGiven);
      case 'consumed':
        return this.compareValue(type.type, number, isGiven);
    }
    if (isStruct(type) && this.#types.resolve(number).isByReference) {
      return 'as C++ says, it is passed by its address';
    }
    return this.compareValue(type, number, isGiven);
  }

  // A value, wherever it is.
  compareValue(type, number, isGiven) {
    const actual = this.#types.resolve(number);
    if (isStruct(type)) return this.#compareStruct(type, actual, isGiven);
    switch (type.form) {
      case 'array':
      case 'flexible':
      case 'chars':
        return this.#compareArray(type, actual, isGiven);
      case 'owned':
        return this.comparePassed(type.inner, number, isGiven);
    }
    if (isAggregate(actual)) return this.#compareOnly(type, actual, isGiven);
    switch (type.form) {
      case 'pointer':
        return this.#comparePointer(this.#getTarget(type), number, isGiven);
      case 'func':
        return this.#compareFunctionPointer(type, number, isGiven);
      case 'handle':
        return this.#compareHandle(type, number);
      case 'enumeration':
        return this.#compareEnumeration(type, actual);
    }
    if (isText(type)) return this.#compareText(type, number);
    if (type.values === 'Pointer' || type.name === 'address') return this.#compareAddress(number);
    return this.#compareScalar(scalarOf(type), actual);
  }

  #compareScalar({ size, isFloat, isSigned, values }, actual) {
    switch (actual.kind) {
      case 'float':
        return isFloat && size === actual.size ? undefined : '';
      case 'integer': {
        if (isFloat || size !== actual.size) return '';
        // Of a plain char, the sign is nobody's business.
        const isEither = values === 'Boolean' || actual.name === 'char';
        return isEither || isSigned === actual.isSigned ? undefined : '';
      }
      // Compilers choose the sign of an enum.
      case 'bool':
      case 'enum':
      case 'pointer':
      case 'reference':
        return !isFloat && size === actual.size ? undefined : '';
      case 'other':
        return actual.size === undefined || size === actual.size ? undefined : '';
      default:
        return '';
    }
  }

  #compareEnumeration({ base, byName }, actual) {
    const problem = this.#compareScalar(base, actual);
    if (problem !== undefined || actual.kind !== 'enum') return problem;
    for (let i = 0; i < actual.enumerators.length; i++) {
      const { name, value } = actual.enumerators[i];
      const declared = byName.get(name);
      // As many bits as there are.
      if (declared !== undefined &&
          BigIntAsUintN(base.size * 8, BigInt(declared) - value) !== 0n) {
        return `${name} is ${value} in C, declared as ${declared}`;
      }
    }
  }

  // A struct of one member, or a union, is passed as that is.
  #compareOnly(type, actual, isGiven) {
    if (actual.isByReference && type.form === 'pointer') {
      return this.#comparePointee(this.#getTarget(type), actual.number, isGiven);
    }
    const { fields, kind, size } = actual;
    if (actual.isByReference || size !== type.size || (kind !== 'union' && fields.length !== 1)) {
      return actual.isByReference && type.values === 'Pointer' ? undefined : '';
    }
    // The members of a transparent union, as of connect(), may be missing.
    if (fields.length === 0) return;
    for (let i = 0; i < fields.length; i++) {
      if (this.compareValue(type, fields[i].type, isGiven) === undefined) return;
    }
    return '';
  }

  #compareAddress(number) {
    const actual = this.#types.resolve(number);
    if (isPointerKind(actual) || actual.kind === 'other') return;
    return this.#types.isAddress(number) ? undefined : '';
  }

  // What is known to be at the address, if it is one.
  #resolvePointee(number) {
    const actual = this.#types.resolve(number);
    const isKnown = isPointerKind(actual) && !this.#isAlias;
    return this.#types.resolve(isKnown ? actual.target : 0);
  }

  #compareText({ values }, number) {
    const problem = this.#compareAddress(number);
    if (problem !== undefined) return problem;
    const pointee = this.#resolvePointee(number);
    const size = values === 'Utf8' ? 1 : values === 'Utf16' ? 2 : 4;
    return isUnknown(pointee) || (isIntegerKind(pointee) && pointee.size === size) ?
      undefined : '';
  }

  // Nobody but C knows what it stands for, which may be a number; but where a handle is
  // written to is no handle.
  #compareHandle({ size }, number) {
    const actual = this.#types.resolve(number);
    if (actual.kind === 'integer' && actual.size === size) return;
    const problem = this.#compareAddress(number);
    if (problem !== undefined) return problem;
    if (this.#isAlias || !isPointerKind(actual)) return;
    if (this.#types.resolve(actual.target).kind === 'function') return '';
    // A type that has a name may well be a handle, whatever it is.
    const isNamed = this.#types.get(number).kind === 'typedef';
    return !isNamed && this.#types.get(actual.target).kind === 'pointer' ? '' : undefined;
  }

  #comparePointer(target, number, isGiven) {
    const actual = this.#types.resolve(number);
    if (isAggregate(actual)) {
      const { fields, kind } = actual;
      if (kind !== 'union' && fields.length !== 1) return '';
      for (let i = 0; i < fields.length; i++) {
        if (this.#comparePointer(target, fields[i].type, isGiven) === undefined) return;
      }
      return '';
    }
    const problem = this.#compareAddress(number);
    if (problem !== undefined || !isPointerKind(actual)) return problem;
    return this.#comparePointee(target, actual.target, isGiven);
  }

  #comparePointee(target, number, isGiven) {
    if (this.#isAlias || target === undefined || isVoid(target)) return;
    let pointee = this.#types.resolve(number);
    if (isUnknown(pointee)) return;
    if (pointee.kind === 'function') return '';
    const declared = innermost(target);
    number = this.#innermost(number);
    pointee = this.#types.resolve(number);
    if (isByte(declared)) return;
    const isBytes = pointee.kind === 'integer' && pointee.size === 1;
    if (declared.form === 'chars') return isBytes || pointee.size === 2 ? undefined : '';
    if (isStruct(declared) && (isBytes || isOpen(pointee))) return;
    return this.#compareElement(declared, number, isGiven);
  }

  #compareFunctionPointer({ signature }, number, isGiven) {
    const problem = this.#compareAddress(number);
    if (problem !== undefined) return problem;
    const pointee = this.#resolvePointee(number);
    if (isUnknown(pointee)) return;
    return pointee.kind === 'function' ?
      this.#compareFunction(signature, pointee, !isGiven) : '';
  }

  // In memory: what is passed was told apart before.
  #compareArray(type, actual, isGiven) {
    const { form, size } = type;
    const isBytes = form === 'chars' || isByte(innermost(type));
    // Bytes may stand for anything, also for several fields.
    if (actual.kind !== 'array') return isBytes ? undefined : '';
    if (form !== 'flexible' && actual.size > 0 && actual.size !== size) {
      return `it has ${actual.size} bytes in C, ${size} declared`;
    }
    if (isBytes) return;
    return this.#compareElement(
      innermost(type), this.#innermost(actual.target), isGiven);
  }

  #innermost(number) {
    const { kind, target } = this.#types.resolve(number);
    return kind === 'array' ? this.#innermost(target) : number;
  }

  // Structs with nothing else in them are an array of that, as points are of numbers.
  #compareElement(type, number, isGiven) {
    const actual = this.#types.resolve(number);
    if (!isAggregate(actual) || isStruct(type)) return this.compareValue(type, number, isGiven);
    const members = this.#types.getMembers(actual);
    for (let i = 0; i < members.length; i++) {
      const problem = this.#compareElement(type, this.#innermost(members[i].type), isGiven);
      if (problem !== undefined) return '';
    }
    return members.length === 0 ? '' : undefined;
  }

  #compareStruct(type, actual, isGiven) {
    if (isUnknown(actual)) return;
    if (actual.kind === 'complex') return actual.size === type.size ? undefined : '';
    if (!isAggregate(actual)) return '';
    const key = `${type.id} ${actual.number} ${isGiven}`;
    if (!this.#known.has(key)) {
      this.#known.set(key, undefined);
      this.#known.set(key, this.#compareMembers(type, actual, isGiven));
    }
    return this.#known.get(key);
  }

  #compareMembers(type, actual, isGiven) {
    const members = this.#types.getMembers(actual);
    for (let i = 0; i < type.members.length; i++) {
      const problem = this.#compareMember(type.members[i], members, isGiven);
      if (problem !== undefined) return problem;
    }
    const { size } = type;
    if (isGiven ? size > actual.size : size !== actual.size) {
      return `it has ${actual.size} bytes in C, ${size} declared`;
    }
  }

  #compareMember(member, members, isGiven) {
    const { name, offset, bitOffset, type } = member;
    const bit = offset * 8 + (bitOffset ?? 0);
    let atOffset;
    for (let i = 0; i < members.length; i++) {
      const actual = members[i];
      if (actual.name === name) {
        if (actual.bitOffset === bit) return this.#compareField(member, actual, isGiven);
        const isBitField = bitOffset !== undefined || actual.bitSize !== undefined;
        return `field ${name} is at offset ${placeOf(actual.bitOffset, isBitField)} in C, ` +
               `declared at ${placeOf(bit, isBitField)}`;
      }
      if (actual.bitOffset !== bit) continue;
      // With another name, any of a union's will do.
      const problem = this.#compareField(member, actual, isGiven);
      if (problem === undefined) return;
      atOffset ??= problem;
    }
    // C may have no name for what has one here.
    if (isStruct(type)) return this.#compareParts(member, members, isGiven);
    if (atOffset === undefined) return this.#compareInside(member, bit, members, isGiven);
    return isArray(type) && isByte(innermost(type)) ? undefined : atOffset;
  }

  #compareParts({ offset, type }, members, isGiven) {
    for (let i = 0; i < type.members.length; i++) {
      const part = type.members[i];
      const moved = { __proto__: null, ...part, offset: offset + part.offset };
      const problem = this.#compareMember(moved, members, isGiven);
      if (problem !== undefined) return problem;
    }
  }

  // Where C has a struct or an array, a declaration may have what is in it.
  #compareInside(member, bit, members, isGiven) {
    const { name, type, bitOffset } = member;
    for (let i = 0; i < members.length; i++) {
      const outer = members[i];
      const actual = this.#types.resolve(outer.type);
      const end = outer.bitOffset + (outer.bitSize ?? actual.size * 8);
      if (bit < outer.bitOffset || bit >= end) continue;
      if (!isAggregate(actual)) return isByte(type) || actual.kind === 'array' ? undefined : '';
      return this.#compareMember(
        member, this.#types.getMembers(actual, outer.bitOffset), isGiven);
    }
    if (isByte(innermost(type)) || type.form === 'chars') return;
    return `field ${name} is at offset ${placeOf(bit, bitOffset !== undefined)} where ` +
           'C has none';
  }

  #compareField(member, actual, isGiven) {
    const { type, bitWidth } = member;
    const name = actual.name === member.name ? member.name :
      `${member.name} (${actual.name || 'unnamed'} in C)`;
    if (bitWidth !== actual.bitSize) {
      const inC = actual.bitSize === undefined ? 'no bit-field' : `${actual.bitSize} bits`;
      const declared = bitWidth === undefined ? 'none' : `${bitWidth}`;
      return `field ${name} is ${inC} in C, ${declared} declared`;
    }
    const problem = bitWidth === undefined ?
      this.compareValue(type, actual.type, isGiven) : this.#compareSigns(type, actual.type);
    if (problem === undefined) return;
    const details = problem === '' ? '' : `: ${problem}`;
    return `field ${name} is ${this.#types.quote(actual.type)} in C, ` +
           `declared as '${type.name}'${details}`;
  }

  // Of bit-fields, whose width is their size.
  #compareSigns(type, number) {
    const { isSigned, values } = scalarOf(type);
    const { kind, isSigned: isSignedInC } = this.#types.resolve(number);
    return kind !== 'integer' || values === 'Boolean' || isSigned === isSignedInC ?
      undefined : '';
  }
}

module.exports = {
  TypeComparison,
};
