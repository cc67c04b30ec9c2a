// What is a compile error: the comments above a line have a bit of each of its errors.
// A line without one has none.
import {
  anonymous, array, bigEndian, bits, borrowed, Callback, cdef, chars, consumes, copy, countOf,
  dlopen, enumeration, findLibrary, func, getInt32, handle, inout, lengthOf, offsetof, out, owned, padding,
  pointer, setInt32, sizeof, struct, toString, types, union,
} from 'node:ffi';

class Point extends struct({ x: 'double', y: 'double' }) {}
class Size extends struct({ width: 'double', height: 'double' }) {}
const Either = union({ integer: 'int64', number: 'double' });
const Color = enumeration({ RED: 0, GREEN: 1 });
class Db extends handle('sqlite3', { close: 'sqlite3_close' }) {}
const Statement = handle('sqlite3_stmt');

const { lib, functions: c } = dlopen('libc.so.6', {
  abs: { arguments: ['int'], return: 'int' },
  labs: { arguments: ['long'], return: 'long' },
  flag: { arguments: ['boolean'], return: 'boolean' },
  address: { arguments: ['address'], return: 'address' },
  strlen: { arguments: ['string'], return: 'size_t' },
  getenv: { arguments: ['string'], return: 'cstring' },
  byValue: { arguments: [Point], return: Point },
  either: { arguments: [Either] },
  byAddress: { arguments: [pointer(Point)] },
  ints: { arguments: [array('int')] },
  color: { arguments: [Color], return: Color },
  apply: { arguments: [func({ arguments: ['int', 'pointer'], return: 'int' })] },
  each: { arguments: [func({ arguments: ['int'] })] },
  open: { arguments: ['string', out(Db)], return: 'int' },
  prepare: { arguments: [Db, 'string', out(Statement)], return: 'int' },
  step: { arguments: [Statement], return: 'int' },
  finalize: { arguments: [consumes(Statement)], return: 'int' },
  maybe: { arguments: ['int'], return: 'int', optional: true },
  read: { arguments: ['int', 'buffer', lengthOf(1)], return: 'ssize_t', errno: true },
  next: { arguments: [inout('int')] },
  sleep: { arguments: ['uint'], return: 'uint', nonblocking: true },
  format: { arguments: ['string'], return: 'int', variadic: ['int', 'double'] },
  print: { arguments: ['string'], return: 'int', variadic: true },
  sum: { arguments: [countOf(1), array('int')], return: 'int' },
  formatAll: { arguments: ['string'], variadic: ['pointer', lengthOf(1), 'int'] },
});

// Numbers of arguments.
// TS2554: Expected 1 arguments, but got 0.
c.abs();
// TS2554: Expected 1 arguments, but got 2.
c.abs(1, 2);
// TS2554: Expected 2 arguments, but got 3.
c.read(1, Buffer.alloc(1), 1n);
// TS2554: Expected 3 arguments, but got 2.
c.format('%d', 1);
// TS2555: Expected at least 1 arguments, but got 0.
c.print();
// TS2339: Property 'missing' does not exist on type '{ readonly abs: NativeFunction<[number], n…
c.missing();

// Scalars.
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
c.abs('1');
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'number'.
c.abs(1n);
// TS2345: Argument of type 'undefined' is not assignable to parameter of type 'number'.
c.abs(undefined);
// TS2345: Argument of type 'null' is not assignable to parameter of type 'number'.
c.abs(null);
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number | bigint'.
c.labs('1');
// TS2365: Operator '+' cannot be applied to types 'bigint' and '1'.
c.labs(1n) + 1;
// TS2345: Argument of type 'number' is not assignable to parameter of type 'boolean'.
c.flag(1);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'number'.
c.address(1n);
// TS2345: Argument of type '4096' is not assignable to parameter of type 'string | bigint | Any…
c.strlen(4096);
// TS2345: Argument of type '{}' is not assignable to parameter of type 'string | bigint | AnyIn…
c.strlen({});
// TS2345: Type 'NativeFunction<[number], number>' is missing the following properties from type…
c.strlen(c.abs);
// TS2531: Object is possibly 'null'.
c.getenv('HOME').length;

