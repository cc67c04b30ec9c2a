// Random values of a type, as node:ffi takes and gives them: a number, bigint,
// boolean or string, an array, or an object with the named members, those of
// anonymous ones among them; of a union's, one.
import { isAggregate, namedMembers } from './types.mjs';

const view = new DataView(new ArrayBuffer(8));

function floatOf(size, random) {
  for (;;) {
    view.setUint32(0, random.bits());
    view.setUint32(4, random.bits());
    const value = size === 4 ? view.getFloat32(0) : view.getFloat64(0);
    // There are many of them, and JavaScript has one.
    if (!Number.isNaN(value)) return random.chance(0.1) ? random.pick([0, -0, 1.5, -Infinity]) : value;
  }
}

// A bigint with a sign, as C has it.
function integerOf({ kind, size }, width, random) {
  const bits = width ?? size * 8;
  const value = random.chance(0.6) ? random.bigBits(bits) : random.pick([0n, ~0n, 1n << BigInt(bits - 1)]);
  return kind === 'signed' ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function scalarValue(type, width, random) {
  if (type.kind === 'float') return floatOf(type.size, random);
  if (type.kind === 'bool') return type.value === 'boolean' ? random.chance(0.5) : random.below(2);
  if (type.value === 'safe') {
    const value = Number(random.bigBits(random.pick([53, 31, 7])));
    return type.kind === 'signed' && random.chance(0.5) ? -value || 0 : value;
  }
  const value = integerOf(type, width, random);
  return type.value === 'bigint' ? value : Number(value);
}

// One that has a name, or another.
function enumValue({ scalar, entries }, width, random) {
  const value = random.chance(0.7) ? BigInt(random.pick(entries)[1]) : integerOf(scalar, width, random);
  return scalar.value === 'bigint' ? value : Number(value);
}

const isUsable = ({ name, isAnonymous, type }) =>
  (isAnonymous ? namedMembers(type).length > 0 : name !== undefined);

function aggregateValue({ form, members }, random) {
  const usable = members.filter(isUsable);
  const chosen = form === 'struct' ? usable : usable.length > 0 ? [random.pick(usable)] : [];
  return Object.assign({}, ...chosen.map(({ name, type, width, isAnonymous }) => {
    const value = randomValue(type, random, width);
    return isAnonymous ? value : { [name]: value };
  }));
}

export function randomValue(type, random, width) {
  switch (type.form) {
    case 'struct': case 'union': return aggregateValue(type, random);
    case 'array': return Array.from({ length: type.length }, () => randomValue(type.element, random));
    case 'enum': return enumValue(type, width, random);
    case 'swapped': return scalarValue(type.scalar, undefined, random);
    case 'pointer': return random.bigBits(64);
    case 'chars': {
      const codes = Array.from({ length: random.between(0, type.length) }, () => random.between(32, 126));
      return String.fromCharCode(...codes);
    }
    default: return scalarValue(type, width, random);
  }
}

// The scalars in a value: [path, value], as `.m1[2].m3`.
export function* leaves(type, value, path = '') {
  if (type.form === 'array') {
    for (let i = 0; i < value.length; i++) yield* leaves(type.element, value[i], `${path}[${i}]`);
  } else if (isAggregate(type)) {
    for (const member of namedMembers(type)) {
      if (member.name in value) yield* leaves(member.type, value[member.name], `${path}.${member.name}`);
    }
  } else {
    yield [path, value];
  }
}
