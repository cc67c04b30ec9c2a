// Flags: --experimental-ffi
'use strict';
const common = require('../common');
if (!common.isLinux) common.skip('only Linux has libdw');
const assert = require('node:assert');
const {
  DynamicLibrary, array, bits, checkSignatures, chars, enumeration, func, handle, inout, lengthOf, out, owned, pointer,
  struct, union,
} = require('node:ffi');
const { eachCase, libraryClosed, pathOf, skipWithoutLibdw } = require('../common/ffi');

// checkSignatures() says where a declaration contradicts the library's debug information.

skipWithoutLibdw();

// What is found with a function that is declared like that.
function check(name, signature) {
  const lib = new DynamicLibrary(pathOf('debug_info'));
  lib.getFunction(name, signature);
  const found = checkSignatures(lib);
  for (const contradiction of found) {
    assert.deepStrictEqual(Object.keys(contradiction), ['name', 'index', 'declared', 'actual', 'message']);
    assert.strictEqual(contradiction.name, name);
  }
  lib.close();
  return found;
}
const agree = (name, ...signatures) => {
  for (const signature of eachCase(signatures)) assert.deepStrictEqual(check(name, signature), []);
};
const disagree = (name, signature, ...messages) => {
  assert.deepStrictEqual(check(name, signature).map(({ message }) => message),
                         messages.map((message) => `${name}: ${message}`));
};

// What there is to know of one.
assert.deepStrictEqual(
  check('texts', { arguments: ['cstring', 'i32', 'string16', 'wstring', 'cstring'], return: 'cstring' }),
  [{
    name: 'texts',
    index: 1,
    declared: 'int32',
    actual: 'char **',
    message: "texts: parameter 1 (b) is `char **` in C, declared as 'int32'",
  }]);
assert.deepStrictEqual(check('nothing', { return: 'int' }), [{
  name: 'nothing',
  index: -1,
  declared: 'int32',
  actual: 'void',
  message: "nothing: the result is `void` in C, declared as 'int32'",
}]);
assert.deepStrictEqual(check('floats', { arguments: ['float'], return: 'double' }), [{
  name: 'floats',
  index: undefined,
  declared: 'float64 (float32)',
  actual: 'double (float, double)',
  message: 'floats: it has 2 parameters in C, `double (float, double)`, declared with 1',
}]);

// Numbers: size, sign, and whether they are floats.
agree('integers',
      { arguments: ['int8', 'uint8', 'short', 'ushort', 'int', 'uint', 'long', 'size_t'], return: 'int' },
      { arguments: ['schar', 'bool', 'i16', 'u16', 'i32', 'u32', 'int53', 'uint53'], return: 'int' },
      { arguments: ['char', 'boolean', 'i16', 'char16_t', 'i32', 'char32_t', 'i64', 'u64'] });
agree('texts', { arguments: ['cstring', 'pointer', 'pointer', 'pointer', 'pointer'], return: 'pointer' });
disagree('texts', { arguments: ['cstring', lengthOf(0), 'pointer', 'pointer', lengthOf(0, 'int')], return: 'pointer' },
         "parameter 4 (e) is `const unsigned char *` in C, declared as 'lengthOf(0)'");
disagree('integers', {
  arguments: ['uint8', 'int8', 'int', 'float', 'long', 'int', 'int', 'int64'], return: 'int64',
}, "parameter 0 (a) is `int8_t` (int8) in C, declared as 'uint8'",
         "parameter 1 (b) is `uint8_t` (uint8) in C, declared as 'int8'",
         "parameter 2 (c) is `short int` (int16) in C, declared as 'int32'",
         "parameter 3 (d) is `short unsigned int` (uint16) in C, declared as 'float32'",
         "parameter 4 (e) is `int` (int32) in C, declared as 'int64'",
         "parameter 5 (f) is `unsigned int` (uint32) in C, declared as 'int32'",
         "parameter 6 (g) is `long int` (int64) in C, declared as 'int32'",
         "parameter 7 (h) is `size_t` (uint64) in C, declared as 'int64'",
         "the result is `int` (int32) in C, declared as 'int64'");
