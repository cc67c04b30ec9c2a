// Formats text with C's snprintf(), a function of any number of arguments.
//
//   node --experimental-ffi snprintf.mjs
import { chars, dlopen, lengthOf, out } from 'node:ffi';

const { functions: { print, printRow } } = dlopen(null, {
  // In C: int snprintf(char *buffer, size_t size, const char *format, ...);
  // The text is a result, which C writes to a buffer, whose length is passed, too. The
  // types of what follows are those of the values: an integer is an int, any other number
  // a double, a bigint 64 bits wide, a string a char *.
  print: {
    symbol: 'snprintf', arguments: [out(chars(200)), lengthOf(0), 'cstring'], variadic: true,
  },
  // Where they are known, they can be declared, and are checked. Then 3 is a double.
  printRow: {
    symbol: 'snprintf', arguments: [out(chars(200)), lengthOf(0), 'cstring'],
    variadic: ['cstring', 'double', 'double'],
  },
});

console.log(print('%s has %d moons, of which %s is %.1f km wide',
                  'Mars', 2, 'Phobos', 22.2).out[0]);
console.log(print('%#x is %lld, or %+e', 255, 255n, 255.5).out[0]);

for (const { name, width, distance } of [
  { name: 'Mercury', width: 4879.4, distance: 0.39 },
  { name: 'Earth', width: 12756, distance: 1 },
  { name: 'Jupiter', width: 142984, distance: 5.2 },
])
  console.log(printRow('%-8s %9.1f km %6.2f au', name, width, distance).out[0]);

try {
  // @ts-expect-error TypeScript says it, too.
  printRow('%-8s %9.1f km %6.2f au', 'Pluto', 'small', 39.5);
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
}
