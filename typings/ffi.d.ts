// Types of `node:ffi` for TypeScript. They stand beside those of @types/node: see
// "TypeScript" in doc/api/ffi.md.
//
// What a function takes and gives follows from the literal that declares it. For each
// type, four things are to be known, since they differ:
// - what an argument can be, `ArgumentOf<T>`
// - what a result is, and what a callback gets, `ResultOf<T>`
// - what a field takes in `new T(object)`, `InitOf<T>`, and is read as, `FieldOf<T>`
// - what a callback can give, `CallbackResultOf<T>`
// Scalars have them in maps, by the kind of JavaScript's values. What constructors make
// has them in a property that is there for the compiler only, under `values`.

declare module 'node:ffi' {
  import { NonSharedBuffer } from 'node:buffer';

  // Nothing of these is there at run time.
  const values: unique symbol;
  const fieldValues: unique symbol;
  const handleValues: unique symbol;
  const parameter: unique symbol;
  const owner: unique symbol;
  const instance: unique symbol;
  const nativeFunction: unique symbol;
  const handleName: unique symbol;
  const notReturned: unique symbol;
  const unknownKey: unique symbol;

  // ---------------------------------------------------------------- Names of types

  /** The names of types, and of what kind their values are in JavaScript. */
  export interface DataTypeMap {
    void: 'void';

    char: 'number';
    bool: 'number';
    int8: 'number';
    i8: 'number';
    uint8: 'number';
    u8: 'number';
    int16: 'number';
    i16: 'number';
    uint16: 'number';
    u16: 'number';
    int32: 'number';
    i32: 'number';
    uint32: 'number';
    u32: 'number';
    int64: 'bigint';
    i64: 'bigint';
    uint64: 'bigint';
    u64: 'bigint';
    float32: 'number';
    f32: 'number';
    float: 'number';
    float64: 'number';
    f64: 'number';
    double: 'number';
    pointer: 'pointer';
    ptr: 'pointer';
    string: 'pointer';
    str: 'pointer';
    buffer: 'pointer';
    arraybuffer: 'pointer';
    function: 'pointer';

    // As C calls them. Those that are wide on 64-bit Linux are bigints.
    schar: 'number';
    uchar: 'number';
    short: 'number';
    ushort: 'number';
    int: 'number';
    uint: 'number';
    long: 'bigint';
    ulong: 'bigint';
    longlong: 'bigint';
    ulonglong: 'bigint';
    int8_t: 'number';
    uint8_t: 'number';
    int16_t: 'number';
    uint16_t: 'number';
    int32_t: 'number';
    uint32_t: 'number';
    int64_t: 'bigint';
    uint64_t: 'bigint';
    size_t: 'bigint';
    ssize_t: 'bigint';
    intptr_t: 'bigint';
    uintptr_t: 'bigint';
    ptrdiff_t: 'bigint';
    wchar_t: 'number';
    char16_t: 'number';
    char32_t: 'number';
    time_t: 'bigint';
    off_t: 'bigint';

    // With values of their own.
    boolean: 'boolean';
    int53: 'number';
    uint53: 'number';
    address: 'number';
    cstring: 'text';
    string16: 'text';
    string32: 'text';
    wstring: 'text';
  }

  /** What an argument can be, by kind. */
  export interface ArgumentTypeMap {
    void: never;
    number: number;
    bigint: bigint | number;
    boolean: boolean;
    pointer: Bytes | string | bigint | AnyInstance | CallbackObject | null | undefined;
    text: Bytes | string | bigint | AnyInstance | CallbackObject | null | undefined;
  }

  /** What a result is, by kind. */
  export interface ReturnTypeMap {
    void: undefined;
    number: number;
    bigint: bigint;
    boolean: boolean;
    pointer: bigint;
    text: string | null;
  }

  interface InitTypeMap {
    void: never;
    number: number;
    bigint: bigint | number;
    boolean: boolean;
    pointer: Bytes | string | bigint | AnyInstance | null | undefined;
    text: Bytes | string | bigint | AnyInstance | null | undefined;
  }

  interface CallbackResultTypeMap {
    void: Ignored;
    number: number;
    bigint: bigint | number;
    boolean: boolean;
    pointer: bigint | null | undefined;
    text: bigint | null | undefined;
  }

  // What a callback gives where C takes nothing: anything but a promise.
  type Ignored = void | undefined | null | string | number | bigint | boolean | symbol |
    { readonly then?: undefined };

  /** The name of a type. */
  export type TypeName = keyof DataTypeMap;

  type IntegerName = Exclude<TypeName, 'void' | 'boolean' | 'address' | 'float' | 'f32' |
    'float32' | 'double' | 'f64' | 'float64' | TypeNameOf<'pointer' | 'text'>>;
  type TypeNameOf<Kind> = {
    [Name in TypeName]: DataTypeMap[Name] extends Kind ? Name : never;
  }[TypeName];

  /**
   * The names of the types as constants.
   */
  export const types: {
    readonly VOID: 'void';
    readonly POINTER: 'pointer';
    readonly BUFFER: 'buffer';
    readonly ARRAY_BUFFER: 'arraybuffer';
    readonly FUNCTION: 'function';
    readonly BOOL: 'bool';
    readonly CHAR: 'char';
    readonly STRING: 'string';
    readonly FLOAT: 'float';
    readonly DOUBLE: 'double';
    readonly INT_8: 'int8';
    readonly UINT_8: 'uint8';
    readonly INT_16: 'int16';
    readonly UINT_16: 'uint16';
    readonly INT_32: 'int32';
    readonly UINT_32: 'uint32';
    readonly INT_64: 'int64';
    readonly UINT_64: 'uint64';
    readonly FLOAT_32: 'float32';
    readonly FLOAT_64: 'float64';
  };

  // ------------------------------------------------------- Types that are constructed

  /** What the functions that make types give. It can stand wherever a name can. */
  export interface NativeType {
    readonly name: string;
    /** In bytes. */
    readonly size: number;
    /** In bytes. */
    readonly alignment: number;
    readonly [values]: unknown;
  }

  /** What only says how one is a field of a struct or a union. */
  export interface FieldSpecifier {
    readonly name: string;
    readonly [fieldValues]: unknown;
  }

  /** What a parameter can be declared as. */
  export type ArgumentType = PassedType | ParameterType;

  /** What a result can be declared as. C functions return no arrays. */
  export type ReturnType = TypeName | ReturnedType | AnyHandleType | OwnedType;
  interface ReturnedType extends NativeType { readonly [notReturned]?: undefined }

  /** What a field can be declared as. */
  export type FieldType = Exclude<TypeName, 'void'> | NativeType | FieldSpecifier;

  /** What can be in memory. */
  export type ValueType = Exclude<TypeName, 'void'> | NativeType | EndianType<any>;

  type TargetType = ValueType | 'void';
  type PassedType = Exclude<TypeName, 'void'> | NativeType | AnyHandleType;

  // Classes whose instances are the values.
  interface InstanceClass<V> {
    readonly prototype: V;
    readonly [values]: { readonly isInstance: true };
  }

  interface ArrayClass<V> {
    readonly prototype: V;
    readonly [values]: { readonly isArray: true };
  }
  interface HandleClass<V> {
    readonly prototype: V;
    readonly [handleValues]: unknown;
  }
  interface BorrowedClass<V> { readonly [handleValues]: { readonly borrowed: V } }

  /** What an argument of a type can be. */
  export type ArgumentOf<T> =
    T extends TypeName ? ArgumentTypeMap[DataTypeMap[T]] :
      T extends { readonly [values]: { readonly argument: infer V } } ? V :
        T extends { readonly [handleValues]: { readonly argument: infer V } } ? V :
          T extends { readonly [parameter]: { readonly argument: infer V } } ? V : never;

  /** What a result of a type is, and an argument of a callback. */
  export type ResultOf<T> =
    T extends TypeName ? ReturnTypeMap[DataTypeMap[T]] :
      T extends InstanceClass<infer V> ? V :
        T extends HandleClass<infer V> | BorrowedClass<infer V> ? V | null :
          T extends { readonly [values]: { readonly result: infer V } } ? V : never;

  /** What a field of a type is read as. */
  export type FieldOf<T> =
    T extends TypeName ? ReturnTypeMap[DataTypeMap[T]] :
      T extends InstanceClass<infer V> ? V :
        T extends ArrayClass<infer V> ? V :
          T extends { readonly [values]: { readonly field: infer V } } ? V :
            T extends { readonly [fieldValues]: { readonly field: infer V } } ? V : never;

  /** What a field of a type takes in an object. */
  export type InitOf<T> =
    T extends TypeName ? InitTypeMap[DataTypeMap[T]] :
      T extends { readonly [values]: { readonly init: infer V } } ? V :
        T extends { readonly [fieldValues]: { readonly init: infer V } } ? V : never;

  /** What a field of a type is in what `toObject()` gives. */
  export type ObjectOf<T> =
    T extends TypeName ? ReturnTypeMap[DataTypeMap[T]] :
      T extends { readonly [values]: { readonly object: infer V } } ? V :
        T extends { readonly [fieldValues]: { readonly object: infer V } } ? V : never;