disagree('integers', {
  arguments: ['int8', 'uint8', 'short', 'ushort', 'int', 'uint', 'long', 'pointer'], return: 'int',
}, "parameter 7 (h) is `size_t` (uint64) in C, declared as 'pointer'");
agree('floats', { arguments: ['float', 'double'], return: 'double' });
disagree('floats', { arguments: ['double', 'int64'], return: 'float' },
         "parameter 0 (a) is `float` (float32) in C, declared as 'float64'",
         "parameter 1 (b) is `double` (float64) in C, declared as 'int64'",
         "the result is `double` (float64) in C, declared as 'float32'");
disagree('wide', { arguments: ['double'], return: 'double' },
         "parameter 0 (a) is `long double` (float128) in C, declared as 'float64'",
         "the result is `long double` (float128) in C, declared as 'float64'");

// A plain char may have any sign, a boolean may be a byte.
agree('booleans',
      { arguments: ['bool', 'boolean', 'int8'], return: 'boolean' },
      { arguments: ['boolean', 'uint8', 'uint8'], return: 'bool' });
disagree('booleans', { arguments: ['int', 'boolean', 'short'], return: 'int' },
         "parameter 0 (a) is `_Bool` in C, declared as 'int32'",
         "parameter 2 (c) is `char` (int8) in C, declared as 'int16'",
         "the result is `_Bool` in C, declared as 'int32'");

// Which sign an enum has is up to the compiler; values of the same name are compared.
agree('levels',
      { arguments: ['int'], return: 'uint' },
      { arguments: [enumeration({ LOW: 1, TOP: 200, ELSE: 7 })], return: enumeration({ Low: 2 }) });
disagree('levels', { arguments: [enumeration({ LOW: 1, TOP: 4 })], return: 'uint8' },
         "parameter 0 (a) is `enum level` (uint32) in C, declared as 'enumeration(LOW, TOP)': " +
         'TOP is 200 in C, declared as 4',
         "the result is `enum level` (uint32) in C, declared as 'uint8'");

// Any pointer is a 'pointer', also as an integer. What points to text has to.
agree('texts',
      { arguments: ['string', 'pointer', 'buffer', 'ptr', 'uint64'], return: 'address' },
      { arguments: ['cstring', array('cstring'), 'string16', 'wstring', 'cstring'],
        return: owned('cstring', 'count_points') },
      { arguments: [pointer('char'), out('cstring'), pointer('uint16'), array('int'), array('uint8')],
        return: 'cstring' });
disagree('texts', { arguments: ['wstring', 'cstring', 'cstring', 'string16', 'double'], return: 'string16' },
         "parameter 0 (a) is `const char *` in C, declared as 'string32'",
         "parameter 1 (b) is `char **` in C, declared as 'cstring'",
         "parameter 2 (c) is `const uint16_t *` in C, declared as 'cstring'",
         "parameter 3 (d) is `wchar_t *` in C, declared as 'string16'",
         "parameter 4 (e) is `const unsigned char *` in C, declared as 'float64'",
         "the result is `const char *` in C, declared as 'string16'");

// A handle is what nobody but C knows, which where it is written to is not.
const Handle = handle('Handle');
agree('pointers',
      { arguments: [Handle, out('int'), Handle, out(Handle), Handle, 'pointer'], return: Handle },
      { arguments: [pointer('double'), inout('int'), pointer('void'), out('pointer'), out('pointer'), Handle] });
disagree('pointers', { arguments: ['uint8', out('uint'), out('int64'), Handle, out('int'), 'uint'], return: 'int' },
         "parameter 0 (a) is `void *` in C, declared as 'uint8'",
         "parameter 1 (b) is `int *` in C, declared as 'out(uint)'",
         "parameter 3 (d) is `struct opaque **` in C, declared as 'Handle'",
         "parameter 4 (e) is `Indirect` in C, declared as 'out(int)'",
         "parameter 5 (f) is `uintptr_t` (uint64) in C, declared as 'uint32'",
         "the result is `void *` in C, declared as 'int32'");

// What pointers point to, and where fields are. Names that C has at another place are
// wrong; other names are not.
const Node = struct({ next: pointer(() => Node), value: 'double' }, { name: 'Node' });
const Matrix = array('int', 8);
agree('list',
      { arguments: [pointer(Node), Matrix], return: pointer(Node) },
      { arguments: [pointer(struct({ a: 'pointer', b: 'float64' })), array(array('int', 4))], return: 'pointer' },
      // Of what C gives, not all has to be known.
      { arguments: ['pointer', 'pointer'], return: pointer(struct({ next: 'pointer' })) });
