// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const {
  aligned, alignof, anonymous, array, bigEndian, bits, chars, enumeration, func, littleEndian,
  offsetof, padding, pointer, sizeof, struct, union,
} = require('node:ffi');
const { eachCase, invalidType, invalidValue } = require('../common/ffi');

// What is wrong with a type is said when it is made, with the names of the type and of the field.

const name = 'S';
const S = struct({ x: 'int', b: bits('int', 3), f: 'float', a: array('short', 4), c: chars(8) }, { name });
const flexible = struct({ n: 'int', items: array('int') }, { name: 'Flexible' });
let deep = struct({ x: 'int' }, { name: 'Deep' });
for (let i = 1; i < 256; i++) deep = array(deep, 1);

const count = 'must be an integer from 0 to 2 ** 53 - 1';
const power = 'must be a power of two, at most 2 ** 28';
const notLast = 'only the last field of a struct may be an array without a length';
const noType = 'must be a type or the name of one';
const forFields = 'which is for fields of structs and unions only';

const wrongValues = [
  // Names of types.
  [() => struct({ x: 'integer' }, { name }),
   "Unsupported FFI type 'integer' for field x of struct S; did you mean 'int'?"],
  [() => struct({ x: 'Int' }),
   "Unsupported FFI type 'Int' for field x of a struct; did you mean 'int', 'int8', 'uint'?"],
  [() => union({ x: 'nonsense' }), "Unsupported FFI type 'nonsense' for field x of a union"],
  [() => struct({ x: '' }), "Unsupported FFI type '' for field x of a struct"],
  [() => struct({ x: 'z'.repeat(1e6) }), `Unsupported FFI type '${'z'.repeat(64)}...' for field x of a struct`],
  [() => struct({ x: 'int\0' }), 'Field x of a struct must not contain null bytes'],
  [() => struct({ x: 'char*' }),
   "Unsupported FFI type 'char*' for field x of a struct; did you mean pointer('char')?"],
  [() => struct({ x: 'FILE *' }), "Unsupported FFI type 'FILE *' for field x of a struct; did you mean 'pointer'?"],
  [() => array('integer', 3), "Unsupported FFI type 'integer' for array(); did you mean 'int'?"],
  [() => pointer('integer'), "Unsupported FFI type 'integer' for pointer(); did you mean 'int'?"],
  [() => bits('integer', 3), "Unsupported FFI type 'integer' for bits(); did you mean 'int'?"],
  [() => sizeof('integer'), "Unsupported FFI type 'integer' for sizeof(); did you mean 'int'?"],
  // Types that C has.
  ...['long double', 'longdouble', 'LONG DOUBLE', 'long_double', '_Float128', '__float80',
      'long double _Complex'].map((type) => [
    () => struct({ x: type }, { name }),
    `Unsupported FFI type '${type}' for field x of struct S; the largest type of floats is 'double'`,
  ]),
  ...['__int128', 'unsigned __int128', 'int128', 'uint128_t'].map((type) => [
    () => struct({ x: type }),
    `Unsupported FFI type '${type}' for field x of a struct; ` +
    "the largest types of integers are 'int64' and 'uint64'",
  ]),
  ...['_Complex double', 'double _Complex', 'complex'].map((type) => [
    () => struct({ x: type }),
    `Unsupported FFI type '${type}' for field x of a struct; use struct({ real: 'double', imaginary: 'double' })`,
  ]),
  [() => struct({ x: 'float complex' }),
   "Unsupported FFI type 'float complex' for field x of a struct; " +
   "use struct({ real: 'float', imaginary: 'float' })"],
  // Names of fields.
  ...['', '__proto__', 'a\0b'].map((key) => [
    () => struct([[key, 'int']], { name }), `A field of struct S can't have the name '${key}'`,
  ]),
  ...['0', '10', '4294967296'].map((key) => [
    () => struct({ [key]: 'int' }),
    `A field of a struct can't have the name '${key}': JavaScript puts such keys before all others`,
  ]),
  [() => struct([['x', 'int'], ['y', 'int'], ['x', 'float']], { name }), 'There are two fields x of struct S'],
  [() => union({ x: 'float', inner: anonymous(S) }),
   'There are two fields x of a union; one is of the anonymous field inner'],
  // What a field can't be.
  [() => struct({ x: 'void' }, { name }), 'The field x of struct S must not be of type void'],
  [() => union({ f: flexible }),
   'The field f of a union must not be of type Flexible, which ends with an array without a length; use pointer()'],
  [() => struct({ x: 'int', f: flexible }, { name }),
   'The field f of struct S must not be of type Flexible, which ends with an array without a length; use pointer()'],
  [() => struct({ x: 'int', f: anonymous(flexible) }),
   'The field f of a struct must not be of type Flexible, which ends with an array without a length; use pointer()'],
  [() => struct({ n: 'int', a: array('int'), x: 'int' }, { name }),
   `The field a of struct S must not be of type array(int): ${notLast}`],
  [() => union({ n: 'int', a: array('int') }), `The field a of a union must not be of type array(int): ${notLast}`],
  [() => struct({ a: array('int') }),
   'The field a of a struct must not be of type array(int): there must be another field before ' +
   'an array without a length'],
  [() => struct({ x: deep }, { name }),
   'The type of field x of struct S is nested too deep: more than 256 aggregates in one another'],
  [() => array(deep, 1), 'The type of array() is nested too deep: more than 256 aggregates in one another'],
  [() => struct({ a: array('int', 2 ** 50), b: array('int', 2 ** 50), c: array('char', 2 ** 53 - 1) }, { name }),
   'The size of struct S is more than 2 ** 53 - 1 bytes'],
  // Bit-fields.
  [() => struct({ x: bits('int', 33) }, { name }),
   'The bit-field x of struct S must have at most 32 bits, as int has. Received 33'],
  [() => struct({ x: bits('bool', 2) }),
   'The bit-field x of a struct must have at most 1 bit, as bool has. Received 2'],
  [() => struct({ x: bits('boolean', 2) }),
   'The bit-field x of a struct must have at most 1 bit, as boolean has. Received 2'],
  [() => struct({ x: padding('u8', 9) }),
   'The bit-field x of a struct must have at most 8 bits, as u8 has. Received 9'],
  ...['float', 'double', 'pointer', 'cstring', 'address', 'void'].map((type) => [
    () => struct({ x: bits(type, 1) }, { name }),
    `The bit-field x of struct S can't be of type ${type}, which is no integer type`,
  ]),
  [() => struct({ x: bits(S, 1) }), "The bit-field x of a struct can't be of type S, which is no integer type"],
  [() => struct({ x: bits(bigEndian('int'), 1) }),
   "The bit-field x of a struct can't be of type bigEndian(int), which is no integer type"],
  [() => bits('int', 0), 'The width of bits(int, 0) must be at least 1; padding() may have none'],
  [() => bits('int', -1), `The width of bits(int, -1) ${count}. Received -1`],
  [() => bits('int', 1.5), `The width of bits(int, ...) ${count}. Received 1.5`],
  [() => padding('int', NaN), `The width of padding(int, ...) ${count}. Received NaN`],
  // What is for fields only.
  ...[array, pointer, sizeof, alignof, bigEndian].map((call) => [
    () => call(bits('int', 3), 1), `The first argument of ${call.name}() must not be bits(int, 3), ${forFields}`,
  ]),
  [() => bits(aligned('int', 8), 3), `The first argument of bits() must not be aligned(int, 8), ${forFields}`],
  [() => enumeration({}, padding('int', 3)),
   `The second argument of enumeration() must not be padding(int, 3), ${forFields}`],
  [() => anonymous('int'), 'The type of anonymous() must be a struct or a union, not int'],
  [() => anonymous(array(S, 2)), 'The type of anonymous() must be a struct or a union, not array(S, 2)'],
  [() => aligned(aligned('int', 8), 8), 'aligned(int, 8) is aligned already'],
  // Alignments.
  ...[0, -8, 3, 1.5, NaN, 2 ** 29, 2 ** 32 + 1, Infinity].flatMap((align) => [
    [() => aligned('int', align), `The alignment of aligned() ${power}. Received ${align}`],
    [() => struct({}, { align, name }), `The option 'align' of struct S ${power}. Received ${align}`],
  ]),
  ...[0, 1, 3, 16, 'true', null].map((packed) => [
    () => union({}, { packed }), /^The option 'packed' of a union must be true, 2, 4 or 8\. Received /,
  ]),
  [() => struct({}, { pack: true }), "struct() has no option 'pack'; did you mean 'packed'?"],
  [() => union({}, { nonsense: 1 }), "union() has no option 'nonsense'"],
  // Arrays.
  ...[-1, 1.5, NaN, Infinity, 2 ** 53].map((length) => [
    () => array('int', length), `The length of array() ${count}. Received ${length}`,
  ]),
  [() => array('int', 2 ** 53 - 1), 'The size of array() is more than 2 ** 53 - 1 bytes'],
  [() => array('void', 3), 'The elements of array() must not be of type void'],
  [() => array(flexible, 3), 'The elements of array() must not be of type Flexible, which has no size of its own'],
  [() => array(array('int'), 3),
   'The elements of array() must not be of type array(int), which has no size of its own'],
  [() => array('int', 3, { countedBy: 'n' }), "array() has no option 'countedBy'"],
  [() => array('int', { countBy: 'n' }), "array() has no option 'countBy'; did you mean 'countedBy'?"],
  [() => struct({ x: 'int', a: array('int', { countedBy: 'n' }) }, { name }),
   'The field a of struct S is counted by n, which is no field of it'],
  [() => struct({ n: 'double', a: pointer(array('int', { countedBy: 'n' })) }),
   'The field a of a struct is counted by n, which is of type float64, but must be of an integer type'],
  [() => struct({ n: S, a: array('int', { countedBy: 'n' }) }),
   'The field a of a struct is counted by n, which is of type S, but must be of an integer type'],
  // Enumerations.
  ...[1.5, NaN, '1', 2 ** 53, true, null, undefined].map((value) => [
    () => enumeration({ A: 1, B: value }), /^The value B of enumeration\(\) must be an integer\. Received /,
  ]),
  [() => enumeration({ A: 128 }, 'int8'), 'The value A of enumeration() is 128, which the type int8 has no room for'],
  [() => enumeration({ A: -1 }, 'uint'), 'The value A of enumeration() is -1, which the type uint has no room for'],
  [() => enumeration({ A: 2n ** 53n }, 'int53'),
   'The value A of enumeration() is 9007199254740992, which the type int53 has no room for'],
  [() => enumeration({ A: -1, B: 2n ** 63n }), 'The values of enumeration() are not all of one integer type'],
  ...['double', 'boolean', 'pointer', 'address', 'void'].map((type) => [
    () => enumeration({ A: 1 }, type), `The type of enumeration() must be an integer type, not ${type}`,
  ]),
  [() => enumeration({ A: 1 }, { as: 'names' }),
   "The option 'as' of enumeration() must be 'name' or 'number'. Received type string ('names')"],
  [() => enumeration({ A: 1 }, 'int', { is: 'name' }), "enumeration() has no option 'is'; did you mean 'as'?"],
  // Text and byte orders.
  [() => chars(-1), `The size of chars() ${count}. Received -1`],
  [() => chars(3, 'utf16le'), 'The size of chars() must be a multiple of 2 with utf16le. Received 3'],
  ...['pointer', 'cstring', 'address', 'void'].flatMap((type) => [bigEndian, littleEndian].map((call) => [
    () => call(type), `The type of ${call.name}() must be a type of numbers, not ${type}`,
  ])),
  [() => bigEndian(S), 'The type of bigEndian() must be a type of numbers, not S'],
  [() => bigEndian(littleEndian('int')), 'The type of bigEndian() must be a type of numbers, not littleEndian(int)'],
  // Functions.
  [() => func({ arguments: ['integer'] }),
   "Unsupported FFI type 'integer' for argument 0 of function func(); did you mean 'int'?"],
  [() => func({ argument: [] }),
   "Signature of function func() has an unknown key 'argument'; did you mean 'arguments'?"],
  // Sizes and offsets.
  [() => sizeof('void'), 'The type void has no size'],
  [() => sizeof(array('int')), 'The type array(int) has no size'],
  [() => alignof('void'), 'The type void has no alignment'],
  [() => offsetof(S, 'b'), "The bit-field 'b' of S has no offset in bytes"],
  ...['', 'y', '.x', 'x.', 'x.y', 'x[0]', 'a[4]', 'a[-1]', 'a[1', 'a[]', 'a[0]x', 'a.0', 'a[0].', 'c[8]', '[0]',
      'a[99999999999999999999]'].map((path) => [
    () => offsetof(S, path), `There is no '${path}' in S`,
  ]),
  [() => offsetof('int', 'x'), "There is no 'x' in int32"],
  [() => offsetof(pointer(S), 'x'), "There is no 'x' in pointer(S)"],
];

