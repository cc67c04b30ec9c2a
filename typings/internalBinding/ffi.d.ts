declare namespace InternalFFIBinding {
  type Bytes = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

  /** The number that stands for a type: an index of `types`. */
  type TypeNumber = number;

  interface Type {
    name: string;
    size: number;
    isFloat: boolean;
    isSigned: boolean;
    /** What it is in JavaScript. */
    values: 'Nothing' | 'Number' | 'BigInt' | 'Boolean' | 'SafeInteger' | 'Pointer' |
      'Utf8' | 'Utf16' | 'Utf32';
  }

  /** An External, for which TypeScript has no type. */
  type Target = object;
  type StringArea = object;

  class Library {
    constructor(path: string | null);
    assertOpen(): void;
    close(): void;
    hasCallbacks(): boolean;
    checkFunctionPointer(pointer: bigint): void;
    getSymbol(name: string, description: string, isOptional: boolean): bigint | null;
    readVariable(address: bigint, type: TypeNumber): unknown;
    writeVariable(address: bigint, type: TypeNumber, value: unknown): void;
    registerCallback(
      fn: (...args: any[]) => unknown,
      result: TypeNumber,
      args: TypeNumber[],
      adapter: ((fn: (...args: any[]) => unknown) => unknown) | undefined,
      abi: number,
    ): bigint;
    unregisterCallback(pointer: bigint): void;
    refCallback(pointer: bigint): void;
    unrefCallback(pointer: bigint): void;
  }

  class ForeignFunction {
    constructor(address: bigint, result: TypeNumber, args: TypeNumber[], hasErrorNumber: boolean,
                abi: number);
    /** What makes calls from optimised code, for a thunk's signature. */
    createRaw(withNumbers: boolean): ((...args: unknown[]) => unknown) | undefined;
    /** Such functions may run JavaScript. */
    isOfNode(): boolean;
    getTarget(): Target;
    createCallable(name: string): ((...args: unknown[]) => unknown) & { pointer: bigint };
  }
}

export interface FFIBinding {
  ForeignFunction: typeof InternalFFIBinding.ForeignFunction;
  Library: typeof InternalFFIBinding.Library;
  /** The numbers that stand for calling conventions. */
  abis: Readonly<Record<string, number>>;
  /** The platform's name, for messages. */
  platform: string;
  typeNames: Readonly<Record<string, InternalFFIBinding.TypeNumber>>;
  types: readonly InternalFFIBinding.Type[];

  assertPermitted(): void;
  /** For tests. */
  forbidGeneratedCode(): void;
  mayGenerateCode(): boolean;
  onFirstAddon(listener: () => void): boolean;
  onNoCallbacks(listener: () => void): void;
  /** Nothing on platforms where addresses don't have 64 bits. */
  getCallbackFrame(): ArrayBuffer | undefined;
  /** The errno of the thread. */
  getErrorNumber(): ArrayBuffer;
  throwSystemError(errno: number, syscall: string): never;
  throwInvalidArgType(message: string): never;
  throwInvalidArgValue(message: string): never;
  throwInvalidPointer(message: string): never;
  throwNoMemory(message: string): never;
  throwOutOfRange(message: string): never;

  /** Calls with `arguments..., function, argumentCount`. */
  callSlow(...args: unknown[]): unknown;
  compileFunction(body: string, parameters: string[]): (...args: any[]) => any;

  // Fast API functions. The values must be right.
  addressOfBuffer(value: object): bigint;
  addressOfView(view: ArrayBufferView): bigint;
  copyString(string: string, area: InternalFFIBinding.StringArea, index: number): bigint;
  newStringArea(): InternalFFIBinding.StringArea;
  toInt64(number: number): bigint;
  int64ToNumber(bigint: bigint): number;
  uint64ToNumber(bigint: bigint): number;

  /** The key of what no program can see. */
  createPrivateSymbol(name: string): symbol;

