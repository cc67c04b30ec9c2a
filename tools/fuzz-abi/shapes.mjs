// The hard cases that libffi's own tests know, and more of the kind: every run
// begins with them, since random types seldom are just so. Not here are those with
// long double, _Complex and __int128, which node:ffi has no types for; what lies
// around values in memory, and exceptions, are in test-ffi-struct-shapes.js.
//
// A struct is a list of its members, each a scalar, `scalar*n` for an array, or a
// list again.
import { scalar, scalars } from './scalars.mjs';

const times = (n, member) => Array(n).fill(member);
const lines = (text) => text.trim().split('\n').map((line) => line.trim().split(/ +/));

const structs = [
  // One member: each scalar in a struct, which is passed as that scalar is; the
  // same with one more struct around it; one float or double in two.
  ...scalars.map(({ js }) => [js]),
  ...['uchar', 'short', 'int', 'long', 'float', 'double', 'pointer'].map((js) => [[js]]),
  [[['double']]], [[['float']]], [['float'], ['float']], [['double'], ['double']],

  // Each scalar between two that are smaller: what alignment adds before and after.
  ...['schar', 'short', 'int', 'long', 'ushort', 'uint', 'ulong', 'pointer', 'float', 'double']
    .map((js) => ['uchar', js, 'uchar']),

  // All sizes from 1 to 33 bytes, of bytes; and as an array.
  ...Array.from({ length: 33 }, (_, i) => times(i + 1, 'uchar')),
  ...[1, 3, 7, 8, 9, 12, 15, 16, 17, 24, 33].map((n) => [`char*${n}`]),
  ['char*33', 'char'],

  // Sizes up to 24 bytes, of parts: one eightbyte with integers that end at odd
  // places; integers beside floats in one eightbyte; an eightbyte of each class,
  // in both orders; with a tail that is padding; just too large for registers.
  ...lines(`
    ushort uchar
    uchar ushort
    ushort ushort
    short short
    ushort ushort uchar
    ushort ushort uchar uchar
    ushort ushort uchar ushort
    uchar ushort uchar
    int float
    float int
    char float
    float char
    int int
    int int int
    uint uint uint uint
    int double
    double int
    long float
    float long
    long double
    double long
    int float schar
    uchar double uint
    int double int
    float double
    double float
    double float float
    float float double
    float int double
    long char char
    long long
    long long long
    long long long long
    long long long long long long
    double uchar uchar double
    double uchar uchar double uchar
    double double int
    int double double
    double double int float
    double int*3
    float float int int
    int float float int
    pointer int
    int pointer
    pointer float
    double pointer
    boolean double
    int*8
    char*3 int
    int char*3
    uint uint uint uint uint
  `),

  // Homogeneous floats: one to four of them are special to AArch64, five are not.
  ...[1, 2, 3, 4, 5, 8].flatMap((n) => [times(n, 'float'), times(n, 'double'), [`float*${n}`], [`double*${n}`]]),
  [['float', 'float'], ['float', 'float']], // A rectangle: a point and a size.
  [['double', 'double'], ['double', 'double']],
  [['long', 'long'], ['long', 'long']],
  ['float', ['float', 'float*2']],
  ['double', ['float']],

  // Structs in structs: at the start, in the middle, at the end, twice the same,
  // three deep, with padding that only the inner one has, with arrays of them.
  [['uchar', 'double', 'int'], ['double', 'uchar', 'int']],
  ['int', ['uchar', 'uchar']],
  [['uchar', 'ushort'], 'uchar'],
  ['uchar', ['uchar', 'ushort'], 'uchar'],
  [['uchar', ['uchar', 'ushort']], 'uchar'],
  [['uchar', 'uint'], ['uchar', 'uint'], 'uchar'],
  [['ulong', 'uchar'], ['uchar', 'uint', 'uchar'], 'uchar'],
  ['uchar', ['double', 'uchar'], 'ulong'],
  ['uchar', [['uchar', 'float'], 'uchar']],
  ['uchar', ['longlong', 'uchar'], ['uchar', 'longlong']],
  [['int', 'float'], ['float', 'int']],
  [['float', 'char'], ['char*3']],
  [['double', 'int*3'], 'char', ['char*3']],

  // Large ones: eight doubles; many members of all kinds; some hundred of bytes; of
  // which there are so many that a displacement of 32 bits is needed.
  ['char*12', 'double', 'float', 'long', 'char', 'double', 'float', 'ushort', 'double'],
  times(4, [
    'ushort', 'pointer', 'schar', 'double', 'uint', 'float', 'longlong', 'short', 'uchar', 'int', 'ulong',
  ]).flat(),
  ['long*100'],
  ['char*256', 'float'],
  ['double', 'char*5000'],
];