disagree('list', {
  arguments: [pointer(struct({ value: 'double', next: 'pointer' }, { name: 'Swapped' })), array('double')],
  return: pointer(struct({ next: 'pointer', value: 'double', more: 'int' }, { name: 'Longer' })),
}, "parameter 0 (first) is `struct node *` in C, declared as 'pointer(Swapped)': " +
   'field value is at offset 8 in C, declared at 0',
         "parameter 1 (matrix) is `int (*)[4]` in C, declared as 'array(double)'",
         "the result is `struct node *` in C, declared as 'pointer(Longer)': " +
         'field more is at offset 16 where C has none');
disagree('list', {
  arguments: [pointer(struct({ next: 'pointer' }, { name: 'Shorter' })), 'pointer'],
  return: pointer(struct({ next: pointer('int'), value: 'int64' }, { name: 'Other' })),
}, "parameter 0 (first) is `struct node *` in C, declared as 'pointer(Shorter)': it has 16 bytes in C, 8 declared",
         "the result is `struct node *` in C, declared as 'pointer(Other)': " +
         "field next is `struct node *` in C, declared as 'pointer(int)'");

const Point = struct({ x: 'int', y: 'int' }, { name: 'Point' });
agree('move', { arguments: [Point, pointer(Point)], return: Point },
      { arguments: [struct({ left: 'int32', top: 'int32' }), 'pointer'], return: Point });
disagree('move', { arguments: ['int64', pointer(struct({ x: 'int', y: 'uint' }, { name: 'P' }))] },
         "parameter 0 (point) is `Point` in C, declared as 'int64'",
         "parameter 1 (by) is `const Point *` in C, declared as 'pointer(P)': " +
         "field y is `int32_t` (int32) in C, declared as 'uint32'",
         "the result is `Point` in C, declared as 'void'");

const fields = {
  kind: 'uint8',
  low: bits('uint', 3),
  high: bits('uint', 5),
  both: union({ number: 'int64', text: 'cstring' }),
  corners: array(Point, 2),
  name: chars(12),
  compare: func({ arguments: ['pointer', 'pointer'], return: 'int' }),
};
const look = (changes) =>
  ({ arguments: [pointer(struct({ ...fields, ...changes }, { name: 'Mixed' }))], return: 'int' });
agree('look', look(), look({ both: 'int64' }), look({ both: 'pointer', name: array('uint8', 12) }),
      look({ corners: array('int', 4), compare: 'pointer' }), look({ corners: array('uint8', 16) }));
for (const [changes, message] of eachCase([
  [{ low: bits('uint', 2) }, 'field low is 3 bits in C, 2 declared'],
  [{ low: bits('int', 3) }, "field low is `unsigned int` (uint32) in C, declared as 'int32'"],
  [{ low: 'uint8', high: 'uint8' }, 'field low is 3 bits in C, none declared'],
  [{ both: 'double' }, "field both (number in C) is `int64_t` (int64) in C, declared as 'float64'"],
  [{ name: chars(16) }, 'field name is `char [12]` in C, declared as \'chars(16)\': it has 12 bytes in C, 16 declared'],
  [{ name: 'cstring' }, "field name is `char [12]` in C, declared as 'cstring'"],
  [{ compare: func({ arguments: ['pointer'], return: 'int' }) },
   "field compare is `int (*)(const void *, const void *)` in C, declared as 'func(int32 (pointer))': " +
   'of that function, it has 2 parameters in C, `int (const void *, const void *)`, declared with 1'],
  [{ kind: 'int64' }, "field kind is `uint8_t` (uint8) in C, declared as 'int64'"],
])) {
  disagree('look', look(changes),
           `parameter 0 (mixed) is \`struct mixed *\` in C, declared as 'pointer(Mixed)': ${message}`);
}