// Structs, unions and arrays.
// TS2345: Property 'y' is missing in type '{ x: number; }' but required in type '{ readonly x:…
c.byValue({ x: 1 });
// TS2353: Object literal may only specify known properties, and 'z' does not exist in type 'Ins…
c.byValue({ x: 1, y: 2, z: 3 });
// TS2322: Type 'string' is not assignable to type 'number'.
c.byValue({ x: '1', y: 2 });
// TS2345: Type 'Size' is missing the following properties from type '{ readonly x: number; read…
c.byValue(new Size());
// TS2345: Type 'number[]' is missing the following properties from type 'ArrayBuffer': byteLeng…
c.byValue([1, 2]);
// TS2345: Types of property 'number' are incompatible.
c.either({ integer: 1n, number: 2 });
// TS2353: Object literal may only specify known properties, and 'x' does not exist in type '(In…
c.byAddress({ x: 1, y: 2 });
// TS2345: Type 'Size' is not assignable to type 'InstanceOf<{ readonly x: "double"; readonly y:…
c.byAddress(new Size());
// TS2345: Argument of type '"text"' is not assignable to parameter of type 'bigint | (InstanceO…
c.byAddress('text');
// TS2345: Type 'Float64Array<ArrayBuffer>' is missing the following properties from type 'numbe…
c.ints(new Float64Array(1));
// TS2322: Type 'string' is not assignable to type 'number'.
c.ints(['1']);
// TS2345: Property 'y' is missing in type '{ x: number; }' but required in type '{ readonly x:…
new Point({ x: 1 });
// TS2339: Property 'z' does not exist on type 'Point'.
new Point().z;
// TS2322: Type 'bigint' is not assignable to type 'number'.
new Point().x = 1n;
// TS2345: Argument of type 'number' is not assignable to parameter of type 'bigint'.
Point.at(5);
// TS2339: Property 'z' does not exist on type 'Point'.
Point.at(5n, 5)[0].z;
// TS2345: Type '{ readonly x: "double"; readonly y: "double"; }' is missing the following prope…
Point.toObject(new Size());
// TS2345: Types of property 'number' are incompatible.
new Either({ integer: 1n, number: 2 });
// TS2345: Argument of type '{}' is not assignable to parameter of type 'InstanceOf<{ readonly i…
new Either({});
// TS2345: Argument of type '"z"' is not assignable to parameter of type '`x.${string}` | `x[${s…
offsetof(Point, 'z');
// TS2322: Type 'string' is not assignable to type 'number'.
new (array('int', 3))(['1']);
// TS2322: Type 'string' is not assignable to type 'number'.
new (array('int', 3))()[0] = '1';
// TS2345: Property 'number' is missing in type '{ kind: number; }' but required in type '{ read…
new (struct({ kind: 'int', _: anonymous(Either) }))({ kind: 1 });

// Enumerations.
// TS2345: Argument of type '"BLUE"' is not assignable to parameter of type 'number | "GREEN" |…
c.color('BLUE');
// TS2345: Argument of type 'true' is not assignable to parameter of type 'number | "GREEN" | "R…
c.color(true);
// TS2339: Property 'BLUE' does not exist on type '{ readonly RED: number; readonly GREEN: numbe…
Color.values.BLUE;

