// Compresses and decompresses a file with the system's own libz.
//
//   node --experimental-ffi zlib.mjs FILE
import { readFileSync } from 'node:fs';
import { dlopen, toString } from 'node:ffi';

const Z_OK = 0;
const Z_BEST_COMPRESSION = 9;

// What zlib.h says. uLong is 64 bits wide on 64-bit Unix.
function openLibrary() {
  try {
    return dlopen('libz.so.1', {
      zlibVersion: { arguments: [], return: 'pointer' },
      zError: { arguments: ['i32'], return: 'pointer' },
      compressBound: { arguments: ['u64'], return: 'u64' },
      compress2: {
        arguments: ['buffer', 'pointer', 'buffer', 'u64', 'i32'],
        return: 'i32',
      },
      uncompress: {
        arguments: ['buffer', 'pointer', 'buffer', 'u64'],
        return: 'i32',
      },
    });
  } catch (error) {
    throw new Error('zlib is needed (Debian, Ubuntu: the package zlib1g)', { cause: error });
  }
}
const { functions: zlib } = openLibrary();

function check(status) {
  if (status !== Z_OK)
    throw new Error(`zlib: ${toString(zlib.zError(status))}`);
}

function compress(bytes) {
  const output = Buffer.alloc(Number(zlib.compressBound(BigInt(bytes.length))));
  // In: the room in the buffer. Out: how much of it was used.
  const length = BigUint64Array.of(BigInt(output.length));
  check(zlib.compress2(output, length, bytes, BigInt(bytes.length), Z_BEST_COMPRESSION));
  return output.subarray(0, Number(length[0]));
}

function decompress(bytes, originalLength) {
  const output = Buffer.alloc(originalLength);
  const length = BigUint64Array.of(BigInt(output.length));
  check(zlib.uncompress(output, length, bytes, BigInt(bytes.length)));
  return output.subarray(0, Number(length[0]));
}

const [, , path] = process.argv;
if (path === undefined) {
  console.error('usage: node --experimental-ffi zlib.mjs FILE');
  process.exit(1);
}
const input = readFileSync(path);
const compressed = compress(input);
const restored = decompress(compressed, input.length);
const agree = restored.equals(input);

console.log(`zlib ${toString(zlib.zlibVersion())}`);
console.log(`original:     ${input.length} bytes`);
console.log(`compressed:   ${compressed.length} bytes`);
console.log(`decompressed: ${restored.length} bytes, ` +
            `${agree ? 'the same as' : 'NOT the same as'} the original`);
process.exitCode = agree ? 0 : 1;