for (const [run, message] of eachCase(wrongValues)) assert.throws(run, invalidValue(message));

class Unrelated {}
const noTypes = [
  [undefined, 'undefined'], [null, 'null'], [1, 'type number (1)'], [Symbol('int'), 'type symbol (Symbol(int))'],
  [{}, 'an instance of Object'], [['int'], 'an instance of Array'], [Unrelated, 'function Unrelated'],
  [{ __proto__: pointer('int') }, 'an instance of Object'],
  [{ size: 4, alignment: 4, name: 'int' }, 'an instance of Object'],
  [new String('int'), 'an instance of String'],
];
for (const [value, received] of eachCase(noTypes)) {
  const message = `${noType}. Received ${received}`;
  assert.throws(() => struct({ x: value }, { name }), invalidType(`Field x of struct S ${message}`));
  for (const call of [array, pointer, bits, padding, anonymous, aligned, bigEndian, sizeof, alignof, offsetof]) {
    assert.throws(() => call(value, 2), invalidType(`The first argument of ${call.name}() ${message}`));
  }
}

const fieldsOf = 'must be an object of types by name, or an array of names and types.';
const wrongTypes = [
  [() => struct(), `The fields of a struct ${fieldsOf} Received undefined`],
  [() => union('int', { name }), `The fields of union S ${fieldsOf} Received type string ('int')`],
  [() => struct(S), `The fields of a struct ${fieldsOf} Received S`],
  [() => struct(pointer('int')), `The fields of a struct ${fieldsOf} Received pointer(int)`],
  [() => struct(new Map([['x', 'int']])), `The fields of a struct ${fieldsOf} Received an instance of Map`],
  [() => struct(['x', 'int']), 'Field 0 of a struct must be an array of its name and its type'],
  [() => struct([['x', 'int'], ['y']], { name }), 'Field 1 of struct S must be an array of its name and its type'],
  [() => struct(new Array(2 ** 32 - 1)), 'Field 0 of a struct must be an array of its name and its type'],
  [() => struct([[1, 'int']]), 'The name of field 0 of a struct must be a string. Received type number (1)'],
  [() => struct({}, 'S'), "The options of struct() must be an object. Received type string ('S')"],
  [() => struct({}, null), 'The options of struct() must be an object. Received null'],
  [() => struct({}, S), 'The options of struct() must be an object. Received S'],
  [() => struct({}, { name: 1 }), "The option 'name' of struct() must be a string. Received type number (1)"],
  [() => struct({}, { align: '8' }), "The option 'align' of a struct must be a number. Received type string ('8')"],
  [() => aligned('int', 8n), 'The alignment of aligned() must be a number. Received type bigint (8n)'],
  [() => array('int', '3'), "The length of array() must be a number. Received type string ('3')"],
  [() => array('int', {}, {}), 'The length of array() must be a number. Received an instance of Object'],
  [() => array('int', { const: 1 }), "The option 'const' of array() must be a boolean. Received type number (1)"],
  [() => array('int', { countedBy: true }),
   "The option 'countedBy' of array() must be the name of a field, or, of a result, the index of an " +
   'argument. Received type boolean (true)'],
  [() => bits('int'), 'The width of bits(int, ...) must be a number. Received undefined'],
  [() => enumeration(['A']),
   'The values of enumeration() must be an object of numbers by name. Received an instance of Array'],
  [() => enumeration(S), 'The values of enumeration() must be an object of numbers by name. Received S'],
  [() => chars('3'), "The size of chars() must be a number. Received type string ('3')"],
  [() => chars(3, 1), 'The encoding of chars() must be a string. Received type number (1)'],
  [() => func(), 'The signature of func() must be an object. Received undefined'],
  [() => func(S), 'The signature of func() must be an object. Received S'],
  [() => func('int'), "The signature of func() must be an object. Received type string ('int')"],
  [() => func(bits('int', 3)), 'The signature of func() must be an object. Received bits(int, 3)'],
  [() => offsetof(S, 1), 'The second argument of offsetof() must be a string. Received type number (1)'],
];
for (const [run, message] of eachCase(wrongTypes)) assert.throws(run, invalidType(message));

for (const encoding of eachCase(['', 'nonsense', 'hex', 'base64'])) {
  assert.throws(() => chars(4, encoding), { code: 'ERR_UNKNOWN_ENCODING', message: `Unknown encoding: ${encoding}` });
}

// The stack begins where the program called.
assert.throws(() => struct({ x: 'integer' }), ({ stack }) => stack.split('\n')[1].includes(__filename));