// Functions.
// TS2365: Operator '+' cannot be applied to types 'number' and 'bigint'.
c.apply((a, b) => a + b);
// TS2345: Type 'string' is not assignable to type 'number'.
c.apply((a) => String(a));
// TS2345: Type 'Promise<number>' is not assignable to type 'number'.
c.apply(async () => 0);
// TS2345: Target signature provides too few arguments. Expected 3 or more, but got 2.
c.apply((a: number, b: bigint, d: number) => 0);
// TS2345: Type 'number' is not assignable to type 'string'.
c.apply((a: string) => 0);
// TS2345: Type 'Promise<void>' is not assignable to type 'Ignored'.
c.each(async () => {});
// TS2345: Property '[nativeFunction]' is missing in type '{ pointer: bigint; }' but required in…
c.apply({ pointer: 5n });
// TS2322: Type 'string' is not assignable to type 'number'.
new Callback({ arguments: ['int'], return: 'int' }, (a) => String(a));
// TS2322: Type 'string' is not assignable to type 'number'.
new Callback({ arguments: ['int'], return: 'int' }, () => 0, { errorResult: 'x' });
// TS2345: Target signature provides too few arguments. Expected 2 or more, but got 1.
new Callback({ arguments: ['int'], return: 'int' }, (a: number, b: number) => 0);
// TS2345: Type 'Promise<void>' is not assignable to type 'Ignored'.
new Callback({ arguments: ['int'] }, async () => {});
// TS2322: Type 'string' is not assignable to type 'bigint'.
new Callback({ return: 'cstring' }, () => 'text');
// TS2322: Type '() => void' is not assignable to type 'bigint | FunctionPointer | null | undefi…
new Callback({ return: func({}) }, () => () => {});
// TS2554: Expected 2-3 arguments, but got 1.
new Callback(cdef('typedef int (*cb_t)(int);').types.cb_t);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'CallbackFunctionFr…
new Callback(cdef('typedef int (*cb_t)(int);').types.cb_t, 5n);
// TS2345: Type 'number' is not assignable to type 'string'.
new Callback({ arguments: [cdef('struct s;').types.s, 'int'] }, (a: any, b: string) => {});
// TS2554: Expected 2-3 arguments, but got 1.
new Callback(() => {});
// TS2345: Type 'number' is not assignable to type 'string'.
lib.registerCallback({ arguments: ['int'] }, (a: string) => {});
// TS2345: Type 'Promise<void>' is not assignable to type 'Ignored'.
lib.registerCallback(async () => {});

// Handles.
const { out: [db] } = c.open(':memory:');
// TS2345: Type 'null' is not assignable to type 'Handle<"sqlite3", any>'.
c.prepare(db, 'SELECT 1');
// TS2554: Expected 2 arguments, but got 3.
c.prepare(db!, 'SELECT 1', null);
// TS2345: Type '"sqlite3"' is not assignable to type '"sqlite3_stmt"'.
c.step(db!);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'Handle<"sqlite3_stm…
c.step(1n);
// TS2345: Argument of type 'null' is not assignable to parameter of type 'Handle<"sqlite3_stmt"…
c.step(null);
// TS2345: Argument of type 'undefined' is not assignable to parameter of type 'Handle<"sql…
c.step(undefined);
// TS2345: Type '"sqlite3"' is not assignable to type '"sqlite3_stmt"'.
c.finalize(db!);
// TS2554: Expected 1 arguments, but got 0.
new Db();
// TS2345: Property '[handleValues]' is missing in type 'typeof Point' but required in type 'Any…
borrowed(Point);
// TS2322: Type 'BorrowedType<typeof Db>' is not assignable to type 'FieldType'.
struct({ db: borrowed(Db) });
// TS2741: Property '[handleValues]' is missing in type 'typeof Point' but required in type 'Any…
consumes(Point);