  // Fast API functions, at addresses that are not checked.
  copyMemory(target: number, source: number, size: number): void;
  /** Zero if there are no bytes, or none any more. */
  locate(view: ArrayBufferView): number;
  readBigInt64(address: number): bigint;
  writeBigInt64(address: number, value: bigint): void;
  readBigUint64(address: number): bigint;
  writeBigUint64(address: number, value: bigint): void;
  readFloat32(address: number): number;
  writeFloat32(address: number, value: number): void;
  readFloat64(address: number): number;
  writeFloat64(address: number, value: number): void;
  readInt16(address: number): number;
  writeInt16(address: number, value: number): void;
  readInt32(address: number): number;
  writeInt32(address: number, value: number): void;
  readInt53(address: number): number;
  writeInt53(address: number, value: number): void;
  readInt8(address: number): number;
  writeInt8(address: number, value: number): void;
  readUint16(address: number): number;
  writeUint16(address: number, value: number): void;
  readUint32(address: number): number;
  writeUint32(address: number, value: number): void;
  readUint53(address: number): number;
  writeUint53(address: number, value: number): void;
  readUint8(address: number): number;
  writeUint8(address: number, value: number): void;

  readText(address: bigint, type: InternalFFIBinding.TypeNumber): string | null;
  readUtf8(address: bigint): string | null;
  textAfterCall(
    address: bigint, type: InternalFFIBinding.TypeNumber, entries: number): string | null;
  throwUnsafeInteger(subject: string): never;

  /** The room that is needed, if that is more than `length`. */
  exportBytes(bytes: InternalFFIBinding.Bytes, pointer: bigint, length: number): number | undefined;
  /** The same, for the string and a NUL. */
  exportText(string: string, pointer: bigint, length: number, encoding: 'latin1' | 'utf16le' | 'utf8'): number | undefined;
  getCurrentEventLoop(): bigint;
  getRawPointer(bytes: InternalFFIBinding.Bytes): bigint;
  toArrayBuffer(pointer: bigint, length: number, copy?: boolean): ArrayBuffer;
  toBuffer(pointer: bigint, length: number, copy?: boolean): Uint8Array;
  toString(pointer: bigint): string | null;

  getFloat32(pointer: bigint, offset?: number): number;
  fastGetFloat32(pointer: bigint, offset: number): number;
  getFloat64(pointer: bigint, offset?: number): number;
  fastGetFloat64(pointer: bigint, offset: number): number;
  getInt16(pointer: bigint, offset?: number): number;
  fastGetInt16(pointer: bigint, offset: number): number;
  getInt32(pointer: bigint, offset?: number): number;
  fastGetInt32(pointer: bigint, offset: number): number;
  getInt64(pointer: bigint, offset?: number): bigint;
  fastGetInt64(pointer: bigint, offset: number): bigint;
  getInt8(pointer: bigint, offset?: number): number;
  fastGetInt8(pointer: bigint, offset: number): number;
  getUint16(pointer: bigint, offset?: number): number;
  fastGetUint16(pointer: bigint, offset: number): number;
  getUint32(pointer: bigint, offset?: number): number;
  fastGetUint32(pointer: bigint, offset: number): number;
  getUint64(pointer: bigint, offset?: number): bigint;
  fastGetUint64(pointer: bigint, offset: number): bigint;
  getUint8(pointer: bigint, offset?: number): number;
  fastGetUint8(pointer: bigint, offset: number): number;

  setFloat32(pointer: bigint, offset: number, value: number): void;
  fastSetFloat32(pointer: bigint, offset: number, value: number): void;
  setFloat64(pointer: bigint, offset: number, value: number): void;
  fastSetFloat64(pointer: bigint, offset: number, value: number): void;
  setInt16(pointer: bigint, offset: number, value: number): void;
  fastSetInt16(pointer: bigint, offset: number, value: number): void;
  setInt32(pointer: bigint, offset: number, value: number): void;
  fastSetInt32(pointer: bigint, offset: number, value: number): void;
  setInt64(pointer: bigint, offset: number, value: number | bigint): void;
  fastSetInt64(pointer: bigint, offset: number, value: number | bigint): void;
  setInt8(pointer: bigint, offset: number, value: number): void;
  fastSetInt8(pointer: bigint, offset: number, value: number): void;
  setUint16(pointer: bigint, offset: number, value: number): void;
  fastSetUint16(pointer: bigint, offset: number, value: number): void;
  setUint32(pointer: bigint, offset: number, value: number): void;
  fastSetUint32(pointer: bigint, offset: number, value: number): void;
  setUint64(pointer: bigint, offset: number, value: number | bigint): void;
  fastSetUint64(pointer: bigint, offset: number, value: number | bigint): void;
  setUint8(pointer: bigint, offset: number, value: number): void;
  fastSetUint8(pointer: bigint, offset: number, value: number): void;
}
