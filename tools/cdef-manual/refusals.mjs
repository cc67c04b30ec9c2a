// What cdef() refuses on purpose, of what manual pages show: [what, the message].
const reasons = [
  ['`long double` and `_Complex` by value', /^There are no values of (?:long double|.*_Complex) here/],
  ['a length that the page does not declare', /^There is no constant '\w+'/],
  ['an initial value', /^There are no initial values here/],
  ['a variable that is an array without a length', /^The length of the array '\w+' is not known/],
  ['a variable of a struct that is not defined', /^struct \w+ is not defined, so only pointers to it can be passed/],
];

export const reasonFor = (message) => reasons.find(([, pattern]) => pattern.test(message))?.[0];
