// Where cdef() is known to differ from GCC, on purpose: [what, of the one that refuses].

// GCC refuses, and we do not.
const wider = [
  ['an enumerator that comes again with its value', /redeclaration of enumerator/],
  ['types that C has in headers only',
   /(?:‘\w+_t’ redeclared as|conflicting types for ‘(?:s?size|ptrdiff|u?int\w+|wchar|char(?:16|32)|time|off)_t’)/],
  ['a type whose name is that of another parameter, too', /^expected declaration specifiers or ‘\.{3}’ before ‘\w+’$/],
  ['`void` as bytes, as manual pages have it', /^declaration of .* as array of voids/],
  ['what attributes say of other matters than layouts', /‘(?!packed|aligned)\w+’ attribute(?: without arguments on|$)/],
  ['what a length of a parameter says, which is not looked at',
   /^(?:lvalue required as|invalid type argument of unary|invalid operands to binary|‘a\d+_\d+’ undeclared here)/],
  ['an odd word where nothing is declared', /in empty declaration$/],
];

// We refuse, and GCC does not.
const stricter = [
  ['a struct that ends with an array without a length', /^struct \w+ ends with an array without a length/],
  ['a type that is aligned twice, and less', /^A type that is aligned twice must not have the lower alignment last/],
  ['what declares nothing', /^There is no name behind the type/],
  ['values of `long double`', /^There are no values of long double here/],
  ['a function that takes or gives what is not defined', /^(?:struct|union) \w+ is not defined, so only pointers to it/],
  ['`_Thread_local`', /^'_Thread_local' is not supported/],
  ['what GCC does not look at in attributes', /^Expected ',' or the end of the attributes/],
  ['`_Atomic`', /^'_Atomic' is not supported/],
  ['what is not in the library', /^What is 'static' is not in the library/],
  ['attributes that nobody knows', /^There is no attribute '/],
  ['variables of type void', /^There are no variables of type void/],
  ['variables that are arrays without a length', /^The length of the array '\w+' is not known/],
  ['a typedef that has a lower alignment', /^A typedef can't lower the alignment/],
  ['a single member that is packed', /^A single member can't be packed here/],
];

const find = (list, message) => list.find(([, pattern]) => pattern.test(message))?.[0];

// Without the line and column.
export const whyWider = (gccsMessage) => find(wider, gccsMessage.replace(/^[\d:]+ /, ''));
export const whyStricter = (ourMessage) => find(stricter, ourMessage);
