// Random types. A type is a row of scalars.mjs, or one of
//
//   { form: 'enum', tag, scalar, isFixed, entries: [[name, value]] }
//   { form: 'swapped', scalar }               bigEndian(), littleEndian()
//   { form: 'chars', length }
//   { form: 'pointer', to }
//   { form: 'array', element, length }
//   { form: 'struct' or 'union', tag, members, packed, align }
//
// whose members are { name, type } with, where they have it, `width` (in bits),
// `isAnonymous`, and `align`. Without a name, one is padding. An anonymous
// member's type has no tag. `packed` is 0, 1, 2, 4 or 8, `align` 0 or what to
// align to.
import { bitScalars, enumScalars, floats, scalars, swappable } from './scalars.mjs';

// How many members, and what else is different.
const profiles = {
  // Those that are passed in registers, or just not.
  small: { counts: [1, 1, 1, 2, 2, 2, 3, 3, 4], lengths: [1, 1, 2, 2, 3, 4], depth: 2 },
  // The classes SSE, and homogeneous aggregates.
  float: { counts: [1, 1, 2, 2, 3, 4], lengths: [1, 2, 2, 3, 4], depth: 2 },
  any: { counts: [0, 1, 2, 2, 3, 3, 4, 5, 7], lengths: [0, 1, 2, 3, 5], depth: 3 },
  large: { counts: [2, 3, 5, 9], lengths: [5, 17, 40, 130], depth: 1 },
};

export class TypeMaker {
  #random;
  #ids;
  // Structs, unions and enums in the order in which C has to know them.
  declared = [];

  constructor(random, firstId = 0) {
    this.#random = random;
    this.#ids = firstId;
  }