  /** What a callback can give for a type. */
  export type CallbackResultOf<T> =
    T extends TypeName ? CallbackResultTypeMap[DataTypeMap[T]] :
      T extends { readonly [values]: { readonly callbackResult: infer V } } ? V :
        T extends { readonly [handleValues]: { readonly callbackResult: infer V } } ? V : never;

  /** Bytes of JavaScript's. A `SharedArrayBuffer` is passed by way of a view on it. */
  export type Bytes = ArrayBuffer | ArrayBufferView;

  /** Gives the size of a type, in bytes. */
  export function sizeof(type: ValueType | AnyHandleType): number;

  /** Gives the alignment of a type, in bytes. */
  export function alignof(type: ValueType | AnyHandleType): number;

  /**
   * Gives where a field is, in bytes.
   * @param path A field, or one of its fields or elements, such as `'a.b[1]'`
   */
  export function offsetof<T extends AggregateType<any> | ArrayType<any>>(
    type: T, path: PathOf<T>): number;

  type PathOf<T> =
    T extends { readonly [values]: { readonly anonymousNames: infer Name extends string } } ?
      Name | `${Name}.${string}` | `${Name}[${string}` : `[${string}`;

  // ------------------------------------------------------------- Structs and unions

  /** The types of fields by name, or an array of `[name, type]` pairs. */
  export type Fields = { readonly [name: string]: FieldType } |
    readonly (readonly [name: string, type: FieldType])[];

  export interface AggregateOptions {
    /** What it is aligned to, if it needs more than its fields: a power of two. */
    align?: number;
    /** What errors and `util.inspect()` call it. */
    name?: string;
    /** `true` to have no padding, or as with `#pragma pack`. */
    packed?: boolean | 2 | 4 | 8;
  }

  /** What is known of a field. */
  export interface FieldInfo {
    readonly type: FieldType;
    /** In bytes. */
    readonly offset: number;
    /** In bytes. */
    readonly size: number;
    /** Of a bit-field: the position. */
    readonly bitOffset?: number;
    /** Of a bit-field: the width. */
    readonly bitWidth?: number;
  }

  /**
   * Makes the type of a struct: a class, whose instances are views of memory. It may be
   * extended.
   */
  export function struct<const F extends Fields>(
    fields: F, options?: AggregateOptions): StructType<F>;

  /** Makes the type of a union: as `struct()`, but all fields are at the same place. */
  export function union<const F extends Fields>(
    fields: F, options?: AggregateOptions): UnionType<F>;

  /** The class of a struct. */
  export interface StructType<F extends Fields> extends AggregateType<F, StructInit<F>> {}

  /** The class of a union. */
  export interface UnionType<F extends Fields> extends AggregateType<F, UnionInit<F>> {}

  export interface AggregateType<F extends Fields, Init = any> extends NativeType {
    /**
     * Without an argument, all bytes are zero. An object has to have every field of a
     * struct, or exactly one of a union.
     */
    new (init?: Init | InstanceOf<F> | Bytes): Instance<F>;
    readonly prototype: Instance<F>;

    /** Where the fields are. */
    readonly fields: { readonly [Name in FieldNames<F>]: FieldInfo };

    /** Gives a view of native memory, or an array of as many. */
    at<C extends NativeClass>(this: C, pointer: bigint): C['prototype'];
    at<C extends NativeClass>(this: C, pointer: bigint, count: number): ArrayInstance<C>;

    /** Gives a view of bytes. */
    from<C extends NativeClass>(
      this: C, bytes: Bytes | SharedArrayBuffer, byteOffset?: number): C['prototype'];

    /** Gives a plain object with the values of all fields. */
    toObject(instance: InstanceOf<F>): InstanceObject<F>;
    toObject<T extends object>(instance: InstanceOf<F>, target: T): T & InstanceObject<F>;

    readonly [values]: AggregateValues<F, Init>;
  }

  interface NativeClass extends NativeType { readonly prototype: object }

  interface AggregateValues<F extends Fields, Init> {
    readonly isInstance: true;
    readonly argument: Init | InstanceOf<F> | Bytes;
    readonly init: Init | InstanceOf<F> | Bytes;
    readonly object: InstanceObject<F>;
    readonly callbackResult: Init | InstanceOf<F> | Bytes;
    readonly pointee: InstanceOf<F> | ArrayOf<F> | (Init | InstanceOf<F>)[];
    readonly brand: F;
    readonly anonymousInit: Init;
    readonly anonymousField: FieldValues<F>;
    readonly anonymousObject: InstanceObject<F>;
    readonly anonymousNames: FieldNames<F>;
  }

  /** An instance of any type. */
  export interface AnyInstance { readonly [instance]: unknown }

  // An instance of a struct or a union that has just these fields, or of a class that
  // extends it.
  export interface InstanceOf<F> { readonly [instance]: Brand<F> }
  type Brand<T> = (type: T) => T;

  /**
   * An instance of a struct or a union. A property takes what it is read as. More than
   * that, such as a plain object for a nested struct, a function, or a string for a
   * pointer, goes by `Object.assign(instance, { field: value })`.
   */
  export type Instance<F extends Fields> = FieldValues<F> & InstanceMethods<F>;

  // Fields win.
  type InstanceMethods<F extends Fields> = InstanceOf<F> &
    Omit<InstanceMembers<F>, FieldNames<F> & keyof InstanceMembers<F>>;

  interface InstanceMembers<F extends Fields> {
    /** The address of the first byte. */
    readonly pointer: bigint;
    /** Gives a plain object with the values of all fields. */
    toObject(): InstanceObject<F>;
    toObject<T extends object>(target: T): T & InstanceObject<F>;
  }

  type ByName<F> = F extends readonly (readonly [string, unknown])[] ?
    { [Field in F[number] as Field[0]]: Field[1] } : F;

  // Those that are members by their own names.
  type NamedFields<F> = {
    -readonly [Name in keyof F as F[Name] extends UnnamedField ? never : Name]: F[Name];
  };
  type AnonymousOf<F> = Extract<F[keyof F], AnonymousType<any>>;
  type Intersection<Union> =
    (Union extends unknown ? (member: Union) => void : never) extends
    (member: infer I) => void ? I : never;
  // What those give that have no name. One may be a union, which stays one.
  type Anonymous<F, Key extends string> = [AnonymousOf<F>] extends [never] ? unknown :
    Intersection<AnonymousOf<F> extends infer A ?
      A extends { readonly [fieldValues]: { readonly [K in Key]: infer V } } ? { v: V } : never :
      never> extends { v: infer V } ? V : never;

  type FieldNames<F> = NamesOf<ByName<F>>;
  type NamesOf<F> = (keyof NamedFields<F> & string) |
    (AnonymousOf<F> extends infer A ?
      A extends { readonly [fieldValues]: { readonly anonymousNames: infer V extends string } } ?
        V : never :
      never);

  type FieldValues<F> = FieldValuesOf<ByName<F>>;
  type FieldValuesOf<F> = Anonymous<F, 'anonymousField'> & {
    -readonly [Name in keyof F as F[Name] extends UnnamedField ? never : Name]: FieldOf<F[Name]>;
  };

  /** What `toObject()` gives. */
  export type InstanceObject<F> = InstanceObjectOf<ByName<F>>;
  type InstanceObjectOf<F> = Anonymous<F, 'anonymousObject'> & {
    -readonly [Name in keyof F as F[Name] extends UnnamedField ? never : Name]: ObjectOf<F[Name]>;
  };

  /** What an instance of a struct can be made of: an object with all fields. */
  export type StructInit<F> = StructInitOf<ByName<F>>;
  type StructInitOf<F> = Anonymous<F, 'anonymousInit'> & {
    readonly [Name in keyof F as
    F[Name] extends UnnamedField ? never : Name extends CountersOf<F> ? never : Name]:
    InitOf<F[Name]>;
  } & {
    // The array tells how many there are.
    readonly [Name in CountersOf<F>]?: Name extends keyof F ? InitOf<F[Name]> : never;
  } & NoInstance;
  interface NoInstance { readonly [instance]?: undefined }

  type CountersOf<F> = F[keyof F] extends infer T ?
    T extends { readonly [values]: { readonly counter: infer Name extends string } } ?
      Name : never :
    never;

  /** What an instance of a union can be made of: an object with one of the fields. */
  export type UnionInit<F> = UnionInitOf<ByName<F>>;
  type UnionInitOf<F> = {
    [Name in keyof F]: F[Name] extends UnnamedField ?
      F[Name] extends { readonly [fieldValues]: { readonly anonymousInit: infer V } } ? V : never :
      { readonly [Key in Name]: InitOf<F[Name]> } &
      { readonly [Key in Exclude<keyof F, Name>]?: undefined } & NoInstance;
  }[keyof F];

  // ------------------------------------------------------- What can be in a struct

  type UnnamedField = { readonly [fieldValues]: { readonly isUnnamed: true } };

  // The values of a field are those of another type.
  interface SameValues<T> {
    readonly field: FieldOf<T>;
    readonly init: InitOf<T>;
    readonly object: ObjectOf<T>;
  }

  /** A bit-field. */
  export interface BitField<T> extends FieldSpecifier { readonly [fieldValues]: SameValues<T> }

