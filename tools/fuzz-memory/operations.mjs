// The operations: each takes a Random and the Pages, does something with node:ffi, and
// throws a Wrong if that isn't what it should be.
import * as ffi from 'node:ffi';

export class Wrong extends Error {}

const lengthOf = (random) => (random.chance(0.9) ? random.between(1, 80) : random.between(1, 9000));

function inspect(what, address, length) {
  return `${what}, 0x${address.toString(16)}, ${length} bytes`;
}

// Does what may fail: if it does, it has to be because of this memory.
function attempt(run, what, isRight, verb, address, length) {
  let result;
  try {
    result = run();
  } catch (error) {
    if (error.code !== 'ERR_FFI_ACCESS_VIOLATION') {
      throw new Wrong(`${inspect(what, address, length)}: ${error.stack}`);
    }
    if (isRight) throw new Wrong(`${inspect(what, address, length)}: failed, and should not: ${error.message}`);
    if (error.address !== address || error.length !== length || !error.message.startsWith(`Cannot ${verb} `)) {
      throw new Wrong(`${inspect(what, address, length)}: ${error.message}`);
    }
    return;
  }
  if (!isRight) throw new Wrong(`${inspect(what, address, length)}: should fail, and does not`);
  return { result };
}

function same(actual, expected, what) {
  if (Object.is(actual, expected)) return;
  throw new Wrong(`${what}: is ${actual}, should be ${expected}`);
}

function sameBytes(actual, expected, what) {
  if (Buffer.compare(actual, expected) === 0) return;
  const [is, should] = [actual, expected].map((bytes) => Buffer.from(bytes).toString('hex'));
  throw new Wrong(`${what}: is ${is}, should be ${should}`);
}

const scalars = [
  ['Int8', 1], ['Uint8', 1], ['Int16', 2], ['Uint16', 2], ['Int32', 4], ['Uint32', 4],
  ['BigInt64', 8], ['BigUint64', 8], ['Float32', 4], ['Float64', 8],
];
// Beyond that, T.at() refuses an address.
const maxField = 2n ** 53n - 100n;
const rawName = (name) => name.replace('Big', '');
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// For each type: get...() and set...(), and a field of a struct.
function scalarOperations([name, size]) {
  const get = (address, offset) => ffi[`get${rawName(name)}`](address, offset);
  const set = (address, offset, value) => ffi[`set${rawName(name)}`](address, offset, value);
  const Holder = ffi.struct({ before: 'int64', value: rawName(name).toLowerCase() });
  const getField = (address, offset) => Holder.at(address - BigInt(8 - offset)).value;
  const setField = (address, offset, value) => { Holder.at(address - BigInt(8 - offset)).value = value; };
  const read = (get, what, maxAddress = 2n ** 64n - 8n) => (random, pages) => {
    const address = pages.address(random);
    const offset = random.below(8);
    const base = address - BigInt(offset);
    if (base < 9n || base > maxAddress) return;
    const done = attempt(() => get(base, offset), what, pages.canRead(address, size), 'read', address, size);
    if (done) same(done.result, viewOf(pages.at(address, size))[`get${name}`](0, true), inspect(what, address, size));
  };
  const write = (set, what, maxAddress = 2n ** 64n - 8n) => (random, pages) => {
    const address = pages.address(random);
    if (address < 16n || address > maxAddress) return;
    const bytes = new DataView(new ArrayBuffer(8));
    // A NaN may become another.
    bytes.setUint32(0, random.bits() & 0x3fff_ffff, true);
    bytes.setUint32(4, random.bits() & 0x3fff_ffff, true);
    const value = bytes[`get${name}`](0, true);
    const done = attempt(() => set(address, 0, value), what, pages.canWrite(address, size), 'write', address, size);
    if (done) viewOf(pages.at(address, size))[`set${name}`](0, value, true);
    else pages.learn(address, size);
  };
  return [
    read(get, `get${name}`), write(set, `set${name}`),
    read(getField, `field ${name}`, maxField), write(setField, `field ${name}`, maxField),
  ];
}

const toBytes = (random, pages) => {
  const address = pages.address(random);
  const length = lengthOf(random);
  if (address + BigInt(length) > 2n ** 64n) return;
  const make = random.chance(0.5) ? ffi.toBuffer : (...args) => new Uint8Array(ffi.toArrayBuffer(...args));
  const done = attempt(() => make(address, length), 'toBuffer', pages.canRead(address, length), 'read',
                       address, length);
  if (done) sameBytes(done.result, pages.at(address, length), inspect('toBuffer', address, length));
};