// Results.
// TS2721: Cannot invoke an object which is possibly 'null'.
c.maybe(1);
// TS2365: Operator '+' cannot be applied to types '{ value: bigint; errno: number; }' and 'bigi…
c.read(1, Buffer.alloc(1)) + 1n;
// TS2339: Property 'out' does not exist on type '{ value: bigint; errno: number; }'.
c.read(1, Buffer.alloc(1)).out;
// TS2493: Tuple type '[number]' of length '1' has no element at index '1'.
c.next(1).out[1];
// TS2345: Argument of type 'null' is not assignable to parameter of type 'number'.
c.next(null);
// TS2345: Argument of type 'undefined' is not assignable to parameter of type 'number'.
c.next(undefined);
// TS2339: Property 'toFixed' does not exist on type 'Promise<number>'.
c.sleep(1).toFixed();
// TS2339: Property 'signal' does not exist on type 'NativeFunction<[number], number>'.
c.abs.signal(AbortSignal.abort());

// Arguments that are measured.
// TS2345: Argument of type '5n' is not assignable to parameter of type 'string | AnyInstance |…
c.read(1, 5n);
// TS2345: Argument of type 'Callback<{}>' is not assignable to parameter of type 'string | Any…
c.read(1, new Callback({}, () => {}));
// TS2345: Argument of type '5n' is not assignable to parameter of type 'number[] | ArrayBuffer…
c.sum(5n);
// TS2345: Argument of type '5n' is not assignable to parameter of type 'string | AnyInstance |…
c.formatAll('%d', 5n, 1);
// TS2345: Argument of type '5n' is not assignable to parameter of type 'string | AnyInstance |…
lib.getFunction('f', { arguments: [lengthOf(2), 'pointer', 'pointer'] })(5n, 5n);
// TS2345: Argument of type '5n' is not assignable to parameter of type 'string | AnyInstance |…
lib.getFunction('f', { arguments: [lengthOf(1), 'cstring', 'cstring', countOf(2)] })('x', 5n);

// Variadic arguments.
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
c.format('%d %f', 1, '2');
// TS2345: Argument of type '{}' is not assignable to parameter of type 'VariadicArgument'.
c.print('%p', {});
// TS2345: Argument of type '() => number' is not assignable to parameter of type 'VariadicArgum…
c.print('%p', () => 1);

// Names of types.
// TS2322: Type '"integer"' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { arguments: ['integer'] } });
// TS2820: Type '"doubel"' is not assignable to type 'ArgumentType'. Did you mean '"double"'?
dlopen(null, { f: { arguments: ['int', 'doubel'] } });
// TS2322: Type '"void"' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { arguments: ['void'] } });
// TS2820: Type '"string8"' is not assignable to type 'ReturnType | undefined'. Did you mean '"s…
dlopen(null, { f: { return: 'string8' } });
// TS2322: Type 'number' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { arguments: [5] } });
// TS2322: Type '"integer"' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { variadic: ['integer'] } });
// TS2322: Type '"integer"' is not assignable to type 'ArgumentType'.
lib.getFunction('f', { arguments: ['integer'] });
// TS2322: Type '"integer"' is not assignable to type 'ReturnType | undefined'.
lib.getFunctions({ f: { return: 'integer' } });
// TS2345: Argument of type '"integer"' is not assignable to parameter of type 'ValueType'.
lib.getVariable('v', 'integer');
// TS2345: Argument of type '"void"' is not assignable to parameter of type 'ValueType'.
lib.getVariable('v', 'void');
// TS2820: Type '"doubel"' is not assignable to type 'FieldType'. Did you mean '"double"'?
struct({ x: 'doubel' });
// TS2322: Type '"void"' is not assignable to type 'FieldType'.
struct({ x: 'void' });
// TS2322: Type '[string, "doubel"]' is not assignable to type 'FieldType'.
struct([['x', 'doubel']]);
// TS2345: Argument of type '"integer"' is not assignable to parameter of type 'ValueType'.
array('integer', 3);
// TS2769: Argument of type '"integer"' is not assignable to parameter of type 'TargetType'.
pointer('integer');
// TS2322: Type '"integer"' is not assignable to type 'ReturnType | undefined'.
func({ return: 'integer' });
// TS2322: Type '"integer"' is not assignable to type 'ArgumentType'.
new Callback({ arguments: ['integer'] }, () => {});
// TS2345: Argument of type '"integer"' is not assignable to parameter of type 'AnyHandleType |…
sizeof('integer');
// TS2551: Property 'INT_9' does not exist on type '{ readonly VOID: "void"; readonly POINTER: "…
types.INT_9;

