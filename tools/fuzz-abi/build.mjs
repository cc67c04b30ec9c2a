// Makes the types with node:ffi.
import { isAggregate } from './types.mjs';

export class Builder {
  #ffi;
  #made = new Map();

  constructor(ffi) {
    this.#ffi = ffi;
  }

  // What a signature, or a member, names. What failed once fails again alike.
  get(type) {
    if (type === undefined) return 'void';
    if (type.form === 'scalar') return type.js;
    if (!this.#made.has(type)) {
      let made;
      try {
        made = { value: this.#make(type) };
      } catch (error) {
        made = { error };
      }
      this.#made.set(type, made);
    }
    const { value, error } = this.#made.get(type);
    if (error) throw error;
    return value;
  }

  #make(type) {
    const { array, bigEndian, chars, enumeration, pointer } = this.#ffi;
    switch (type.form) {
      case 'array': return array(this.get(type.element), type.length);
      case 'chars': return chars(type.length);
      case 'pointer': return pointer(this.get(type.to));
      case 'swapped': return bigEndian(this.get(type.scalar));
      case 'enum': return enumeration(Object.fromEntries(type.entries), this.get(type.scalar));
      default: return this.#aggregate(type);
    }
  }

  #aggregate({ form, tag, members, packed, align }) {
    const fields = members.map((member, i) => [member.name ?? `unnamed${i}`, this.#member(member)]);
    const options = {};
    if (tag) options.name = tag;
    if (packed) options.packed = packed === 1 ? true : packed;
    if (align) options.align = align;
    return this.#ffi[form](fields, options);
  }

  #member({ name, type, width, isAnonymous, align }) {
    const { aligned, anonymous, bits, padding } = this.#ffi;
    const of = this.get(type);
    let member = of;
    if (isAnonymous) member = anonymous(of);
    if (width !== undefined) member = name === undefined ? padding(of, width) : bits(of, width);
    return align ? aligned(member, align) : member;
  }

  // A declared type that can't be made, of those that a function has.
  missing({ result, args }) {
    return [result, ...args].find((type) => {
      try {
        this.get(type);
        return false;
      } catch {
        return isAggregate(type);
      }
    });
  }
}
