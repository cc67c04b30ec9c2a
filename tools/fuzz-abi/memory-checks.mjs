// What node:ffi knows of a type without calling anything: its layout, and the
// values of fields in memory of all kinds.
import ffi from 'node:ffi';
import { byteDifference } from './layouts.mjs';
import { has, namedMembers } from './types.mjs';
import { leaves, randomValue } from './values.mjs';
import { valueDifference } from './compare.mjs';
import { warmAccess } from './repeat.mjs';

export function layoutDifference(type, made, { layouts }) {
  const { size, alignment, members } = layouts.of(type);
  const wrong = [];
  const compare = (what, actual, expected) => {
    if (actual !== expected) wrong.push(`${what} is ${actual}, not ${expected}`);
  };
  compare('the size', made.size, size);
  compare('the alignment', made.alignment, alignment);
  compare('sizeof()', ffi.sizeof(made), size);
  compare('alignof()', ffi.alignof(made), alignment);
  compare('the list of fields', Object.keys(made.fields).join(), [...members.keys()].join());
  for (const { name, type: of, width } of namedMembers(type)) {
    const field = made.fields[name];
    const place = members.get(name);
    if (field === undefined) continue;
    if (width === undefined) {
      compare(`the offset of ${name}`, field.offset, place.offset);
      compare(`offsetof() of ${name}`, ffi.offsetof(made, name), place.offset);
      compare(`the size of ${name}`, field.size, layouts.sizeOf(of));
    } else {
      compare(`the first bit of ${name}`, field.offset * 8 + field.bitOffset, place.first);
      compare(`the width of ${name}`, field.bitWidth, place.count);
    }
  }
  return wrong.length === 0 ? undefined : wrong.join('; ');
}

// Reads and writes all scalars of a value, by generated code, as a program has it.
function accessors(type, value) {
  const paths = [...leaves(type, value)].slice(0, 60);
  return {
    values: paths.map(([, value]) => value),
    read: new Function('x', `return [${paths.map(([path]) => `x${path}`)}];`),
    write: new Function('x', 'v', paths.map(([path], i) => `x${path} = v[${i}];`).join('\n')),
  };
}

const bytesOf = (address, size) => (size === 0 ? new Uint8Array() : ffi.toBuffer(address, size, false));

// An instance, and how to see its bytes: on memory of its own, on native memory,
// and on a program's bytes.
const memories = {
  'new'(made, { size }) {
    const instance = new made();
    return { instance, bytes: () => bytesOf(ffi.getRawPointer(instance), size) };
  },
  'at'(made, { size }, fixture) {
    const address = fixture.lib.getSymbol('received');
    fixture.received.fill(0, 0, size);
    return { instance: made.at(address), bytes: () => fixture.received.subarray(0, size) };
  },
  'from'(made, { size, alignment }) {
    const offset = Math.min(alignment, 8);
    const bytes = new Uint8Array(new ArrayBuffer(size + offset + 8));
    return { instance: made.from(bytes, offset), bytes: () => bytes.subarray(offset, offset + size) };
  },
};

function memoryDifference(kind, type, made, random, { fixture, engine }) {
  const { instance, bytes } = memories[kind](made, fixture.layouts.of(type), fixture);
  const value = randomValue(type, random);
  const { read, write, values } = accessors(type, value);
  const encoded = fixture.layouts.encode(type, value);
  if (values.length > 0) {
    warmAccess(engine, write, () => write(instance, values));
    write(instance, values);
  }
  const isWhole = [...leaves(type, value)].length === values.length;
  if (isWhole) {
    const wrong = byteDifference(bytes(), encoded);
    if (wrong) return `written by fields (${kind}): ${wrong}`;
  }
  // Bits beside those of the value change nothing.
  const target = bytes();
  for (let i = 0; i < target.length; i++) target[i] = encoded.bytes[i] | (~encoded.mask[i] & random.below(256));
  const different = valueDifference(type, instance, value);
  if (different) return `read (${kind}): ${different}`;
  warmAccess(engine, read, () => read(instance));
  const wrong = read(instance).findIndex((actual, i) => !Object.is(actual, values[i]));
  if (wrong !== -1) return `read by optimised code (${kind}): ${read(instance)[wrong]}, not ${values[wrong]}`;
}

function constructedDifference(type, made, random, { fixture }) {
  const value = randomValue(type, random);
  const instance = new made(value);
  const encoded = fixture.layouts.encode(type, value);
  // It is zeroed, padding too.
  encoded.mask.fill(0xff);
  const wrong = byteDifference(bytesOf(ffi.getRawPointer(instance), encoded.bytes.length), encoded);
  if (wrong) return `new: ${wrong}`;
  if (has(type, ({ form }) => form === 'union')) return undefined;
  const different = valueDifference(type, instance.toObject(), value);
  return different && `toObject(): ${different}`;
}

export function fieldDifference(type, made, random, context) {
  const constructed = constructedDifference(type, made, random, context);
  if (constructed) return constructed;
  for (const kind of Object.keys(memories)) {
    const difference = memoryDifference(kind, type, made, random, context);
    if (difference) return difference;
  }
}
