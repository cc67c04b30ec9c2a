declare namespace InternalFFIBinding {
  type Bytes = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;
  type AnyFunction = (...args: any[]) => unknown;

  /** The number that stands for a type: an index of `types`. */
  type TypeNumber = number;

  interface Type {
    name: string;
    size: number;
    alignment: number;
    isFloat: boolean;
    isSigned: boolean;
    /** What it is in JavaScript. */
    values: 'Nothing' | 'Number' | 'BigInt' | 'Boolean' | 'SafeInteger' | 'Pointer' |
      'Reference' | 'Utf8' | 'Utf16' | 'Utf32';
    /** What a value must be, for errors. */
    expected: string;
  }

  /** How an aggregate lies in memory. Errors are a name, and the index of a field. */
  class TypeLayout {
    static aggregate(
      isUnion: boolean, types: Layout[], widths: (number | undefined)[], unnamed: boolean[],
      alignments: number[], packing: number, alignment: number,
    ): TypeLayout | [string, number | undefined];
    static array(element: Layout, count?: number): TypeLayout | [string, undefined];
    /** The size, the alignment, then each member's offset, and the bit there. */
    describe(): number[];
  }

  type Layout = TypeNumber | TypeLayout;

  /** The number of a type, of one DebugInfo; 0 is void. */
  type DebugTypeNumber = number;

  interface DebugField {
    name: string;
    type: DebugTypeNumber;
    bitOffset: number | undefined;
    bitSize: number | undefined;
  }

  interface DebugType {
    kind: string;
    name: string;
    linkageName: string;
    size: number | undefined;
    isSigned: boolean;
    isIncomplete: boolean;
    isByReference: boolean;
    isVariadic: boolean;
    isPrototyped: boolean;
    target: DebugTypeNumber;
    fields: DebugField[];
    counts: (number | undefined)[];
    enumerators: { name: string; value: bigint }[];
  }

  /** The debug information of a loaded file. */
  class DebugInfo {
    /** Of the file that an address is in. */
    constructor(address: bigint);
    /** These are undefined if it is in none. */
    path: string | undefined;
    buildId: string | undefined;
    hasInformation: boolean | undefined;
    covers(address: bigint): boolean;
    findFunction(address: bigint): DebugTypeNumber;
    describe(type: DebugTypeNumber): DebugType;
  }

  /** What async hooks see of a call in flight. */
  type AsyncCall = object;
  type NativeThread = object;

  /** An External, for which TypeScript has no type. */
  type Target = object;
  type TemporaryArea = object;

  class Library {
    /** Of a path, of the process itself, or of bytes. */
    constructor(
      source: string | null | Uint8Array, isBoundNow?: boolean, isGlobal?: boolean,
      isKept?: boolean, prefersOwn?: boolean);
    assertOpen(): void;
    assertWritable(address: bigint): void;
    close(): void;
    addFunction(fn: ForeignFunction): void;
    getSymbol(name: string, description: string, isOptional: boolean): bigint | null;
    readVariable(address: bigint, type: TypeNumber): unknown;
    writeVariable(address: bigint, type: TypeNumber, value: unknown): void;
    registerCallback(
      fn: AnyFunction, result: Layout, args: Layout[],
      adapter: ((fn: AnyFunction) => unknown) | undefined, abi: number): bigint;
    unregisterCallback(pointer: bigint): void;
    refCallback(pointer: bigint): void;
    unrefCallback(pointer: bigint): void;
  }

  /** A callback that belongs to no library. */
  class CallbackHandle {
    constructor(
      fn: AnyFunction, result: Layout, args: Layout[],
      adapter: ((fn: AnyFunction) => unknown) | undefined, kind: number, abi: number);
    getPointer(): bigint;
    isClosed(): boolean;
    close(): void;
    ref(): void;
    unref(): void;
    setErrorResult(value: unknown): void;
    closeAfterFirstCall(): void;
    enter(fn: AnyFunction, isSame: boolean): boolean;
    leave(): void;
    isEntered(): boolean;
  }

  class ForeignFunction {
    constructor(
      address: bigint, result: Layout, args: Layout[], hasErrorNumber: boolean, abi: number,
      addressOf: (value: unknown) => unknown, positions: number[] | undefined, name: string);
    /** What makes calls from optimised code, for a thunk's signature. */
    createRaw(withNumbers: boolean): AnyFunction | undefined;
    createCallable(name: string): AnyFunction & { pointer: bigint };
    getAddress(): bigint;
    getLibrary(): Library | undefined;
    getTarget(): Target;
    /** Whether it has one parameter, a pointer that may be a bigint. */
    takesPointer(): boolean;
  }
}