  /** Makes a bit-field, for a field of a struct or a union. */
  export function bits<const T extends IntegerName | 'boolean' | EnumerationType>(
    type: T, width: number): BitField<T>;

  /** A bit-field that has no name in C. */
  export interface Padding extends FieldSpecifier {
    readonly [fieldValues]: { readonly isUnnamed: true };
  }

  /**
   * Makes a bit-field that has no name in C, and is no member. With 0, what comes next
   * begins at a new unit of the type.
   */
  export function padding(type: IntegerName, width: number): Padding;

  /** A struct or a union whose fields are those of what it is in. */
  export interface AnonymousType<T> extends FieldSpecifier {
    readonly [fieldValues]: AnonymousValues<T>;
  }
  interface AnonymousValues<T> {
    readonly isUnnamed: true;
    readonly anonymousInit: Inner<T, 'anonymousInit'>;
    readonly anonymousField: Inner<T, 'anonymousField'>;
    readonly anonymousObject: Inner<T, 'anonymousObject'>;
    readonly anonymousNames: Inner<T, 'anonymousNames'>;
  }
  type Inner<T, Key extends string> =
    T extends { readonly [values]: { readonly [K in Key]: infer V } } ? V : never;

  /** Makes a field whose own fields are those of what it is in. */
  export function anonymous<T extends AggregateType<any>>(type: T): AnonymousType<T>;

  /** A field that is aligned to more than its type is. */
  export interface AlignedType<T> extends FieldSpecifier { readonly [fieldValues]: SameValues<T> }

  /** Makes a field that is aligned to at least so much, a power of two. */
  export function aligned<const T extends FieldType>(type: T, alignment: number): AlignedType<T>;

  /** A number whose bytes are in a certain order. */
  export interface EndianType<T> extends FieldSpecifier {
    readonly size: number;
    readonly alignment: number;
    readonly [fieldValues]: SameValues<T>;
  }

  /** Makes the type of a field whose bytes are in that order, whatever the platform's is. */
  export function bigEndian<const T extends NumberName | EnumerationType>(
    type: T): EndianType<T>;
  /** Makes the type of a field whose bytes are in that order, whatever the platform's is. */
  export function littleEndian<const T extends NumberName | EnumerationType>(
    type: T): EndianType<T>;
  type NumberName = TypeNameOf<'number' | 'bigint'>;

  /** A `char name[size]` that is text. */
  export interface CharsType extends NativeType {
    readonly [notReturned]: true;
    readonly [values]: {
      readonly argument: string;
      readonly result: string;
      readonly field: string;
      readonly init: string;
      readonly object: string;
    };
  }

  /**
   * Makes the type of a `char name[size]` that is text.
   * @param size In bytes
   */
  export function chars(
    size: number,
    encoding?: 'utf8' | 'utf-8' | 'latin1' | 'ascii' | 'utf16le' | 'utf-16le'): CharsType;

  // ------------------------------------------------------------------------- Arrays

  export interface ArrayOptions {
    /** Of a parameter: C does not change the elements, so that they are not copied back. */
    const?: boolean;
    /** The field, or of a result the index of the argument, that has the number of elements. */
    countedBy?: string | number;
  }

  /**
   * Makes the type of an array. Without a length, it can be that of the last field of a
   * struct, or of a parameter.
   */
  export function array<const T extends ValueType, const Options extends ArrayOptions = {}>(
    type: T, length?: number | Options, options?: Options): ArrayType<T, Options>;

  /** The class of an array. */
  export interface ArrayType<T, Options extends ArrayOptions = {}> extends NativeType {
    new (init?: ArrayInit<T> | Bytes): ArrayInstance<T>;
    readonly prototype: ArrayInstance<T>;

    /** Gives a view of native memory, or an array of as many. */
    at<C extends NativeClass>(this: C, pointer: bigint, count?: undefined): C['prototype'];
    at<C extends NativeClass>(this: C, pointer: bigint, count: number): ArrayInstance<C>;

    /** Gives a view of bytes. */
    from<C extends NativeClass>(
      this: C, bytes: Bytes | SharedArrayBuffer, byteOffset?: number): C['prototype'];

    /** Gives a plain array of the elements. */
    toObject(instance: ArrayInstance<T>): ObjectOf<T>[];

    readonly [values]: ArrayValues<T, Options>;
    readonly [notReturned]: Options extends { readonly countedBy: number } ? undefined : true;
  }

  interface ArrayValues<T, Options> {
    readonly result: Options extends { readonly countedBy: number } ?
      ArrayInstance<T> | null : never;
    readonly isArray: true;
    // C writes to it, if it isn't said that it doesn't.
    readonly argument: (Options extends { readonly const: true } ?
      readonly InitOf<T>[] : InitOf<T>[]) |
    TypedArrayOf<T> | ArrayOf<BrandOf<T>> | ArrayBuffer | DataView |
    bigint | null | undefined;
    readonly init: ArrayInit<T>;
    readonly object: ObjectOf<T>[];
    readonly pointee: ArrayOf<BrandOf<T>>;
    readonly brand: readonly BrandOf<T>[];
    readonly counter: Options extends { readonly countedBy: infer Name } ? Name : never;
    readonly isCounted: Options extends { readonly countedBy: string } ? true : false;
    readonly instance: ArrayInstance<T>;
  }

  type ArrayInit<T> = readonly InitOf<T>[] | TypedArrayOf<T> | ArrayOf<BrandOf<T>>;

  /** An instance of an array. */
  export interface ArrayInstance<T> extends ArrayOf<BrandOf<T>> {
    readonly length: number;
    /** The address of the first byte. */
    readonly pointer: bigint;
    [index: number]: FieldOf<T>;
    /** An element, or `undefined`. Negative indexes count from the end. */
    at(index: number): FieldOf<T> | undefined;
    [Symbol.iterator](): IterableIterator<FieldOf<T>>;
    /** Gives a plain array of the elements. */
    toObject(): ObjectOf<T>[];
  }

  // An instance of an array of elements that are the same for C.
  export interface ArrayOf<ElementBrand> { readonly [instance]: Brand<ElementBrand[]> }

  // What types are the same, so that one is taken for the other.
  type BrandOf<T> = T extends TypeName ? DataTypeMap[T] :
    T extends { readonly [values]: { readonly brand: infer Brand } } ? Brand : T;

  // Typed arrays of such elements.
  type TypedArrayOf<T> = T extends keyof TypedArrayMap ? TypedArrayMap[T] : never;
  interface TypedArrayMap {
    char: Int8Array | Uint8Array;
    schar: Int8Array;
    int8: Int8Array;
    i8: Int8Array;
    int8_t: Int8Array;
    bool: Uint8Array;
    uchar: Uint8Array;
    uint8: Uint8Array;
    u8: Uint8Array;
    uint8_t: Uint8Array;
    short: Int16Array;
    int16: Int16Array;
    i16: Int16Array;
    int16_t: Int16Array;
    ushort: Uint16Array;
    uint16: Uint16Array;
    u16: Uint16Array;
    uint16_t: Uint16Array;
    char16_t: Uint16Array;
    int: Int32Array;
    int32: Int32Array;
    i32: Int32Array;
    int32_t: Int32Array;
    wchar_t: Int32Array | Uint32Array;
    uint: Uint32Array;
    uint32: Uint32Array;
    u32: Uint32Array;
    uint32_t: Uint32Array;
    char32_t: Uint32Array;
    long: BigInt64Array;
    longlong: BigInt64Array;
    int64: BigInt64Array;
    i64: BigInt64Array;
    int64_t: BigInt64Array;
    ssize_t: BigInt64Array;
    intptr_t: BigInt64Array;
    ptrdiff_t: BigInt64Array;
    time_t: BigInt64Array;
    off_t: BigInt64Array;
    ulong: BigUint64Array;
    ulonglong: BigUint64Array;
    uint64: BigUint64Array;
    u64: BigUint64Array;
    uint64_t: BigUint64Array;
    size_t: BigUint64Array;
    uintptr_t: BigUint64Array;
    float: Float32Array;
    float32: Float32Array;
    f32: Float32Array;
    double: Float64Array;
    float64: Float64Array;
    f64: Float64Array;
  }

  // ------------------------------------------------------ Pointers and enumerations

  /** A pointer. Its results are addresses. */
  export interface PointerType<T> extends NativeType { readonly [values]: PointerValues<T> }

  interface PointerValues<T> {
    readonly argument: Pointee<T> | Bytes | bigint | null | undefined;
    readonly result: bigint;
    readonly field: CountedArray<T, bigint>;
    readonly init: Exclude<Pointee<T>, unknown[]> | Bytes | bigint | null | undefined;
    readonly object: CountedArray<T, bigint>;
    readonly callbackResult: bigint | null | undefined;
    readonly counter: Inner<T, 'counter'>;
  }

  type Pointee<T> = unknown extends T ? AnyInstance | AnyInstance[] :
    T extends 'void' ? AnyInstance :
      T extends TypeName ? ArrayOf<DataTypeMap[T]> : Inner<T, 'pointee'>;

