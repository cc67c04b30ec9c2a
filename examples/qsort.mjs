// Sorts numbers with the C library's qsort(), which calls JavaScript to compare
// two of them.
//
//   node --experimental-ffi qsort.mjs [NUMBER...]
import { dlopen, getFloat64 } from 'node:ffi';

// `null` is the process itself, and with it the C library.
const { lib, functions: { qsort } } = dlopen(null, {
  // In C: void qsort(void *base, size_t count, size_t size,
  //                  int (*compare)(const void *, const void *));
  qsort: { arguments: ['buffer', 'u64', 'u64', 'function'], return: 'void' },
});

// The comparator gets the addresses of two numbers, and says with the sign of
// its result which of them comes first.
let comparisons = 0;
const compare = lib.registerCallback(
  { arguments: ['pointer', 'pointer'], return: 'i32' },
  (a, b) => {
    comparisons++;
    return Math.sign(getFloat64(a) - getFloat64(b));
  });

const given = process.argv.slice(2).map(Number);
const numbers = new Float64Array(given.length ? given : [42, -1, 3.5, 1e9, 0, 7]);
if (numbers.includes(NaN)) {
  console.error('usage: node --experimental-ffi qsort.mjs [NUMBER...]');
  process.exit(1);
}

qsort(numbers, BigInt(numbers.length), BigInt(numbers.BYTES_PER_ELEMENT), compare);
lib.unregisterCallback(compare);

console.log(`sorted: ${numbers.join(' ')}`);
console.log(`qsort() called JavaScript ${comparisons} times`);
