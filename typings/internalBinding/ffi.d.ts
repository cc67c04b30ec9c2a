declare namespace InternalFFIBinding {
  type Bytes = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

  /** The number that stands for a type. `typeKinds` has them by name. */
  type TypeKind = number;

  class Library {
    constructor(path: string | null);
    assertOpen(): void;
    close(): void;
    getSymbol(name: string, description: string): bigint;
    registerCallback(fn: (...args: any[]) => unknown, result: TypeKind, args: TypeKind[]): bigint;
    unregisterCallback(pointer: bigint): void;
    refCallback(pointer: bigint): void;
    unrefCallback(pointer: bigint): void;
  }

  class ForeignFunction {
    constructor(library: Library, address: bigint, result: TypeKind, args: TypeKind[]);
    createCallable(name: string): ((...args: unknown[]) => number | bigint | undefined) & { pointer: bigint };
  }
}

export interface FFIBinding {
  ForeignFunction: typeof InternalFFIBinding.ForeignFunction;
  Library: typeof InternalFFIBinding.Library;
  typeKinds: Readonly<Record<string, InternalFFIBinding.TypeKind>>;

  assertPermitted(): void;
  throwInvalidArgType(message: string): never;
  throwInvalidArgValue(message: string): never;

  /** The room that is needed, if that is more than `length`. */
  exportBytes(bytes: InternalFFIBinding.Bytes, pointer: bigint, length: number): number | undefined;
  getCurrentEventLoop(): bigint;
  getRawPointer(bytes: InternalFFIBinding.Bytes): bigint;
  toArrayBuffer(pointer: bigint, length: number, copy?: boolean): ArrayBuffer;
  toBuffer(pointer: bigint, length: number, copy?: boolean): Uint8Array;
  toString(pointer: bigint): string | null;

  getFloat32(pointer: bigint, offset?: number): number;
  getFloat64(pointer: bigint, offset?: number): number;
  getInt16(pointer: bigint, offset?: number): number;
  getInt32(pointer: bigint, offset?: number): number;
  getInt64(pointer: bigint, offset?: number): bigint;
  getInt8(pointer: bigint, offset?: number): number;
  getUint16(pointer: bigint, offset?: number): number;
  getUint32(pointer: bigint, offset?: number): number;
  getUint64(pointer: bigint, offset?: number): bigint;
  getUint8(pointer: bigint, offset?: number): number;

  setFloat32(pointer: bigint, offset: number, value: number): void;
  setFloat64(pointer: bigint, offset: number, value: number): void;
  setInt16(pointer: bigint, offset: number, value: number): void;
  setInt32(pointer: bigint, offset: number, value: number): void;
  setInt64(pointer: bigint, offset: number, value: number | bigint): void;
  setInt8(pointer: bigint, offset: number, value: number): void;
  setUint16(pointer: bigint, offset: number, value: number): void;
  setUint32(pointer: bigint, offset: number, value: number): void;
  setUint64(pointer: bigint, offset: number, value: number | bigint): void;
  setUint8(pointer: bigint, offset: number, value: number): void;
}