// Types where they can't be.
// TS2322: Type 'OutParameter<"int">' is not assignable to type 'ReturnType | undefined'.
dlopen(null, { f: { return: out('int') } });
// TS2322: Type 'LengthParameter<0>' is not assignable to type 'ReturnType | undefined'.
dlopen(null, { f: { return: lengthOf(0) } });
// TS2322: Type 'OwnedType<string | null>' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { arguments: [owned('cstring', 'free')] } });
// TS2322: Type 'BitField<"int">' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { arguments: [bits('int', 3)] } });
// TS2322: Type 'EndianType<"int">' is not assignable to type 'ArgumentType'.
dlopen(null, { f: { arguments: [bigEndian('int')] } });
// TS2345: Argument of type '"void"' is not assignable to parameter of type 'AnyHandleType | Own…
dlopen(null, { f: { arguments: [out('void')] } });
// TS2322: Type 'OutParameter<"int">' is not assignable to type 'FieldType'.
struct({ x: out('int') });
// TS2322: Type 'LengthParameter<1>' is not assignable to type 'FieldType'.
struct({ x: countOf(1) });
// TS2322: Type 'OwnedType<string | null>' is not assignable to type 'FieldType'.
struct({ x: owned('cstring', 'free') });
// TS2345: Argument of type 'OutParameter<"int">' is not assignable to parameter of type 'ValueT…
array(out('int'), 3);
// TS2345: Type 'Padding' is missing the following properties from type 'EndianType<any>': size,…
array(padding('int', 3), 3);
// TS2345: Argument of type '"double"' is not assignable to parameter of type '"boolean" | Enume…
bits('double', 3);
// TS2345: Argument of type '"cstring"' is not assignable to parameter of type 'EnumerationType<…
bigEndian('cstring');
// TS2345: Argument of type '"double"' is not assignable to parameter of type 'EnumerationOption…
enumeration({ A: 1 }, 'double');
// TS2345: Argument of type '"int"' is not assignable to parameter of type 'OwnableType'.
owned('int', 'free');
// TS2345: Argument of type 'string' is not assignable to parameter of type 'AggregateType<any,…
anonymous('int');

// TS2322: Types of property '[notReturned]' are incompatible.
dlopen(null, { f: { return: array('int', 3) } });
// TS2322: Type 'CharsType' is not assignable to type 'ReturnType | undefined'.
dlopen(null, { f: { return: chars(3) } });
// TS2322: Type 'typeof Db' is not assignable to type 'FieldType'.
struct({ db: Db });
// TS2345: Property '[values]' is missing in type 'typeof Db' but required in type 'NativeType'.
array(Db, 3);
// TS2769: Property '[values]' is missing in type 'typeof Db' but required in type 'NativeType'.
pointer(Db);
// TS2345: Property '[values]' is missing in type 'typeof Db' but required in type 'NativeType'.
inout(Db);
// TS2345: Property '[values]' is missing in type 'typeof Db' but required in type 'NativeType'.
lib.getVariable('db', Db);
// TS2322: Type 'OutParameter<"int">' is not assignable to type 'PassedType'.
new Callback({ arguments: [out('int')] }, () => {});
// TS2322: Type 'OwnedType<string | null>' is missing the following properties from type 'Return…
new Callback({ return: owned('cstring', 'free') }, () => {});
// TS2322: Type 'true' is not assignable to type 'true & UnknownKey<"errno">'.
new Callback({ arguments: ['int'], errno: true }, () => {});
// TS2322: Type 'LengthParameter<0>' is not assignable to type 'PassedType'.
lib.registerCallback({ arguments: ['int', lengthOf(0)] }, () => {});