  type CountedArray<T, Otherwise> =
    T extends { readonly [values]: { readonly isCounted: true; readonly instance: infer V } } ?
      V | null : Otherwise;

  /**
   * Makes the type of a pointer.
   * @param type What it points to; or a function that gives that, for types that point
   *   to themselves
   */
  export function pointer(type: () => void): PointerType<unknown>;
  export function pointer<const T extends TargetType>(type: T): PointerType<T>;

  /** An enumeration. It takes names, or numbers. */
  export interface EnumerationType<
    Values extends EnumerationValues = EnumerationValues, Value = any, AsName = any,
  > extends NativeType {
    /** The integers, by name. */
    readonly values: { readonly [Name in keyof Values]: Value };
    readonly [values]: {
      readonly argument: (keyof Values & string) | EnumerationNumber<Value>;
      readonly result: EnumerationResult<Values, Value, AsName>;
      readonly field: EnumerationResult<Values, Value, AsName>;
      readonly init: (keyof Values & string) | EnumerationNumber<Value>;
      readonly object: EnumerationResult<Values, Value, AsName>;
      readonly callbackResult: (keyof Values & string) | EnumerationNumber<Value>;
    };
  }

  export interface EnumerationValues { readonly [name: string]: number | bigint }

  type EnumerationNumber<Value> = Value extends bigint ? bigint | number : Value;
  // A number that no name stands for is given as it is.
  type EnumerationResult<Values, Value, AsName> =
    AsName extends 'name' ? (keyof Values & string) | Value : Value;
  // A value of 64 bits makes all of them bigints; whether there is one, the type of
  // a number does not tell.
  type ValueOf<Values, T> =
    T extends IntegerName ? ReturnTypeMap[DataTypeMap[T]] :
      Values[keyof Values & string] extends number ? number : number | bigint;

  export interface EnumerationOptions {
    /** `'name'` to have names rather than numbers as results and in fields. */
    as?: 'name' | 'number';
  }
  type AsOf<T> = T extends { readonly as: infer As } ? As : 'number';

  /**
   * Makes an enumeration.
   * @param values The integers, by name
   * @param type An integer type; by default `'int'`, or what has room for all values
   */
  export function enumeration<
    const Values extends EnumerationValues,
    const T extends IntegerName | EnumerationOptions = {},
    const Options extends EnumerationOptions = {},
  >(
    values: Values, type?: T, options?: Options,
  ): EnumerationType<Values, ValueOf<Values, T>, AsOf<T & Options>>;

  /** A pointer to a function. */
  export interface FunctionType<S extends FunctionSignature = any> extends NativeType {
    /** Gives the function at an address, which does not depend on a library. */
    at(pointer: bigint): WrappedFunctionFromSignature<S>;
    readonly [values]: {
      readonly signature: S;
      readonly argument: CallbackFunctionFromSignature<S> | FunctionPointer |
        bigint | null | undefined;
      readonly result: WrappedFunctionFromSignature<S> | null;
      readonly field: WrappedFunctionFromSignature<S> | null;
      readonly init: CallbackFunctionFromSignature<S> | FunctionPointer |
        bigint | null | undefined;
      readonly object: bigint;
      readonly callbackResult: FunctionPointer | bigint | null | undefined;
    };
  }

  /** Makes the type of a pointer to a function. */
  export function func<const S extends FunctionSignature>(
    signature: S & KnownKeys<S>): FunctionType<S>;

  // --------------------------------------------------------------------- Signatures

  /** What says of which type a C function is. */
  export interface FunctionSignature {
    /** The types of the parameters. */
    arguments?: readonly [] | readonly ArgumentType[] | undefined;
    /** The same as `arguments`. */
    parameters?: readonly [] | readonly ArgumentType[] | undefined;
    /** The type of the result. */
    return?: ReturnType | undefined;
    /** The same as `return`. */
    result?: ReturnType | undefined;
    /** The same as `return`. */
    returns?: ReturnType | undefined;
    /** The name in the library, where the key is another. */
    symbol?: string;
    /** A function that is missing is `null`, and no error. */
    optional?: boolean;
    /** For a variadic function, the types of the arguments beyond those in `arguments`. */
    variadic?: boolean | readonly [] | readonly ArgumentType[];
    /** The result is `{ value, errno }`; or an error is thrown, if the result says so. */
    errno?: boolean | 'throw';
    /**
     * The function runs on another thread, of libuv's pool or of its own, and returns a
     * promise.
     */
    nonblocking?: boolean | NativeThread;
    /** Of a callback: any thread can call it. */
    threadsafe?: boolean | 'queue' | 'block';
    /** The calling convention. */
    abi?: 'default' | 'sysv' | 'win64' | 'aapcs64';
  }

  /** Signatures by name. */
  export interface FunctionDefinitions {
    readonly [name: string]: FunctionSignature | FunctionType;
  }

  // An error that names the key.
  interface UnknownKey<Key> { readonly [unknownKey]: Key }
  type KnownKeys<S> = S extends NativeType ? unknown :
    { readonly [Key in Exclude<keyof S, keyof FunctionSignature>]: UnknownKey<Key> };

  type SignatureOf<S> =
    S extends { readonly [values]: { readonly signature: infer Signature } } ? Signature : S;
  type IsAnySignature<S> =
    [keyof S] extends [never] ? false : FunctionSignature extends S ? true : false;

  /** The declared types of a signature's parameters. */
  export type ArgumentTypesFromFunctionSignature<S> =
    S extends { readonly arguments: infer P extends readonly unknown[] } ? P :
      S extends { readonly parameters: infer P extends readonly unknown[] } ? P : [];

  /** The declared type of a signature's result. */
  export type ReturnTypeFromFunctionSignature<S> =
    S extends { readonly return: infer R extends ReturnType } ? R :
      S extends { readonly returns: infer R extends ReturnType } ? R :
        S extends { readonly result: infer R extends ReturnType } ? R : 'void';

  // What the caller passes: all parameters but those that are results, and lengths.
  type Passed<P extends readonly unknown[]> =
    [Extract<P[number], NotPassed>] extends [never] ?
      { -readonly [Index in keyof P]: ArgumentOf<P[Index]> } :
      WithoutNotPassed<P, {
        -readonly [Index in keyof P]: Index extends MeasuredBy<P> ?
          Exclude<ArgumentOf<P[Index]>, bigint | CallbackObject> : ArgumentOf<P[Index]>;
      }>;
  type WithoutNotPassed<P, Values extends readonly unknown[]> =
    P extends readonly [infer First, ...infer Rest] ?
      Values extends readonly [infer Value, ...infer Values] ?
        [...(IsKind<First, NotPassed> extends true ? [] : [Value]),
         ...WithoutNotPassed<Rest, Values>] : never :
      Values;
  // The indexes of what has to have a length, as keys. An address has none.
  type MeasuredBy<P extends readonly unknown[]> =
    Extract<P[number], LengthParameter> extends infer T ?
      T extends LengthParameter<infer Index> ? number extends Index ? never : `${Index}` : never :
      never;
  // A type that may be anything, such as one of a text, is a type.
  type IsKind<T, Kind> = 0 extends 1 & T ? false : T extends Kind ? true : false;

  type VariadicTypes<S> =
    S extends { readonly variadic: infer V extends readonly unknown[] } ? V : [];
  type AllTypes<S> = [...ArgumentTypesFromFunctionSignature<S>, ...VariadicTypes<S>];

  /** What a function takes behind its parameters, with `variadic: true`. */
  export type VariadicArgument =
    number | bigint | string | Bytes | AnyInstance | AnyHandle | FunctionPointer | null;

  /** What is passed to a function of a signature. */
  export type ArgumentsOf<S> =
    S extends { readonly variadic: true } ? [...Passed<AllTypes<S>>, ...VariadicArgument[]] :
      Passed<AllTypes<S>>;

  // The values of the parameters that are results.
  type OutValues<P extends readonly unknown[]> =
    P extends readonly [infer First, ...infer Rest] ?
      [...(IsKind<First, HasOutValue> extends true ? [OutOf<First>] : []), ...OutValues<Rest>] :
      [];
  type OutOf<T> = T extends { readonly [parameter]: { readonly out: infer V } } ? V : never;

  type ReturnValueOf<T> = T extends OwnedType<infer V> ? V : ResultOf<T>;

  /** What a call of a function of a signature gives, or what its promise has. */
  export type CallResultOf<S> =
    CallResult<S, AllTypes<S>, ReturnValueOf<ReturnTypeFromFunctionSignature<S>>>;
  type CallResult<S, P extends readonly unknown[], Value> =
    [Extract<P[number], HasOutValue>] extends [never] ? WithErrno<S, Value> :
      OutValues<P> extends [] ? WithErrno<S, Value> :
        S extends { readonly errno: true } ? { value: Value; errno: number; out: OutValues<P> } :
          { value: Value; out: OutValues<P> };
  type WithErrno<S, Value> =
    S extends { readonly errno: true } ? { value: Value; errno: number } : Value;

  // --------------------------------------------------------- Parameters and results

  /** What only a parameter can be declared as. */
  export interface ParameterType { readonly [parameter]: unknown }

