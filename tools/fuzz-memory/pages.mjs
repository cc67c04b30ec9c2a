// Memory of all kinds, and what is known of it: which bytes can be read or written, and
// what they are.
import { dlopen, toBuffer } from 'node:ffi';

const { mmap, mprotect } = dlopen(null, {
  mmap: { arguments: ['pointer', 'size_t', 'int', 'int', 'int', 'off_t'], return: 'pointer' },
  mprotect: { arguments: ['pointer', 'size_t', 'int'], return: 'int' },
}).functions;

export const kPage = 4096;
const protections = { none: 0, read: 1, write: 3 };
// In this order. None is not mapped: V8 may map something there.
const kinds = ['none', 'write', 'write', 'read', 'none', 'read', 'write', 'none', 'write', 'read', 'write', 'none'];

export class Pages {
  constructor() {
    this.length = kinds.length * kPage;
    this.start = mmap(null, this.length, protections.write, 0x22, -1, 0);
    // What is there, as far as it can be.
    this.bytes = new Uint8Array(this.length);
    kinds.forEach((kind, i) => {
      const page = this.start + BigInt(i * kPage);
      if (mprotect(page, kPage, protections[kind]) !== 0) throw new Error(`page ${i} could not be made ${kind}`);
    });
  }

  // The kinds of the pages that so many bytes are on.
  #all(address, length, isRight) {
    if (length === 0) return true;
    const offset = address - this.start;
    if (offset < 0n || offset + BigInt(length) > BigInt(this.length)) return false;
    for (let i = Math.floor(Number(offset) / kPage); i * kPage < Number(offset) + length; i++) {
      if (!isRight(kinds[i])) return false;
    }
    return true;
  }

  canRead(address, length) {
    return this.#all(address, length, (kind) => kind === 'read' || kind === 'write');
  }

  canWrite(address, length) {
    return this.#all(address, length, (kind) => kind === 'write');
  }

  // A view of what should be there.
  at(address, length) {
    const offset = Number(address - this.start);
    return this.bytes.subarray(offset, offset + length);
  }

  // After a write that has failed in the middle, nobody knows what is there.
  learn(address, length) {
    const end = address + BigInt(length);
    for (let at = address; at < end;) {
      const next = at - (at - this.start) % BigInt(kPage) + BigInt(kPage);
      const count = Number((next < end ? next : end) - at);
      if (this.canWrite(at, count)) this.at(at, count).set(toBuffer(at, count));
      at += BigInt(count);
    }
  }

  // Mostly where one kind of memory ends.
  address(random) {
    if (random.chance(0.02)) {
      const others = [1n, 16n, 4095n, 0x7fff_ffff_f000n, 1n << 47n, 1n << 56n, 1n << 63n, 0xffff_8000_0000_0000n,
                      0xffff_ffff_ffff_0000n];
      return random.pick(others);
    }
    const page = this.start + BigInt(random.between(1, kinds.length - 2) * kPage);
    return page + BigInt(random.chance(0.8) ? random.between(-40, 40) : random.below(kPage));
  }
}