// Callbacks, which may get no more than C gives.
const visitor = (...types) => func({ arguments: ['pointer', ...types], return: 'int' });
agree('visit',
      { arguments: ['pointer', 'function', 'pointer'], return: 'int' },
      { arguments: [pointer(Node), visitor(pointer(struct({ next: 'pointer' })), 'uint'), 'pointer'], return: 'int' });
disagree('visit', { arguments: [pointer(Node), visitor('pointer', 'int64'), 'pointer'], return: 'int' },
         "parameter 1 (visitor) is `Visitor` in C, declared as 'func(int32 (pointer, pointer, int64))': " +
         "of that function, parameter 2 is `unsigned int` (uint32) in C, declared as 'int64'");
disagree('visit', {
  arguments: [func({}), pointer('void'), 'pointer'], return: 'int',
}, "parameter 0 (first) is `struct node *` in C, declared as 'func(void ())'");

// One struct that stands for others.
agree('family', { arguments: [pointer(struct({ family: 'uint16', path: chars(108) }))], return: 'int' });
disagree('family', { arguments: [pointer('double')], return: 'int' },
         "parameter 0 (address) is `const struct sockaddr *` in C, declared as 'pointer(double)'");

// What is passed in the same way.
agree('wrapped', { arguments: ['uint32', 'pointer'], return: 'int' },
      { arguments: [struct({ s_addr: 'uint32' }), union({ a: 'int', b: 'pointer' })], return: 'int' });
disagree('wrapped', { arguments: ['float', 'double'], return: 'int' },
         "parameter 0 (only) is `struct only` in C, declared as 'float32'",
         "parameter 1 (any) is `union any` in C, declared as 'float64'");
agree('turn', { arguments: [struct({ re: 'double', im: 'double' })], return: struct({ re: 'double', im: 'double' }) });

// Functions of any number of arguments.
agree('sum', { arguments: ['int'], return: 'int', variadic: true },
      { arguments: ['int'], return: 'int', variadic: ['int', 'double'] });
disagree('sum', { arguments: ['int', 'int'], return: 'int' },
         'it has 1 parameter in C, `int (int, ...)`, declared with 2');
disagree('sum', { arguments: ['int'], return: 'int' },
         "it is variadic in C, `int (int, ...)`, declared without 'variadic'");
disagree('floats', { arguments: ['float', 'double'], return: 'double', variadic: [] },
         "it is not variadic in C, `double (float, double)`, declared with 'variadic'");

// Of functions that are one, the types of the other are unknown.
agree('count_nodes', { arguments: [pointer(Node)], return: 'int' }, { arguments: [pointer(Point)], return: 'int' });
disagree('count_nodes', { arguments: ['int'], return: 'int' },
         "parameter 0 (point) is `const Point *` in C, declared as 'int32'");
disagree('count_points', { arguments: [pointer(Node)], return: 'int' },
         "parameter 0 (point) is `const Point *` in C, declared as 'pointer(Node)': " +
         "field next (x in C) is `int32_t` (int32) in C, declared as 'pointer(Node)'");

// All functions are compared that were defined, by the names that the program has.
{
  using lib = new DynamicLibrary(pathOf('debug_info'), { lazy: true });
  assert.deepStrictEqual(checkSignatures(lib), []);
  const { right } = lib.getFunctions({
    right: { symbol: 'nothing' },
    wrong: { symbol: 'nothing', arguments: ['int'] },
    missing: { symbol: 'no_such_function', optional: true },
  });
  right();
  assert.deepStrictEqual(checkSignatures(lib).map(({ message }) => message), [
    'wrong: it has 0 parameters in C, `void (void)`, declared with 1']);
}

// Of what is no open library, nothing can be said.
const error = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
for (const value of eachCase([undefined, null, 'libm.so.6', {}, { lib: 1 }])) {
  assert.throws(() => checkSignatures(value), error);
}
const closed = new DynamicLibrary(pathOf('debug_info'));
closed.close();
assert.throws(() => checkSignatures(closed), libraryClosed);
// What a pointer points to, the program may be asked only here.
const thrower = new DynamicLibrary(pathOf('debug_info'));
const late = pointer(() => { throw new RangeError('own'); });
thrower.getFunction('list', { arguments: [late, 'pointer'], return: 'pointer' });
assert.throws(() => checkSignatures(thrower), { name: 'RangeError', message: 'own' });