  interface NotPassed { readonly [parameter]: { readonly isPassed: false } }
  interface HasOutValue { readonly [parameter]: { readonly out: unknown } }

  /** A parameter that is a result. */
  export interface OutParameter<T = any> extends ParameterType {
    readonly [parameter]: { readonly isPassed: false; readonly out: OutValueOf<T> };
  }
  type OutValueOf<T> = T extends OwnedType<infer V> ? V :
    T extends AnyHandleType ? ResultOf<T> : FieldOf<T>;

  /** Makes a parameter that is a result: the address of a variable for C to write to. */
  export function out<const T extends ValueType | AnyHandleType | OwnedType>(
    type: T): OutParameter<T>;

  /** A parameter that is an argument and a result. */
  export interface InoutParameter<T, Null = never> extends ParameterType {
    readonly [parameter]: {
      readonly argument: InitOf<T> | Null;
      readonly out: OutValueOf<T> | Extract<Null, null>;
    };
  }

  /** Makes a parameter whose value is passed, and given back as C left it. */
  export function inout<const T extends ValueType, Null extends boolean = false>(
    type: T, options?: { nullable?: Null },
  ): InoutParameter<T, true extends Null ? null | undefined : never>;

  /** A parameter that follows from another argument. */
  export interface LengthParameter<Index extends number = number> extends ParameterType {
    readonly [parameter]: { readonly isPassed: false; readonly index: Index };
  }

  /**
   * Makes a parameter that is the length of another argument, in bytes.
   * @param index The index of the other one
   * @param type `'size_t'` if it is not given
   */
  export function lengthOf<const Index extends number>(
    index: Index, type?: IntegerName): LengthParameter<Index>;

  /**
   * Makes a parameter that is the number of elements of another argument.
   * @param index The index of the other one
   * @param type `'size_t'` if it is not given
   */
  export function countOf<const Index extends number>(
    index: Index, type?: IntegerName): LengthParameter<Index>;

  /** A result that is freed when it was copied. */
  export interface OwnedType<Value = any> { readonly [owner]: Value }

  /**
   * Makes the type of a result that is the caller's: it is copied, and then freed.
   * @param type Text; `chars()`, a pointer to a struct or a union, or an array with a length
   * @param free A native function, or the name of one in the same library
   */
  export function owned<const T extends OwnableType>(
    type: T, free: AnyNativeFunction | string): OwnedType<OwnedValueOf<T> | null>;

  type OwnableType = TypeNameOf<'text'> | CharsType | PointerType<any> | ArrayType<any, any>;
  type OwnedValueOf<T> = T extends TypeName ? ReturnTypeMap[DataTypeMap[T]] :
    T extends PointerType<infer Target> ? FieldOf<Target> : FieldOf<T>;

  // ------------------------------------------------------------------------ Handles

  /** The class of handles of one kind. It may be extended, and only C makes instances. */
  export type HandleType<Name extends string = string, Null = any, Closed = any> =
    HandleStatics<Name, Null, Closed> &
    (abstract new (token: HandleToken) => Handle<Name, Closed>);

  interface HandleStatics<Name extends string, Null, Closed> extends AnyHandleType {
    readonly prototype: Handle<Name, Closed>;
    readonly [handleValues]: {
      readonly argument: Handle<Name, any> | Null;
      readonly callbackResult: Handle<Name, any> | Null;
    };
  }

  export interface AnyHandle { readonly [handleName]: string }

  /** A class of handles of any kind: for parameters, results and `out()` only. */
  export interface AnyHandleType {
    readonly name: string;
    readonly size: number;
    readonly alignment: number;
    readonly [handleValues]: unknown;
  }

  /** What the constructor of a class that extends a handle's passes on. */
  export interface HandleToken { readonly [handleName]: never }

  /** Something of C's that only C can look into. */
  export interface Handle<Name extends string = string, Closed = unknown> {
    /** The address. */
    readonly pointer: bigint;
    /** Ends it, and gives what the function gives that does so. */
    close(): Closed;
    /** Ends it, if it has not ended. */
    [Symbol.dispose](): void;
    readonly [handleName]: Name;
  }

  export interface HandleOptions {
    /** What ends one: a native function, or the name of one in the same library. */
    close?: AnyNativeFunction | string;
    /** Whether `null` and `undefined` are taken as arguments. */
    nullable?: boolean;
  }

  /** Makes a class of handles, which can't be mistaken for those of another name. */
  export function handle<const Name extends string, const Options extends HandleOptions = {}>(
    name: Name, options?: Options,
  ): HandleType<Name, NullOf<Options>, ClosedOf<Options>>;

  type NullOf<Options> =
    Options extends { readonly nullable: true } ? null | undefined : never;
  // While a call uses it, it is not closed yet.
  type ClosedOf<Options> =
    Options extends { readonly close: (...args: any) => infer Result } ? Result | undefined :
      undefined;

  /** A type of handles that C lends. */
  export interface BorrowedType<T extends HandleClass<unknown>> extends AnyHandleType {
    readonly [handleValues]: {
      readonly argument: ArgumentOf<T>;
      readonly callbackResult: CallbackResultOf<T>;
      readonly borrowed: T['prototype'];
    };
  }

  /** Makes the type of handles that C lends, and that nothing closes. */
  export function borrowed<T extends AnyHandleType & HandleClass<unknown>>(
    type: T): BorrowedType<T>;

  /** A parameter that ends a handle. */
  export interface ConsumesParameter<T> extends ParameterType {
    readonly [parameter]: { readonly argument: ArgumentOf<T> };
  }

  /** Makes a parameter that ends the handle which is passed. */
  export function consumes<T extends AnyHandleType>(
    type: T): ConsumesParameter<T>;

  // ---------------------------------------------------------------------- Functions

  /** What C can have the address of: one of its own functions, or a `Callback`. */
  export interface FunctionPointer {
    readonly pointer: bigint;
    readonly [nativeFunction]: unknown;
  }

  /** A C function. */
  export interface NativeFunction<Arguments extends readonly unknown[], Result> {
    (...args: Arguments): Result;
    /** How many arguments it takes. */
    readonly length: number;
    /** The name of the symbol. */
    readonly name: string;
    /** The address of the C function. */
    pointer: bigint;
    readonly [nativeFunction]: unknown;
  }

  /** A C function that runs on another thread. */
  export interface NonblockingFunction<Arguments extends readonly unknown[], Result>
    extends NativeFunction<Arguments, Promise<Result>> {
    /** Gives the function whose calls are cancelled by a signal, if they have not begun. */
    signal(signal: AbortSignal): NonblockingFunction<Arguments, Result>;
  }

  /** A C function of which nothing is known when the program is compiled. */
  export type AnyNativeFunction = NativeFunction<any[], any>;

  /** A C function by the declared types of its result and its parameters. */
  export interface WrappedFunction<
    R extends ReturnType = any, P extends readonly ArgumentType[] = any[],
  > extends NativeFunction<Passed<P>, ReturnValueOf<R>> {}

  /** What a C function of a signature is in JavaScript. */
  export type WrappedFunctionFromSignature<S> =
    IsAnySignature<S> extends true ? AnyNativeFunction :
      S extends { readonly nonblocking: true | NativeThread } ?
        NonblockingFunction<ArgumentsOf<S>, CallResultOf<S>> :
        NativeFunction<ArgumentsOf<S>, CallResultOf<S>>;

  type LookedUp<S> = S extends { readonly optional: true } ?
    WrappedFunctionFromSignature<SignatureOf<S>> | null :
    WrappedFunctionFromSignature<SignatureOf<S>>;

  /** The functions that definitions give. */
  export type WrappedFunctionsFromDefinitions<T> =
    string extends keyof T ? { [name: string]: AnyNativeFunction } :
      { [Name in keyof T]: LookedUp<T[Name]> };

  // ---------------------------------------------------------------------- Callbacks

  // What says of which type a callback is: what is for functions that JavaScript calls is
  // an error, and so are parameters that are results.
  type CallbackKey = 'abi' | 'arguments' | 'parameters' | 'result' | 'return' | 'returns' |
    'threadsafe';
  type CheckedCallback<S> =
    S extends NativeType ? unknown :
      IsAnySignature<S> extends true ? unknown :
        { readonly [Key in Exclude<keyof S, CallbackKey>]: UnknownKey<Key> } & {
          readonly [Key in keyof S & ('arguments' | 'parameters')]: readonly PassedType[];
        } & {
          readonly [Key in keyof S & ('result' | 'return' | 'returns')]:
          Exclude<ReturnType, OwnedType>;
        };

  /** A JavaScript function by the declared types of its result and its parameters. */
  export type CallbackFunction<
    R extends ReturnType = any, P extends readonly ArgumentType[] = any[],
  > = (...args: Received<P>) => CallbackResultOf<R>;

  type Received<P extends readonly unknown[]> =
    { -readonly [Index in keyof P]: ResultOf<P[Index]> };
  type ReceivedBy<S> = IsAnySignature<S> extends true ? any[] :
    Received<ArgumentTypesFromFunctionSignature<S>>;