export interface FFIBinding {
  CallbackHandle: typeof InternalFFIBinding.CallbackHandle;
  DebugInfo: typeof InternalFFIBinding.DebugInfo;
  ForeignFunction: typeof InternalFFIBinding.ForeignFunction;
  Library: typeof InternalFFIBinding.Library;
  TypeLayout: typeof InternalFFIBinding.TypeLayout;
  /** The numbers that stand for calling conventions. */
  abis: Readonly<Record<string, number>>;
  /** The platform's name, for messages. */
  platform: string;
  typeNames: Readonly<Record<string, InternalFFIBinding.TypeNumber>>;
  types: readonly InternalFFIBinding.Type[];
  /** Keys of what no program can see. */
  privateSymbols: Readonly<Record<
    'kType' | 'kMemory' | 'kOffset' | 'kOwner' | 'kHeld' | 'kFunction' | string, symbol>>;
  // Indexes of what getCallState() gives, as an Int32Array.
  kCallStateEntries: number;
  kCallStateErrorNumber: number;
  kCallStateIsToLook: number;
  kCallStateTemporaries: number;
  // States, and the number of slots, of what getCallbackFrame() gives.
  kCallbackFrameFree: number;
  kCallbackFrameNoResult: number;
  kCallbackFrameSlots: number;
  // How long a CallbackHandle can be called.
  kCallbackOfCall: number;
  kCallbackOfHolder: number;
  kCallbackOfObject: number;

  assertAddressPermitted(address: bigint): void;
  assertAddressesPermitted(): void;
  assertPermitted(): void;
  /** Throws if no function can be there. */
  checkFunctionPointer(pointer: unknown): void;
  /** Where there is glibc. */
  findLibraryFile?(name: string, withVersions: boolean): string | null;
  /** For tests. */
  forbidGeneratedCode(): void;
  handleFaults(): void;
  mayCallFast(): boolean;
  isProfiledByV8(): boolean;
  mayGenerateCode(): boolean;
  onFirstAddon(listener: () => void): boolean;
  getCallState(): ArrayBuffer;
  /**
   * Begins `[room, ]arguments..., finish, thread, isCancellable, function`: gives the
   * promise, or what can be cancelled. `finish(result, error, isCancelled)` settles it.
   */
  beginCall(...args: unknown[]): Promise<unknown> | InternalFFIBinding.AsyncCall;
  cancelCall(call: InternalFFIBinding.AsyncCall): void;
  getCallPromise(call: InternalFFIBinding.AsyncCall): Promise<unknown>;
  createThread(name: string): InternalFFIBinding.NativeThread;
  /** Gives whether the thread has ended; if not, `onEnd` is called when it has. */
  endThread(thread: InternalFFIBinding.NativeThread, onEnd: () => void): boolean;
  /** Has a function called when no native code is left that was called since then. */
  afterCalls(depth: number, fn: () => void): boolean;
  getCallDepth(): number;
  mayHaveNativeCode(): boolean;
  /** Nothing on platforms where addresses don't have 64 bits. */
  getCallbackFrame(): ArrayBuffer | undefined;
  /** The errno of the thread. */
  getErrorNumber(): ArrayBuffer;
  throwSystemError(errno: number, syscall: string): never;
  throwInvalidArgType(message: string): never;
  throwInvalidArgValue(message: string): never;
  throwInvalidPointer(message: string): never;
  /** The address that may be passed to native code. Gives the one before. */
  setPassedOn(address: bigint): bigint;
  throwCallFailed(message: string): never;
  throwNoMemory(message: string): never;
  throwOutOfRange(message: string): never;

  /** Calls with `[room, ]arguments..., count, function`. */
  callSlow(...args: unknown[]): unknown;
  /** The same for a function of which setChecked() was called. */
  callChecked(...args: unknown[]): unknown;
  /** Has calls checked, if `--ffi-checked` says so, and printed. */
  setChecked(fn: ForeignFunction, name: string, isLogged: boolean): void;
  /** What is wrong with an address in checked calls, if anything is. */
  findWrongAddress(address: bigint): string | undefined;
  /** How the bytes of a buffer are passed in checked calls. */
  setPassing(buffer: ArrayBuffer, passing: number): void;
  kPassingParts: number;
  kPassingItself: number;
  /** Throws what is wrong with the first `count` of `arguments..., count, function`. */
  checkFirst(...args: unknown[]): void;
  /** What is due after a call during which V8 was entered, which may throw. */
  afterCall(entries: number): void;
  leave(entries: number): boolean;
  compileFunction(body: string, parameters: string[], name: string): (...args: any[]) => any;