// Keys and options.
// TS2322: Property '[unknownKey]' is missing in type '["int"]' but required in type 'UnknownKey…
dlopen(null, { f: { args: ['int'], return: 'int' } });
// TS2322: Type '"int"' is not assignable to type '"int" & UnknownKey<"returnType">'.
dlopen(null, { f: { arguments: ['int'], returnType: 'int' } });
// TS2322: Type 'string' is not assignable to type 'readonly ArgumentType[] | readonly [] | unde…
dlopen(null, { f: { arguments: 'int' } });
// TS2820: Type '"thro"' is not assignable to type '"throw" | boolean | undefined'. Did you mean…
dlopen(null, { f: { arguments: ['int'], errno: 'thro' } });
// TS2322: Type 'string' is not assignable to type 'boolean | undefined'.
dlopen(null, { f: { optional: 'yes' } });
// TS2322: Type 'number' is not assignable to type 'FunctionSignature | FunctionType<any> | ((..…
dlopen(null, { f: 5 });
// TS2561: Object literal may only specify known properties, but 'lazzy' does not exist in type…
dlopen(null, {}, { lazzy: true });
// TS2322: Type '[]' is not assignable to type 'readonly [] & UnknownKey<"args">'.
lib.getFunction('f', { args: [], optional: true });
// TS2322: Type '"int"' is not assignable to type '"int" & UnknownKey<"returnType">'.
new Callback({ arguments: ['int'], returnType: 'int' }, () => {});
// TS2353: Object literal may only specify known properties, and 'pack' does not exist in type '…
struct({ x: 'int' }, { pack: true });
// TS2322: Type '3' is not assignable to type '2 | 4 | 8 | boolean | undefined'.
struct({ x: 'int' }, { packed: 3 });
// TS2353: Object literal may only specify known properties, and 'null' does not exist in type '…
inout('int', { null: true });
// TS2353: Object literal may only specify known properties, and 'free' does not exist in type '…
handle('h', { free: 'free' });
// TS2322: Type 'string' is not assignable to type 'number | bigint'.
enumeration({ A: '1' });
// TS2322: Type '"text"' is not assignable to type '"name" | "number" | undefined'.
enumeration({ A: 1 }, { as: 'text' });

// TS2322: Type '"fastcall"' is not assignable to type '"aapcs64" | "default" | "sysv" | "win64…
dlopen(null, { f: { abi: 'fastcall' } });
// TS2322: Type '"stdcall"' is not assignable to type '"aapcs64" | "default" | "sysv" | "win64"…
func({ arguments: ['int'], abi: 'stdcall' });
// TS2353: Object literal may only specify known properties, and 'types' does not exist in type…
dlopen(null, { f: {} }, { types: {} });
// TS2353: Object literal may only specify known properties, and 'types' does not exist in type…
dlopen(null, { f: {} }, { lazy: true, types: { size_t: 'uint53' } });
// TS2353: Object literal may only specify known properties, and 'types' does not exist in type…
dlopen(null, {}, { types: {} });

// Paths, addresses and lengths.
// TS2345: Argument of type '[]' is not assignable to parameter of type 'readonly [LibraryFile]…
dlopen([]);
// TS2345: Argument of type '[]' is not assignable to parameter of type 'readonly [LibraryFile]…
dlopen([], 'double cos(double);');
// TS2322: Type 'number' is not assignable to type 'LibraryFile | null'.
dlopen([5]);
// TS2345: Argument of type 'undefined' is not assignable to parameter of type 'LibraryPath'.
dlopen(undefined);
// TS2345: Argument of type 'string | undefined' is not assignable to parameter of type 'Librar…
dlopen(findLibrary('m'));
// TS2345: Argument of type '5' is not assignable to parameter of type 'LibraryPath'.
dlopen(5, {});
// TS2345: Argument of type 'number' is not assignable to parameter of type 'bigint'.
getInt32(8);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'number'.
getInt32(8n, 8n);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'number'.
setInt32(8n, 0, 8n);
// TS2345: Argument of type 'string' is not assignable to parameter of type 'bigint'.
toString('text');
// TS2345: Argument of type 'string' is not assignable to parameter of type 'Memory'.
copy('text', 5n, 4);
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
chars('3');
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
lengthOf('1');
// TS2345: Argument of type 'number' is not assignable to parameter of type 'string | AnyNativeF…
owned('cstring', 5);
// TS2345: Argument of type 'number' is not assignable to parameter of type 'string'.
handle(5);