// Arguments of functions, as indexes of `structs` or scalars: registers that run
// out, one kind before the other; what goes to the stack between others.
const lists = [
  times(24, 'float'),
  times(17, 'double'),
  times(16, 'int'),
  times(9, 'long'),
  times(17, 'uchar'),
  times(9, ['short', 'char']).flat(),
  times(17, ['int', 'double']).flat(),
  times(8, ['float', 'double', 'long', 'char']).flat(),
  times(13, 'pointer'),
  ['int', 'pointer', ['float', 'float'], [['float', 'float'], ['float', 'float']], 'int'],
  times(16, ['char*32']),
  times(14, ['int', 'int']),
  times(6, ['ulong', 'float']),
  [['float'], 'float'],
  ['int', ['long', 'long', 'long', 'long'], 'uint', ['long', 'long'], ['long', 'long', 'long', 'long']],
  // One integer register is left, and the struct takes two: so all of it is on the
  // stack, and what follows still gets the register.
  [...times(5, 'long'), ['long', 'long'], 'long', 'long'],
  [...times(7, 'double'), ['double', 'double'], 'double', 'double'],
  [...times(6, 'long'), ['double', 'long'], 'double'],
  [...times(8, 'double'), ['double', 'long'], 'long'],
  // The address of the result takes one, too.
  [['char*17'], ...times(6, 'int')],
];
const variadics = [
  [['uchar', 'uchar'], ['uint', 'uint', 'uint', 'uint', 'uint'], ['uchar', 'uchar']],
  times(10, 'double'),
  ['uchar', 'schar', 'ushort', 'short', 'int', 'long', 'float', 'double', 'boolean', 'char'],
  [...times(9, 'double'), ...times(9, 'int'), ['double', 'double'], ['long', 'long']],
  ['pointer', ['float', 'int'], 'float', ['double', 'int', 'int', 'int']],
];

export class Shapes {
  #maker;
  #known = new Map();

  constructor(maker) {
    this.#maker = maker;
  }

  #type(shape) {
    if (Array.isArray(shape)) return this.#struct(shape);
    const [js, length] = shape.split('*');
    return length === undefined ? scalar(js) : { form: 'array', element: scalar(js), length: Number(length) };
  }

  // The same list is the same type.
  #struct(shape) {
    const key = JSON.stringify(shape);
    if (!this.#known.has(key)) {
      this.#known.set(key, this.#maker.declare('struct', shape.map((member) => ({ type: this.#type(member) }))));
    }
    return this.#known.get(key);
  }

  types() {
    return [...new Set([...structs.map((shape) => this.#struct(shape)), ...this.#unions(), ...this.#bitFields()])];
  }

  // A union has the classes of all of its members, together.
  #unions() {
    const union = (...shapes) => this.#maker.declare('union', shapes.map((shape) => ({ type: this.#type(shape) })));
    return [
      union('int', 'float'), union('double', 'long'), union('float', 'double'), union('char*3', 'short'),
      union(['double', 'double'], ['long', 'long']), union(['float', 'float'], 'double'), union('char*17', 'double'),
      union(['int', 'float'], ['double', 'char']), union('double'), union(),
    ];
  }

  #bitFields() {
    const struct = (members, options) => this.#maker.declare('struct', members.map(([js, width, isPadding]) => (
      { type: scalar(js), width, ...(isPadding ? { name: undefined } : {}) })), options);
    const flags = [['uint', 1], ['uint', 3], ['uint', 4], ['uint', 24]];
    return [
      struct(flags), struct([['int', 31], ['int', 2]]), struct([['int', 5], ['int', 0, true], ['int', 5]]),
      struct([['uchar', 7], ['ushort', 9], ['uint', 17], ['ulong', 33]]), struct([['long', 64]]),
      struct([['boolean', 1], ['schar', 7], ['short', 16]]), struct([['uint', 20], ['uint', 20]], { packed: 1 }),
      struct([['double'], ['int', 3]]), struct([['float'], ['int', 3], ['float']]), struct([]),
      struct([['char'], ['double']], { packed: 1 }), struct([['char'], ['double']], { packed: 4 }),
      struct([['char']], { align: 16 }), struct([['double']], { align: 32 }),
      struct([['float'], ['float']], { align: 16 }),
    ];
  }

  // Two in, one out; each scalar; and the lists.
  functions(types) {
    const pairs = types.map((type) => ({ result: type, args: [type, type], kinds: ['f', 'c', 'p'] }));
    const plain = scalars.map((type) => ({ result: type, args: [type, type], kinds: ['f', 'c'] }));
    const long = lists.map((shapes) => {
      const args = shapes.map((shape) => this.#type(shape));
      return { result: args[0], args, kinds: ['f', 'c'] };
    });
    const open = variadics.map((shapes) => {
      const others = shapes.map((shape) => this.#type(shape));
      return { result: others[0], args: [scalar('int'), ...others], kinds: ['f', 'c', 'v'] };
    });
    return [...pairs, ...plain, ...long, ...open];
  }
}