  /** A JavaScript function that C can call by a signature. */
  export type CallbackFunctionFromSignature<S> =
    (...args: ReceivedBy<S>) => IsAnySignature<S> extends true ? any : CallbackValueOf<S>;
  type CallbackValueOf<S> = S extends { readonly threadsafe: true | 'block' | 'queue' } ?
    Promise<ResultGiven<S>> | ResultGiven<S> : ResultGiven<S>;
  type ResultGiven<S> = CallbackResultOf<ReturnTypeFromFunctionSignature<S>>;

  export interface CallbackOptions<Result = unknown> {
    /** What C gets when the function throws, and when its result is not right. */
    errorResult?: Result;
    /** Whether the first call closes the callback when it returns. */
    once?: boolean;
    /** How many calls of other threads wait before their callers do. */
    highWaterMark?: number;
    /** In milliseconds: how long a caller waits for a thread that waits for it. */
    deadlockTimeout?: number;
  }

  export interface CallbackObject extends FunctionPointer {
    close(): void;
    ref(): unknown;
    unref(): unknown;
  }

  /** A JavaScript function that C can call until the `Callback` is closed. */
  export class Callback<const S extends FunctionSignature | FunctionType = FunctionSignature>
  implements CallbackObject {
    /**
     * @param signature The signature of the C function that `fn` is called through
     * @param fn Is called with as many arguments as the signature has parameters
     */
    constructor(
      signature: S & CheckedCallback<S>,
      fn: CallbackFunctionFromSignature<SignatureOf<S>>,
      options?: CallbackOptions<ResultGiven<SignatureOf<S>>>);

    /** Makes a callback whose calls can be iterated over: the arguments of each. */
    static events<const S extends FunctionSignature | FunctionType>(
      signature: S & CheckedCallback<S>, options?: { highWaterMark?: number },
    ): CallbackEvents<ReceivedBy<SignatureOf<S>>>;

    /** The address of the C function. */
    readonly pointer: bigint;
    /** Takes back `unref()`. */
    ref(): this;
    /** Lets the callback be garbage collected when nothing refers to it. */
    unref(): this;
    /** Ends the callback: C must not use the address any more. */
    close(): void;
    [Symbol.dispose](): void;
    readonly [nativeFunction]: unknown;
  }

  /** The calls of a callback, in their order. */
  export interface CallbackEvents<Arguments> extends FunctionPointer {
    ref(): this;
    unref(): this;
    close(): void;
    [Symbol.dispose](): void;
    [Symbol.asyncIterator](): AsyncIterableIterator<Arguments>;
  }

  /** A thread for calls that run one after the other: `nonblocking: thread`. */
  export class NativeThread {
    constructor(options?: { name?: string });
    /** Runs what is queued, then ends the thread. */
    [Symbol.dispose](): void;
    /** The same; the promise is fulfilled when the thread has ended. */
    [Symbol.asyncDispose](): Promise<void>;
    readonly [instance]: 'NativeThread';
  }

  // ---------------------------------------------------------------------- Libraries

  type LibraryFile = string | URL | Bytes | SharedArrayBuffer;

  /** A file name, a `file:` URL, a library's bytes; several of these; or the process. */
  export type LibraryPath = LibraryFile | null | readonly (LibraryFile | null)[];

  export interface LibraryOptions {
    /** Looks up symbols when they are first needed. */
    lazy?: boolean;
    /** Has libraries that are loaded later see the symbols of this one. */
    global?: boolean;
    /** Never unloads the library. */
    nodelete?: boolean;
    /** Has the library see its own symbols before those of others. */
    deepbind?: boolean;
    /** Is always so. */
    supportsExceptions?: boolean;
  }

  export interface DlopenOptions<Types extends DeclaredTypes = DeclaredTypes>
    extends LibraryOptions {
    /** Types that declarations as text may use by name. */
    types?: Types;
  }

  // Only a text has names that types could be given for.
  type OptionsOf<T, Types extends DeclaredTypes> =
    T extends string ? DlopenOptions<Types> :
      IsFunctions<T> extends true ? DlopenOptions<Types> : LibraryOptions;

  /** Functions by name, for a library whose declarations are text. */
  export interface FunctionTypes { [name: string]: (...args: any) => any }

  // What `dlopen()` takes: definitions, or text. As a type argument, functions, for text.
  interface Declarations {
    readonly [name: string]: FunctionSignature | FunctionType | FunctionTypes[string];
  }
  type IsFunctions<T> = T extends string ? false :
    [keyof T] extends [never] ? false : T extends FunctionTypes ? true : false;
  type TextOf<T> = IsFunctions<T> extends true ? string : never;
  type CheckedDefinitions<T> = T extends string ? unknown :
    string extends keyof T ? unknown : { [Name in keyof T]: KnownKeys<T[Name]> };

  export interface DynamicLibraryResult<T> {
    /** The library. */
    lib: DynamicLibrary;
    /** The functions, by name. */
    functions: WrappedFunctionsFromDefinitions<T>;
    /** Closes the library. */
    [Symbol.dispose](): void;
    /** The same; the promise is fulfilled when its calls in flight are done. */
    [Symbol.asyncDispose](): Promise<void>;
  }

  /** What `dlopen()` gives for text. */
  export interface DeclaredLibrary<Functions> {
    /** The library. */
    lib: DynamicLibrary;
    /** The functions, by name. */
    functions: Functions;
    /** The types of the text, by tag and by typedef. */
    types: Declared['types'];
    /** The constants of the text. */
    constants: Declared['constants'];
    /** The variables that the text declares, by name. */
    variables: { [name: string]: Variable<any> };
    /** Closes the library. */
    [Symbol.dispose](): void;
    /** The same; the promise is fulfilled when its calls in flight are done. */
    [Symbol.asyncDispose](): Promise<void>;
  }

  type DlopenResult<T, Types> =
    T extends string ? DeclaredLibrary<WrappedFunctionsFromDefinitions<CFunctions<T, Types>>> :
      IsFunctions<T> extends true ?
        DeclaredLibrary<{ [Name in keyof T]: T[Name] & FunctionPointer }> :
        DynamicLibraryResult<T>;

  /**
   * Loads a library, and looks up functions in it.
   * @param path The library; `null` is the process itself
   * @param definitions The signatures of functions by name; or C declarations as text,
   *   whose functions may be a type argument
   */
  export function dlopen<
    const T extends Declarations | string = {}, const Types extends DeclaredTypes = {},
    const Path extends LibraryPath = LibraryPath,
  >(
    path: Path extends readonly [] ? readonly [LibraryFile] : Path,
    definitions?: (T & CheckedDefinitions<T>) | TextOf<T>, options?: OptionsOf<T, Types>,
  ): DlopenResult<T, Types>;

  /** Closes a library. */
  export function dlclose(handle: DynamicLibrary): void;

  /** Looks up the address of a symbol. */
  export function dlsym(handle: DynamicLibrary, name: string): bigint;

  /** Looks for a library as the linker does: gives its file, or `undefined`. */
  export function findLibrary(name: string): string | undefined;

  /** Where a signature is not what the library's debug information says. */
  export interface SignatureContradiction {
    /** The function, as the program calls it. */
    name: string;
    /** That of the parameter; -1 for the result, `undefined` for all parameters. */
    index: number | undefined;
    /** The type in the signature. */
    declared: string;
    /** The type in the library, as C has it. */
    actual: string;
    /** All of that in a sentence. */
    message: string;
  }

  /** Compares a library's functions with its debug information. */
  export function checkSignatures(library: DynamicLibrary): SignatureContradiction[];

  /** A variable of a library. */
  export interface Variable<T> {
    readonly name: string;
    /** The address of the variable. */
    readonly pointer: bigint;
    /** Its value. To assign to it writes the variable. */
    get value(): FieldOf<T>;
    set value(value: CallbackResultOf<T> | InitOfPlain<T>);
  }
  // A variable is native memory, which takes addresses only.
  type InitOfPlain<T> = T extends TypeName ? never : InitOf<T>;

  /** A loaded library. */
  export class DynamicLibrary {
    /** Loads a library. */
    constructor(path: LibraryPath, options?: LibraryOptions);

    /** The path that the library was loaded with. */
    readonly path: string;

    /** The functions that were looked up in this library, by name. */
    readonly functions: { readonly [name: string]: AnyNativeFunction };

    /** The addresses of the symbols that were looked up in this library, by name. */
    readonly symbols: { readonly [name: string]: bigint };

    /** Looks up a function. */
    getFunction<const S extends FunctionSignature | FunctionType>(
      name: string, signature: S & KnownKeys<S>): LookedUp<S>;

    /** Looks up several functions. */
    getFunctions<const T extends FunctionDefinitions>(
      definitions: T & CheckedDefinitions<T>): WrappedFunctionsFromDefinitions<T>;
    /** Gives the functions that were looked up. */
    getFunctions(): { readonly [name: string]: AnyNativeFunction };

    /** Makes a function of an address. It can be called until the library is closed. */
    getFunctionFromPointer<const S extends FunctionSignature | FunctionType>(
      pointer: bigint, signature: S & KnownKeys<S>,
    ): WrappedFunctionFromSignature<SignatureOf<S>>;

    /** Looks up the address of a function or variable. */
    getSymbol(name: string): bigint;