  // All names are different, so that anonymous members never clash.
  #id(prefix) {
    return `${prefix}${++this.#ids}`;
  }

  // A struct or union by itself.
  make(profileName = this.#random.weighted({ small: 9, float: 4, any: 6, large: 1 })) {
    const profile = { ...profiles[profileName], name: profileName };
    // All floats of one type, or both.
    if (profileName === 'float') profile.floats = this.#random.pick([['float'], ['double'], ['float', 'double']]);
    return this.#aggregate(this.#random.below(profile.depth + 1), profile);
  }

  // Of the given members.
  declare(form, members, { packed = 0, align = 0 } = {}) {
    const named = members.map((member) => ({ name: this.#id('m'), ...member }));
    const type = { form, tag: this.#id(form === 'struct' ? 'S' : 'U'), members: named, packed, align };
    this.declared.push(type);
    return type;
  }

  enumeration() {
    const random = this.#random;
    const isFixed = random.chance(0.5);
    // Without a type of its own, what has no negative values is unsigned for C,
    // and in a bit-field that shows: these begin with a negative one.
    const scalar = isFixed ? random.pick(enumScalars) : scalars.find(({ js }) => js === 'int');
    const low = scalar.kind === 'signed' ? -random.between(1, 100) : random.below(50);
    const entries = [0, 1, 2].map((i) => [this.#id('E'), low + i * random.between(1, 9)]);
    const type = { form: 'enum', tag: this.#id('N'), scalar, isFixed, entries };
    this.declared.push(type);
    return type;
  }

  #scalar(profile) {
    if (profile.floats) {
      const js = this.#random.pick(profile.floats);
      return floats.find((row) => row.js === js);
    }
    // Not by their number: most names are of integers.
    return this.#random.chance(0.25) ? this.#random.pick(floats) : this.#random.pick(scalars);
  }

  // What is neither a bit-field nor an aggregate.
  #simple(profile) {
    const random = this.#random;
    if (profile.floats) return this.#scalar(profile);
    switch (random.weighted({ scalar: 30, enum: 2, swapped: 2, chars: 2, pointer: 1 })) {
      case 'enum': return this.enumeration();
      case 'swapped': return { form: 'swapped', scalar: random.pick(swappable) };
      case 'chars': return { form: 'chars', length: random.between(1, 9) };
      case 'pointer': return { form: 'pointer', to: random.pick(scalars) };
      default: return this.#scalar(profile);
    }
  }

  #array(depth, profile, dimensions = 2) {
    const length = this.#random.pick(profile.lengths);
    if (dimensions > 1 && this.#random.chance(0.15)) {
      return { form: 'array', length: Math.min(length, 5), element: this.#array(depth, profile, 1) };
    }
    const element = depth > 0 && this.#random.chance(0.3) ?
      this.#aggregate(depth - 1, profile) :
      this.#simple(profile);
    return { form: 'array', length, element };
  }

  #bits() {
    const type = this.#random.chance(0.05) ? this.enumeration() : this.#random.pick(bitScalars);
    const scalar = type.scalar ?? type;
    const most = scalar.kind === 'bool' ? 1 : scalar.size * 8;
    // An enumeration's entries have to fit.
    if (type.form === 'enum') return { type, width: Math.max(Math.min(most, 8), this.#random.between(1, most)) };
    if (this.#random.chance(0.15)) {
      return { type, width: this.#random.pick([0, 0, this.#random.between(1, most)]), name: undefined };
    }
    return { type, width: this.#random.pick([1, most, this.#random.between(1, most), this.#random.between(1, most)]) };
  }

  #member(depth, profile, packed) {
    const random = this.#random;
    const kind = random.weighted({
      simple: 40,
      bits: profile.floats ? 0 : 20,
      array: 15,
      nested: depth > 0 ? 20 : 0,
      anonymous: depth > 0 ? 6 : 0,
    });
    const member = kind === 'bits' ? this.#bits() : { type: undefined };
    if (!('name' in member)) member.name = this.#id('m');
    if (kind === 'simple') member.type = this.#simple(profile);
    if (kind === 'array') member.type = this.#array(depth, profile);
    if (kind === 'nested') member.type = this.#aggregate(depth - 1, profile);
    if (kind === 'anonymous') {
      member.isAnonymous = true;
      // It stands inside of the outer one, and so of its #pragma pack.
      member.type = this.#aggregate(depth - 1, profile, packed > 1 ? packed : random.pick([0, 0, 0, 1]));
    } else if (random.chance(kind === 'bits' ? 0.03 : 0.08)) {
      member.align = random.pick([1, 2, 4, 8, 16, 32]);
    }
    return member;
  }

  // With `packing`, an anonymous one.
  #aggregate(depth, profile, packing) {
    const random = this.#random;
    const form = random.chance(0.78) ? 'struct' : 'union';
    const packed = packing ?? random.pick([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 4, 8]);
    const align = random.chance(0.1) ? random.pick([2, 4, 8, 16, 32, 64]) : 0;
    const members = [];
    for (let count = random.pick(profile.counts); count > 0; count--) {
      members.push(this.#member(depth, profile, packed));
    }
    const type = { form, members, packed, align };
    if (packing !== undefined) return type;
    type.tag = this.#id(form === 'struct' ? 'S' : 'U');
    this.declared.push(type);
    return type;
  }
}

export const isAggregate = ({ form }) => form === 'struct' || form === 'union';

// The members that have a name, with those of anonymous ones.
export function namedMembers(type) {
  return type.members.flatMap((member) => {
    if (member.isAnonymous) return namedMembers(member.type);
    return member.name === undefined ? [] : [member];
  });
}

// Whether it, or what is in it, is so.
export function has(type, is) {
  if (is(type)) return true;
  if (type.form === 'array') return has(type.element, is);
  return isAggregate(type) && type.members.some((member) => has(member.type, is));
}

// Whether there is more in it than padding.
export function hasValues(type) {
  if (type.form === 'array') return type.length > 0 && hasValues(type.element);
  return !isAggregate(type) || namedMembers(type).some((member) => hasValues(member.type));
}