// Declarations as text.
// TS2345: Argument of type '{}' is not assignable to parameter of type 'string'.
cdef({});
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
dlopen<{ cos(x: number): number }>(null, 'double cos(double);').functions.cos('1');
// TS2339: Property 'sin' does not exist on type '{ cos: ((x: number) => number) & FunctionPoint…
dlopen<{ cos(x: number): number }>(null, 'double cos(double);').functions.sin;
const { functions: text } = dlopen(null, `
  double cos(double); size_t strlen(const char *); int abs(int); int sqlite3_close(sqlite3 *);
`, { types: { sqlite3: Db } });
// TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
text.cos('1');
// TS2554: Expected 1 arguments, but got 2.
text.cos(1, 2);
// TS2339: Property 'sin' does not exist on type '{ abs: NativeFunction<[number], number>; cos:…
text.sin(1);
// TS2345: Argument of type '5' is not assignable to parameter of type 'string | bigint | AnyIns…
text.strlen(5);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'number'.
text.abs(1n);
// TS2345: Argument of type 'bigint' is not assignable to parameter of type 'Handle<"sqlite3", a…
text.sqlite3_close(5n);

const { functions: given } = dlopen(null, `
  size_t strlen(const char *); double length(struct point *, point); int mix(enum color); int sort(compare_t);
  void list(enum e { A, B } x, int n);
`, {
  types: {
    size_t: 'uint53', point: Point, color: Color, compare_t: func({ arguments: ['int', 'int'], return: 'int' }),
  },
});
// TS2365: Operator '+' cannot be applied to types 'number' and '1n'.
given.strlen('x') + 1n;
// TS2345: Argument of type 'Size' is not assignable to parameter of type 'bigint | (InstanceOf…
given.length(new Size(), new Point());
// TS2353: Object literal may only specify known properties, and 'x' does not exist in type '(I…
given.length({ x: 1, y: 2 }, new Point());
// TS2345: Argument of type '{ x: number; }' is not assignable to parameter of type 'InstanceOf…
given.length(new Point(), { x: 1 });
// TS2345: Argument of type '"BLUE"' is not assignable to parameter of type 'number | "GREEN" |…
given.mix('BLUE');
// TS2345: Argument of type '(a: string) => number' is not assignable to parameter of type 'big…
given.sort((a: string) => 0);
// TS2554: Expected 2 arguments, but got 1.
given.list('A');
// TS2554: Expected 2 arguments, but got 3.
given.list('A', 5, 6);
// TS2820: Type '"uint35"' is not assignable to type 'AnyHandleType | FieldSpecifier | NativeTy…
dlopen(null, 'int f(size_t);', { types: { size_t: 'uint35' } });

// Variables.
// TS2322: Type 'string' is not assignable to type 'number'.
lib.getVariable('optind', 'int').value = '5';
// TS2322: Type 'string' is not assignable to type 'bigint'.
lib.getVariable('name', 'cstring').value = 'text';

// A literal that is not `as const` has lost what it says.
const loose = { f: { arguments: ['int'], return: 'int' } };
// TS2345: Type 'string' is not assignable to type 'ArgumentType'.
dlopen(null, loose);