    /** Gives the addresses of the symbols that were looked up. */
    getSymbols(): { readonly [name: string]: bigint };

    /** Looks up a variable. */
    getVariable<const T extends ValueType>(
      name: string, type: T): Variable<T>;

    /** Makes a C function that calls a JavaScript function, and gives its address. */
    registerCallback<const S extends FunctionSignature | FunctionType>(
      signature: S & CheckedCallback<S>,
      callback: CallbackFunctionFromSignature<SignatureOf<S>>): bigint;
    registerCallback(callback: () => Ignored): bigint;

    /** Ends a callback: C must not use the address any more. */
    unregisterCallback(pointer: bigint): void;

    /** Takes back `unrefCallback()`. */
    refCallback(pointer: bigint): void;

    /** Lets the function of a callback be garbage collected. */
    unrefCallback(pointer: bigint): void;

    /** Closes the library. */
    close(): void;
    [Symbol.dispose](): void;
    /** Closes the library; the promise is fulfilled when none of its calls is in flight. */
    [Symbol.asyncDispose](): Promise<void>;
  }

  // ----------------------------------------------------------------- C declarations

  /** What C declarations declare. */
  export interface Declared<Functions = FunctionDefinitions> {
    /** The signatures of the functions, as `dlopen()` takes them. */
    functions: Functions;
    /** The types, by tag (`'struct stat'`) and by typedef. */
    types: { [name: string]: any };
    /** The constants of enumerations: numbers, or bigints where they need 64 bits. */
    constants: { [name: string]: any };
    /** The types of the variables, by name. */
    variables: { [name: string]: any };
  }

  /** Types that C declarations may use by name. */
  export interface DeclaredTypes {
    readonly [name: string]: TypeName | NativeType | AnyHandleType | FieldSpecifier;
  }

  /**
   * Reads C declarations.
   * @param text As a manual prints them; without a preprocessor
   */
  export function cdef<const Text extends string, const Types extends DeclaredTypes = {}>(
    text: Text, options?: { types?: Types }): Declared<CFunctions<Text, Types>>;

  /** A mistake in C declarations. */
  export interface DeclarationError extends SyntaxError {
    code: 'ERR_FFI_DECLARATION';
    /** From 1. */
    line: number;
    /** From 1. */
    column: number;
  }

  /** The codes of the errors that only this module has. */
  export type ErrorCode = 'ERR_FFI_CALL_FAILED' | 'ERR_FFI_DECLARATION' |
    'ERR_FFI_INVALID_POINTER' | 'ERR_FFI_LIBRARY_CLOSED';

  // ------------------------------------------------------------------------- Memory

