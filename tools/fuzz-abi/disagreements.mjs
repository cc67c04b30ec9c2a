// Where GCC and Clang pass the same type in different ways. What is right here is
// what GCC does, the platform's compiler, so that Clang's fixture is not asked by
// value about functions over such types, if it does differ (agree.mjs finds out).
// A difference between the two for which there is no reason here is an error.
//
// All but one are about section 3.2.3 of the System V ABI's supplement for
// x86-64, "Parameter Passing", which says how eightbytes are classified by their
// fields, and is silent about what has no value.
import { has, isAggregate } from './types.mjs';

const isPadding = ({ name, width, isAnonymous }) => name === undefined && width !== undefined && !isAnonymous;

const isEmpty = (type) => (type.form === 'array' ?
  type.length === 0 || isEmpty(type.element) :
  isAggregate(type) && type.members.every((member) => member.width === undefined && isEmpty(member.type)));

const hasFloat = (type, bytes) => has(type, ({ kind, size }) => kind === 'float' && size === bytes);

export const reasons = [
  {
    // 3.1.2 says that they are no members; to Clang, an eightbyte of nothing else
    // has the class NO_CLASS, and to GCC, INTEGER. And a type with nothing else is,
    // for GCC, never in memory.
    title: 'an unnamed bit-field',
    holds: (type) => isAggregate(type) && type.members.some(isPadding),
  },
  {
    // GCC takes each for an integer of 8, 16, 32 or 64 bits at the union's start.
    // If that is not aligned, in a packed struct, all of it has the class MEMORY.
    title: 'a bit-field in a union',
    holds: ({ form, members }) => form === 'union' && members.some(({ width }) => width !== undefined),
  },
  {
    // "If it contains unaligned fields, it has class MEMORY": for GCC, fields are
    // the scalars in it, without bit-fields; for Clang, structs are, too.
    title: 'a struct in a packed one',
    holds: ({ packed, members }) => packed > 0 &&
      members.some(({ type, width }) => width === undefined && has(type, isAggregate)),
  },
  {
    // Of an eightbyte of two floats, Clang may pass the first one only, if another
    // member of the union is a float with padding after it.
    title: 'floats and doubles in a union',
    holds: (type) => type.form === 'union' && hasFloat(type, 4) && hasFloat(type, 8),
  },
  {
    // They differ where its type asks for more, and where #pragma pack allows less. This
    // is a matter of layout, and no ABI says anything of such attributes.
    title: 'an aligned bit-field',
    holds: (type) => isAggregate(type) && type.members.some(({ width, align }) => width !== undefined && align),
  },
  {
    // GCC looks at the type of an array's elements, and at where it is, even if
    // there are none.
    title: 'something without a size',
    holds: (type) => isAggregate(type) &&
      type.members.some((member) => member.width === undefined && isEmpty(member.type)),
  },
];

// What may explain that the two differ about a type, or a function.
export function reasonsFor(...types) {
  return reasons.filter(({ holds }) => types.some((type) => type && has(type, holds))).map(({ title }) => title);
}
