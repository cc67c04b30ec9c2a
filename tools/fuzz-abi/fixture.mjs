// The fixture as the child has it: the library, its two buffers, and what its
// compiler made of the types.
import ffi from 'node:ffi';
import { Layouts, byteDifference } from './layouts.mjs';

const bufferSize = 1 << 20;

export class Fixture {
  constructor(path, declared) {
    this.lib = new ffi.DynamicLibrary(path);
    this.given = this.bytes('given', bufferSize);
    this.received = this.bytes('received', bufferSize);
    this.layouts = new Layouts(declared, (place, length) => this.bytes(place, length));
  }

  // Of a symbol, or at an address.
  bytes(place, length) {
    const address = typeof place === 'string' ? this.lib.getSymbol(place) : place;
    return length === 0 ? new Uint8Array() : ffi.toBuffer(address, length, false);
  }

  // What the functions give next.
  give(types, values) {
    let offset = 0;
    types.forEach((type, i) => {
      const { bytes, mask } = this.layouts.encode(type, values[i]);
      // Padding has something, too.
      for (let k = 0; k < bytes.length; k++) this.given[offset + k] = (bytes[k] & mask[k]) | (0xa5 & ~mask[k]);
      offset += bytes.length;
    });
    // What was received before does not count.
    this.received.fill(0x5a, 0, 4096);
  }

  // What of them was not received, or undefined.
  receivedDifference(types, values, what) {
    let offset = 0;
    for (let i = 0; i < types.length; i++) {
      const expected = this.layouts.encode(types[i], values[i]);
      const actual = this.received.subarray(offset, offset + expected.bytes.length);
      const difference = byteDifference(actual, expected);
      if (difference) return `C got ${what(i)} wrong: ${difference}`;
      offset += expected.bytes.length;
    }
  }
}