  /** Reads a number of native memory. */
  export function getInt8(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getUint8(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getInt16(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getUint16(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getInt32(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getUint32(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getInt64(pointer: bigint, offset?: number): bigint;
  /** Reads a number of native memory, or an address. */
  export function getUint64(pointer: bigint, offset?: number): bigint;
  /** Reads a number of native memory. */
  export function getFloat32(pointer: bigint, offset?: number): number;
  /** Reads a number of native memory. */
  export function getFloat64(pointer: bigint, offset?: number): number;

  /** Writes a number to native memory. */
  export function setInt8(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setUint8(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setInt16(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setUint16(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setInt32(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setUint32(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setInt64(pointer: bigint, offset: number, value: bigint | number): void;
  /** Writes a number to native memory. */
  export function setUint64(pointer: bigint, offset: number, value: bigint | number): void;
  /** Writes a number to native memory. */
  export function setFloat32(pointer: bigint, offset: number, value: number): void;
  /** Writes a number to native memory. */
  export function setFloat64(pointer: bigint, offset: number, value: number): void;

  /** Copies a C string, or so many bytes, to a JavaScript string. `NULL` is `null`. */
  export function toString(pointer: bigint): string | null;
  export function toString(
    pointer: bigint, length: number | bigint, encoding?: BufferEncoding): string | null;

  /** Copies native memory to a `Buffer`, or gives a view of it if `copy` is `false`. */
  export function toBuffer(
    pointer: bigint, length: number | bigint, copy?: boolean): NonSharedBuffer;

  /** Copies native memory to an `ArrayBuffer`, or gives a view of it if `copy` is `false`. */
  export function toArrayBuffer(
    pointer: bigint, length: number | bigint, copy?: boolean): ArrayBuffer;

  /** Gives a view of native memory that workers can share. */
  export function toSharedArrayBuffer(
    pointer: bigint, length: number | bigint): SharedArrayBuffer;

  /** Copies a string, and a NUL, to native memory, where there is room for `len` bytes. */
  export function exportString(
    string: string, pointer: bigint, len: number, encoding?: BufferEncoding): void;

  /** Copies bytes to native memory, where there is room for `len` of them. */
  export function exportBuffer(buffer: Buffer, pointer: bigint, len: number): void;

  /** Copies bytes to native memory, where there is room for `len` of them. */
  export function exportArrayBuffer(arrayBuffer: ArrayBuffer, pointer: bigint, len: number): void;

  /** Copies bytes to native memory, where there is room for `len` of them. */
  export function exportArrayBufferView(
    arrayBufferView: ArrayBufferView, pointer: bigint, len: number): void;

  /** Gives the address of bytes, or of an instance. */
  export function getRawPointer(
    source: Bytes | SharedArrayBuffer | AnyInstance | AnyHandle): bigint;

  /** Gives the address of the event loop of the current thread. */
  export function getCurrentEventLoop(): bigint;

  /** Bytes, or an address. */
  export type Memory = Bytes | SharedArrayBuffer | bigint | AnyInstance;

  /** Copies bytes. The two sides may overlap. */
  export function copy(target: Memory, source: Memory, length: number | bigint): void;

  /** Sets bytes to a value from 0 to 255. */
  export function fill(target: Memory, value: number, length: number | bigint): void;

  /** Compares bytes: the sign of the result says which side is less. */
  export function compare(a: Memory, b: Memory, length: number | bigint): number;

  /** Makes bytes of native memory that is freed once: on disposal, or when collected. */
  export function adopt(
    pointer: bigint, length: number | bigint, free: AnyNativeFunction): AdoptedBytes;

  /** Bytes that are freed by the library's own function. */
  export interface AdoptedBytes extends NonSharedBuffer {
    /** Frees the memory now. The bytes are detached. */
    [Symbol.dispose](): void;
  }

  /** Native memory that is freed at once, when the arena is disposed of. */
  export class Arena {
    constructor();
    /**
     * Gives zeroed memory.
     * @param type A struct or the like, of which it gives an instance; any other type, of
     *   which it gives an array; or a number of bytes
     */
    alloc<C extends NativeClass>(type: C): C['prototype'];
    alloc<const T extends ValueType>(type: T, count?: number): AllocatedOf<T>;
    alloc(bytes: number | bigint, count?: number): ArenaBytes;
    /** Copies a string, and a NUL that the result does not have. */
    string(text: string, encoding?: BufferEncoding): ArenaBytes;
    /** Frees the memory. All views of it are detached. */
    [Symbol.dispose](): void;
  }

  export interface ArenaBytes extends NonSharedBuffer { readonly pointer: bigint }
  type AllocatedOf<T> = T extends keyof TypedArrayMap ?
    TypedArrayMap[T] & { readonly pointer: bigint } : ArrayInstance<T>;

  /** The extension that shared libraries have on the platform, without a dot. */
  export const suffix: string;

  // -------------------------------------------------------- Reading C declarations

  // What a text declares, as far as can be told without knowing its types: the names of
  // functions, how many arguments they take, and of which types these are if they are C's
  // own, or in `types`. What has another name may be anything. A text in which there is
  // anything else that is hard to read has functions of any name.
  type CFunctions<Text extends string, Types> =
    string extends Text ? FunctionDefinitions :
      Text extends `${string}${CHard}${string}` ? FunctionDefinitions :
        CStatements<Text, Types> extends infer Found ?
          [Extract<Found, Unread>] extends [never] ?
            { [F in Found as F extends [infer Name extends string, any] ? Name : never]:
              F extends [any, infer Signature] ? Signature : never } :
            FunctionDefinitions :
          never;
  type CHard = '/*' | '//' | '#' | '"' | '\\' | '\r' | '\f' | '\v';
  interface Unread { readonly [unknownKey]: 'unread' }

  // Four at a time, as TypeScript gives up after 1,000 times.
  type CStatements<Text, Types, Found = never> =
    Text extends `${infer A};${infer B};${infer C};${infer D};${infer Rest}` ?
      CStatements<Rest, Types, Found | CStatement<A | B | C | D, Types>> :
      Text extends `${infer Statement};${infer Rest}` ?
        CStatements<Rest, Types, Found | CStatement<Statement, Types>> : Found;

  // A function's name and signature. What has nothing in parentheses is none, such as a
  // variable or a member of a struct, and neither is a pointer to a function.
  type CStatement<Statement, Types> =
    Statement extends `${infer Head}(${infer Rest}` ?
      Head extends `${string}}${string}` ? Unread :
        Head extends `${string}${'{' | '='}${string}` ?
          Rest extends `${string}}${string}(${string}` ? Unread : never :
          CTrimmed<Rest> extends `*${infer Name})${infer Behind}` ?
            CIsPointer<Name, CTrimmed<Behind>> extends true ? never : Unread :
            CFunction<CWords<Head>, CTrimmed<Rest>, Types> :
      never;
  type CIsPointer<Name, Behind> =
    Name extends `${string}(${string}` ? false :
      Behind extends `(${infer Parameters})` ? CIsWhole<Parameters> :
        Behind extends `${string}(${string}` ? false : true;
  type CFunction<Head, Rest, Types> =
    Head extends ['_Static_assert' | 'static_assert'] ? never :
      Head extends [...infer Type extends [string, ...string[]], infer Name extends string] ?
        'typedef' extends Type[number] ? Unread :
          Name extends CNoName | `${string},${string}` ? Unread :
            Rest extends `${infer Parameters})` ?
              CSplit<Parameters> extends infer List extends string[] ?
                [Name, CSignature<List, CType<Type, Types, false>, Types>] : Unread :
              Unread :
        Unread;

  type CNoName = '*' | CQualifier | CWord | '__attribute__' | '__asm__' | 'asm' | '_Alignas';

  type CSignature<List extends string[], Result, Types> =
    List extends [...infer Fixed extends string[], '...'] ?
      CDefinition<CParameters<Fixed, Types>, Result> & { readonly variadic: true } :
      CDefinition<CParameters<List, Types>, Result>;
  export interface CDefinition<Parameters, Result> {
    readonly arguments: Parameters;
    readonly return: Result;
  }

  // Split at commas, but for those in parentheses or braces; nothing if these don't match.
  type CSplit<Text, Found extends string[] = [], Part extends string = ''> =
    Text extends `${infer First},${infer Rest}` ?
      CIsWhole<`${Part}${First}`> extends true ?
        CSplit<Rest, [...Found, CTrimmed<`${Part}${First}`>]> :
        CSplit<Rest, Found, `${Part}${First},`> :
      Text extends string ?
        CIsWhole<`${Part}${Text}`> extends true ?
          CTrimmed<`${Part}${Text}`> extends infer Last extends string ?
            Last extends '' | 'void' ? Found : [...Found, Last] : never :
          undefined :
        never;
  // Whether parentheses match: what is in the innermost is taken out. Braces are not in
  // each other, as what has a semicolon is not read.
  type CIsWhole<Text> =
    Text extends `${infer Before})${infer After}` ?
      Before extends `${string}(${string}` ?
        CIsWhole<`${CBeforeLast<Before>}${After}`> : false :
      Text extends `${string}(${string}` ? false : CIsClosed<Text>;
  type CIsClosed<Text> =
    Text extends `${string}{${infer Rest}` ?
      Rest extends `${string}}${infer After}` ? CIsClosed<After> : false : true;
  type CBeforeLast<Text, Before extends string = ''> =
    Text extends `${infer First}(${infer Rest}` ?
      Rest extends `${string}(${string}` ? CBeforeLast<Rest, `${Before}${First}(`> :
        `${Before}${First}` :
      never;

  type CParameters<List extends string[], Types> = {
    [Index in keyof List]:
    List[Index] extends `${string}{${string}` ? CAny :
      List[Index] extends `${string}(${string}` ? CFunctionPointer :
        List[Index] extends `${string}[${string}` ? CPointer<any> :
          CType<CWords<List[Index]>, Types, true>;
  };

  type CType<Words, Types, MayHaveName> =
    Words extends ['void'] ? 'void' :
      CStar<Words> extends [infer Target extends string[], infer Rest extends string[]] ?
        '*' extends Rest[number] ? CPointer<bigint> : CPointerTo<Target, Types> :
        CValueOf<CPlain<Words>, Types, MayHaveName>;
  // What is before and behind the first star.
  type CStar<Words, Before extends unknown[] = []> =
    Words extends [infer First, ...infer Rest] ?
      First extends '*' ? [Before, Rest] : CStar<Rest, [...Before, First]> : undefined;

  type CPointerTo<Target extends string[], Types> =
    CNamed<CPlain<Target>, Types> extends infer T ?
      T extends AnyHandleType ? T :
        T extends NativeType ? PointerType<T> :
          CPlain<Target> extends ['void'] ? 'pointer' :
            'const' extends Target[number] ?
              [T] extends [keyof CText & CPlain<Target>[0]] ? CText[T] : CPointerToPlain<T> :
              CPointerToPlain<T> :
      never;
  type CPointerToPlain<T> = T extends TypeName ? CPointer<bigint> : CPointer<any>;

  // With the name of a parameter, or without.
  type CValueOf<Words, Types, MayHaveName> =
    CNamed<Words, Types> extends infer T ?
      [T] extends [undefined] ?
        MayHaveName extends true ?
          Words extends [...infer Type, infer Last] ?
            Last extends CWord ? CAny : CValueOf<Type, Types, false> :
            CAny :
          CAny :
        T :
      never;

  // What the program has given for a name, or else what the name is in C.
  type CNamed<Words, Types> =
    Words extends ['struct' | 'union' | 'enum', infer Tag extends string] ?
      `${Words[0]} ${Tag}` extends keyof Types ? CGiven<Types[`${Words[0]} ${Tag}`], undefined> :
        Tag extends keyof Types ? CGiven<Types[Tag], undefined> : undefined :
      CJoined<Words> extends infer Name ?
        Name extends keyof CScalar ?
          Name extends keyof Types ? CGiven<Types[Name], CScalar[Name]> : CScalar[Name] :
          Name extends keyof Types ? CGiven<Types[Name], undefined> : undefined :
        never;
  // Of the types of another text, it is not known which there are.
  type CGiven<T, Otherwise> =
    0 extends 1 & T ? Otherwise : T extends TypeName | NativeType | AnyHandleType ? T : undefined;

  // A type of which nothing is known.
  export interface CAny extends NativeType { readonly [values]: CValues<any, any> }
  export interface CPointer<Result> extends NativeType {
    readonly [values]: CValues<Bytes | bigint | object | null | undefined, Result>;
  }
  export interface CFunctionPointer extends NativeType {
    readonly [values]: CValues<
      ((...args: any[]) => any) | FunctionPointer | bigint | null | undefined, any>;
  }
  interface CValues<Argument, Result> {
    readonly argument: Argument;
    readonly result: Result;
    readonly field: Result;
    readonly init: Argument;
    readonly object: Result;
    readonly callbackResult: Argument;
  }

  interface CText {
    char: 'cstring';
    wchar_t: 'wstring';
    char16_t: 'string16';
    char32_t: 'string32';
  }

  // What is no name of a parameter.
  type CWord = 'int' | 'char' | 'short' | 'long' | 'float' | 'double' | 'signed' | 'unsigned' |
    'bool' | '_Bool' | '_Complex' | '__int128';

  // The names that C has for scalars.
  interface CScalar extends CSized {
    'bool': 'boolean';
    '_Bool': 'boolean';
    'char': 'char';
    'signed char': 'schar';
    'unsigned char': 'uchar';
    'short': 'short';
    'short int': 'short';
    'unsigned short': 'ushort';
    'unsigned short int': 'ushort';
    'int': 'int';
    'signed': 'int';
    'signed int': 'int';
    'unsigned': 'uint';
    'unsigned int': 'uint';
    'long': 'long';
    'long int': 'long';
    'unsigned long': 'ulong';
    'unsigned long int': 'ulong';
    'long long': 'longlong';
    'long long int': 'longlong';
    'unsigned long long': 'ulonglong';
    'unsigned long long int': 'ulonglong';
    'float': 'float';
    'double': 'double';
  }
  type CSized = {
    [Name in Extract<TypeName, `${string}_t`>]: Name;
  };

  // Words, without what makes no difference.
  type CPlain<Words> =
    Words extends [infer First, ...infer Rest] ?
      First extends CQualifier ? CPlain<Rest> : [First, ...CPlain<Rest>] : [];
  type CQualifier = 'const' | 'volatile' | 'restrict' | '__restrict' | 'extern' | 'static' |
    'inline' | '_Noreturn';
  type CJoined<Words> =
    Words extends [infer First extends string, ...infer Rest] ?
      Rest extends [] ? First : `${First} ${CJoined<Rest>}` : '';
  type CWords<Text> = Text extends string ?
    CSplitWords<CReplaced<CReplaced<CReplaced<Text, '\n', ' '>, '\t', ' '>, '*', ' * '>> : never;
  type CSplitWords<Text extends string, Found extends string[] = []> =
    Text extends `${infer First} ${infer Rest}` ?
      CSplitWords<Rest, First extends '' ? Found : [...Found, First]> :
      Text extends '' ? Found : [...Found, Text];
  type CReplaced<
    Text extends string, From extends string, To extends string, Done extends string = '',
  > =
    Text extends `${infer First}${From}${infer Rest}` ?
      CReplaced<Rest, From, To, `${Done}${First}${To}`> : `${Done}${Text}`;
  type CTrimmed<Text> =
    Text extends `${' ' | '\n' | '\t'}${infer Rest}` ? CTrimmed<Rest> :
      Text extends `${infer Rest}${' ' | '\n' | '\t'}` ? CTrimmed<Rest> : Text;

  export {};
}