  // Fast API functions. The values must be right.
  addressOfBuffer(value: object): bigint;
  addressOfView(view: ArrayBufferView): bigint;
  copyString(string: string, area: InternalFFIBinding.TemporaryArea): bigint;
  getTemporaryArea(): InternalFFIBinding.TemporaryArea;
  isOptimized(): boolean;
  toInt64(number: number): bigint;
  int64ToNumber(bigint: bigint): number;
  uint64ToNumber(bigint: bigint): number;

  /** The key of what no program can see. */
  createPrivateSymbol(name: string): symbol;

  // Fast API functions, at addresses that are not checked.
  tryCopyMemory(target: number, source: number, size: number): boolean;
  throwIfFailed(): void;
  /** Of an Int32Array. */
  getFailures(): ArrayBuffer;
  getMissedCalls(): ArrayBuffer;
  kFailedRead: number;
  /** Zero if there are no bytes, or none any more. */
  locate(view: ArrayBufferView): number;
  readBigInt64(address: number): bigint;
  writeBigInt64(address: number, value: bigint): boolean;
  readBigUint64(address: number): bigint;
  writeBigUint64(address: number, value: bigint): boolean;
  readFloat32(address: number): number;
  writeFloat32(address: number, value: number): boolean;
  readFloat64(address: number): number;
  writeFloat64(address: number, value: number): boolean;
  readInt16(address: number): number;
  writeInt16(address: number, value: number): boolean;
  readInt32(address: number): number;
  writeInt32(address: number, value: number): boolean;
  readInt53(address: number): number;
  writeInt53(address: number, value: number): boolean;
  readInt8(address: number): number;
  writeInt8(address: number, value: number): boolean;
  readUint16(address: number): number;
  writeUint16(address: number, value: number): boolean;
  readUint32(address: number): number;
  writeUint32(address: number, value: number): boolean;
  readUint53(address: number): number;
  writeUint53(address: number, value: number): boolean;
  readUint8(address: number): number;
  writeUint8(address: number, value: number): boolean;

  // Fast API functions, of addresses and views. What they can't do is left to be looked at.
  /** -1, 0, 1 or `kNotCompared`. */
  compareBlocks(a: unknown, b: unknown, length: number): number;
  copyBlock(target: unknown, source: unknown, length: number): boolean;
  fillBlock(target: unknown, value: number, length: number): boolean;
  kNotCompared: number;

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
  /** An ArrayBuffer that is the memory, and counts for the garbage collector. */
  adoptBytes(pointer: bigint, length: number): ArrayBuffer;
  /** Of an ArrayBuffer that only `key` detaches. */
  detachBuffer(buffer: ArrayBuffer, key: symbol): void;
  /** So many bytes, NULs included; nothing at NULL. */
  readBytesAsText(pointer: bigint, length: number, encoding: string): string | null;
  toSharedArrayBuffer(pointer: bigint, length: number): SharedArrayBuffer;
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
  fastSetFloat32(pointer: bigint, offset: number, value: number): boolean;
  setFloat64(pointer: bigint, offset: number, value: number): void;
  fastSetFloat64(pointer: bigint, offset: number, value: number): boolean;
  setInt16(pointer: bigint, offset: number, value: number): void;
  fastSetInt16(pointer: bigint, offset: number, value: number): boolean;
  setInt32(pointer: bigint, offset: number, value: number): void;
  fastSetInt32(pointer: bigint, offset: number, value: number): boolean;
  setInt64(pointer: bigint, offset: number, value: number | bigint): void;
  fastSetInt64(pointer: bigint, offset: number, value: number | bigint): boolean;
  setInt8(pointer: bigint, offset: number, value: number): void;
  fastSetInt8(pointer: bigint, offset: number, value: number): boolean;
  setUint16(pointer: bigint, offset: number, value: number): void;
  fastSetUint16(pointer: bigint, offset: number, value: number): boolean;
  setUint32(pointer: bigint, offset: number, value: number): void;
  fastSetUint32(pointer: bigint, offset: number, value: number): boolean;
  setUint64(pointer: bigint, offset: number, value: number | bigint): void;
  fastSetUint64(pointer: bigint, offset: number, value: number | bigint): boolean;
  setUint8(pointer: bigint, offset: number, value: number): void;
  fastSetUint8(pointer: bigint, offset: number, value: number): boolean;
}
