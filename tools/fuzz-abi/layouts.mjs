// What the compiler says about types, read from a fixture, and values as bytes
// by that.
import { isAggregate, namedMembers } from './types.mjs';

// The first of the bits that are set, and how many there are.
function bitsOf(bytes) {
  let first;
  let count = 0;
  for (let i = 0; i < bytes.length * 8; i++) {
    if ((bytes[i >> 3] >> (i & 7)) & 1) {
      first ??= i;
      count++;
    }
  }
  return { first, count };
}

const view = new DataView(new ArrayBuffer(8));

function patternOf({ kind, size }, value) {
  if (kind !== 'float') return BigInt.asUintN(64, BigInt(value));
  view.setBigUint64(0, 0n, true);
  if (size === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return view.getBigUint64(0, true);
}

function reversed(pattern, size) {
  view.setBigUint64(0, pattern << BigInt(64 - size * 8));
  return view.getBigUint64(0, true);
}

export class Layouts {
  #tables = new Map();

  // `read` gives the bytes of `length` at an address, or of a symbol.
  constructor(declared, read) {
    for (const type of declared.filter(isAggregate)) {
      const members = namedMembers(type);
      const numbers = new BigUint64Array(read(`layout_${type.tag}`, (members.length + 2) * 8).slice().buffer);
      const addresses = new BigUint64Array(read(`bits_${type.tag}`, (members.length + 1) * 8).slice().buffer);
      const [size, alignment, ...offsets] = [...numbers].map(Number);
      const table = { size, alignment, members: new Map() };
      members.forEach(({ name, width }, i) => {
        if (width === undefined) return table.members.set(name, { offset: offsets[i] });
        table.members.set(name, bitsOf(read(addresses[i], size)));
      });
      this.#tables.set(type, table);
    }
  }

  of(type) {
    return this.#tables.get(type);
  }

  sizeOf(type) {
    switch (type.form) {
      case 'array': return type.length * this.sizeOf(type.element);
      case 'chars': return type.length;
      case 'pointer': return 8;
      case 'struct': case 'union': return this.of(type).size;
      default: return (type.scalar ?? type).size;
    }
  }

  // The bytes of a value, and which of their bits have it: the others are padding.
  encode(type, value) {
    const size = this.sizeOf(type);
    const target = { bytes: new Uint8Array(size), mask: new Uint8Array(size) };
    this.#write(target, type, value, 0);
    return target;
  }

  #write(target, type, value, offset) {
    switch (type.form) {
      case 'array': {
        const size = this.sizeOf(type.element);
        value.forEach((item, i) => this.#write(target, type.element, item, offset + i * size));
        break;
      }
      case 'struct': case 'union':
        this.#writeMembers(target, type, value, offset);
        break;
      case 'chars':
        // The rest is zero.
        for (let i = 0; i < type.length; i++) {
          target.bytes[offset + i] = i < value.length ? value.charCodeAt(i) : 0;
          target.mask[offset + i] = 0xff;
        }
        break;
      case 'swapped':
        writeBits(target, offset * 8, type.scalar.size * 8, reversed(patternOf(type.scalar, value), type.scalar.size));
        break;
      case 'pointer':
        writeBits(target, offset * 8, 64, value);
        break;
      default: {
        const scalar = type.scalar ?? type;
        writeBits(target, offset * 8, scalar.size * 8, patternOf(scalar, value));
      }
    }
  }

  #writeMembers(target, type, value, offset) {
    const table = this.of(type);
    for (const { name, type: of, width } of namedMembers(type)) {
      if (!(name in value)) continue;
      const place = table.members.get(name);
      if (width === undefined) {
        this.#write(target, of, value[name], offset + place.offset);
      } else {
        writeBits(target, offset * 8 + place.first, width, patternOf(of.scalar ?? of, value[name]));
      }
    }
  }
}

function writeBits({ bytes, mask }, first, width, pattern) {
  for (let i = 0; i < width; i++) {
    const bit = 1 << ((first + i) & 7);
    mask[(first + i) >> 3] |= bit;
    if ((pattern >> BigInt(i)) & 1n) bytes[(first + i) >> 3] |= bit;
  }
}

const hex = (byte) => byte.toString(16).padStart(2, '0');

// What is different between bytes and what they should be, or undefined.
export function byteDifference(actual, { bytes, mask }) {
  if (actual.length !== bytes.length) return `${actual.length} bytes, not ${bytes.length}`;
  const wrong = [];
  for (let i = 0; i < bytes.length; i++) {
    if ((actual[i] ^ bytes[i]) & mask[i]) wrong.push(`byte ${i}: ${hex(actual[i])}, not ${hex(bytes[i])}`);
  }
  if (wrong.length === 0) return undefined;
  return wrong.slice(0, 4).join('; ') + (wrong.length > 4 ? `; and ${wrong.length - 4} more` : '');
}
