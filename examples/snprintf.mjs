// Formats text with C's snprintf(), a function of any number of arguments.
//
//   node --experimental-ffi snprintf.mjs
import { dlopen } from 'node:ffi';

const { functions: { snprintf, formatRow } } = dlopen(null, {
  // In C: int snprintf(char *buffer, size_t size, const char *format, ...);
  // The types of what follows are those of the values: an integer is an int, any
  // other number a double, a bigint 64 bits wide, a string a char *.
  snprintf: {
    arguments: ['buffer', 'size_t', 'string'], return: 'int', variadic: true,
  },
  // Where they are known, they can be declared, and are checked. Then 3 is a double.
  formatRow: {
    symbol: 'snprintf',
    arguments: ['buffer', 'size_t', 'string'], return: 'int',
    variadic: ['string', 'double', 'double'],
  },
});

// Calls it twice: to learn how long the text is, and to get it.
function sprintf(print, format, ...values) {
  const length = print(null, 0, format, ...values);
  const buffer = Buffer.alloc(length + 1);  // It ends with a NUL.
  print(buffer, buffer.length, format, ...values);
  return buffer.toString('utf8', 0, length);
}

console.log(sprintf(snprintf, '%s has %d moons, of which %s is %.1f km wide',
                    'Mars', 2, 'Phobos', 22.2));
console.log(sprintf(snprintf, '%#x is %lld, or %+e', 255, 255n, 255.5));

for (const planet of [
  ['Mercury', 4879.4, 0.39],
  ['Earth', 12756, 1],
  ['Jupiter', 142984, 5.2],
])
  console.log(sprintf(formatRow, '%-8s %9.1f km %6.2f au', ...planet));

try {
  sprintf(formatRow, '%-8s %9.1f km %6.2f au', 'Pluto', 'small', 39.5);
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
}
