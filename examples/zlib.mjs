// Compresses and decompresses a file with the system's own libz.
//
//   node --experimental-ffi zlib.mjs FILE
import { readFileSync } from 'node:fs';
import { dlopen, toString } from 'node:ffi';

// What zlib.h says. uLong is 64 bits wide on 64-bit Unix.
const signatures = {
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
};
const Z_OK = 0;
const Z_BEST_COMPRESSION = 9;

function fail(...lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}

function openLibrary() {
  try {
    return dlopen('libz.so.1', signatures);
  } catch (error) {
    return fail(error.message,
                'zlib is needed: install the package zlib1g (Debian, Ubuntu) ' +
                'or zlib (Fedora).');
  }
}

function readInput(path) {
  const usage = 'usage: node --experimental-ffi zlib.mjs FILE';
  if (path === undefined)
    return fail(usage);
  try {
    return readFileSync(path);
  } catch (error) {
    return fail(error.message, usage);
  }
}

const input = readInput(process.argv[2]);
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

const compressed = compress(input);
const restored = decompress(compressed, input.length);
const agree = restored.equals(input);

console.log(`zlib ${toString(zlib.zlibVersion())}`);
console.log(`original:     ${input.length} bytes`);
console.log(`compressed:   ${compressed.length} bytes`);
console.log(`decompressed: ${restored.length} bytes, ` +
            `${agree ? 'the same as' : 'NOT the same as'} the original`);
process.exitCode = agree ? 0 : 1;