const view = (random, pages) => {
  const address = pages.address(random);
  const length = lengthOf(random);
  if (address + BigInt(length) > 2n ** 64n) return;
  const isThere = pages.canRead(address, 1);
  const done = attempt(() => ffi.toBuffer(address, length, false), 'view', isThere, 'read', address, length);
  if (done && pages.canRead(address, length)) {
    sameBytes(done.result, pages.at(address, length), inspect('view', address, length));
  }
};

const exported = (random, pages) => {
  const address = pages.address(random);
  const length = lengthOf(random);
  if (address + BigInt(length) > 2n ** 64n) return;
  const isText = random.chance(0.5);
  const text = random.pick(['a', 'x', '0']).repeat(length - 1);
  const bytes = isText ? Buffer.from(`${text}\0`) : Buffer.alloc(length, random.below(256));
  const run = isText ? () => ffi.exportString(text, address, length) : () => ffi.exportBuffer(bytes, address, length);
  const done = attempt(run, 'export', pages.canWrite(address, length), 'write', address, length);
  if (done) pages.at(address, length).set(bytes);
  else pages.learn(address, length);
};

const fill = (random, pages) => {
  const address = pages.address(random);
  const length = lengthOf(random);
  const value = random.below(256);
  if (address + BigInt(length) > 2n ** 64n) return;
  const done = attempt(() => ffi.fill(address, value, length), 'fill', pages.canWrite(address, length), 'write',
                       address, length);
  if (done) pages.at(address, length).fill(value);
  else pages.learn(address, length);
};

// If both sides are wrong, either may be named.
const copy = (random, pages) => {
  const from = pages.address(random);
  const to = pages.address(random);
  const length = lengthOf(random);
  if (from + BigInt(length) > 2n ** 64n || to + BigInt(length) > 2n ** 64n) return;
  if (from === to) return; // Nothing is accessed.
  const canRead = pages.canRead(from, length);
  const canWrite = pages.canWrite(to, length);
  try {
    attempt(() => ffi.copy(to, from, length), 'copy from', canRead && canWrite, 'read', from, length);
  } catch (error) {
    if (!(error instanceof Wrong) || canWrite || (canRead && !error.message.includes('Cannot write '))) throw error;
    attempt(() => ffi.copy(to, from, length), 'copy to', false, 'write', to, length);
  }
  if (canRead && canWrite) pages.at(to, length).set(pages.at(from, length).slice());
  else pages.learn(to, length);
};

// What comes behind a difference may be looked at, or not.
const compare = (random, pages) => {
  const address = pages.address(random);
  const length = lengthOf(random);
  if (address + BigInt(length) > 2n ** 64n) return;
  const bytes = Buffer.alloc(length, random.below(4));
  let count = 0;
  while (count < length && pages.canRead(address + BigInt(count), 1)) count++;
  const sign = count === 0 ? 0 : Buffer.compare(pages.at(address, count), bytes.subarray(0, count));
  if (count < length && sign !== 0) {
    try {
      same(ffi.compare(address, bytes, length), sign, inspect('compare', address, length));
      return;
    } catch (error) {
      if (error instanceof Wrong) throw error;
    }
  }
  const done = attempt(() => ffi.compare(address, bytes, length), 'compare', count === length, 'read', address, length);
  if (done) same(done.result, sign, inspect('compare', address, length));
};

// Up to a NUL, or to where the memory ends.
const text = (random, pages) => {
  const address = pages.address(random);
  let length = 0;
  while (pages.canRead(address + BigInt(length), 1) && pages.at(address + BigInt(length), 1)[0] !== 0) length++;
  const end = address + BigInt(length);
  const done = attempt(() => ffi.toString(address), 'toString', pages.canRead(end, 1), 'read', end, 1);
  if (done) {
    same(done.result, Buffer.from(pages.at(address, length)).toString(), inspect('toString', address, length));
  }
};

const textOfLength = (random, pages) => {
  const address = pages.address(random);
  const length = lengthOf(random);
  if (address + BigInt(length) > 2n ** 64n) return;
  const encoding = random.pick(['utf8', 'latin1', 'utf16le', 'hex']);
  const done = attempt(() => ffi.toString(address, length, encoding), encoding, pages.canRead(address, length), 'read',
                       address, length);
  if (done) {
    same(done.result, Buffer.from(pages.at(address, length)).toString(encoding), inspect(encoding, address, length));
  }
};

const scalar = scalars.flatMap(scalarOperations);
const others = [toBytes, view, exported, fill, copy, compare, text, textOfLength];

export const pick = (random) => random.pick(random.chance(0.6) ? scalar : others);
