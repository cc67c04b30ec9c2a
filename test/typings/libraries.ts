// Libraries and memory.
import * as ffi from 'node:ffi';
import {
  checkSignatures, DynamicLibrary, dlclose, dlopen, dlsym, findLibrary, func, NativeThread, struct, suffix,
} from 'node:ffi';
import type { FunctionDefinitions, FunctionSignature, LibraryPath } from 'node:ffi';

// What a library is loaded from.
{
  const paths: LibraryPath[] = [
    null, 'libm.so.6', `./libexample.${suffix}`, new URL('file:///lib/libm.so'), new Uint8Array(8),
    ['libssl.so.3', 'libssl.so.1.1', new URL('file:///lib/libssl.so')],
  ];
  for (const path of paths)
    dlopen(path, {}, { lazy: true, global: false, nodelete: true, deepbind: true, supportsExceptions: true });
  const names: string[] = ['libssl.so.3'];
  dlopen(names, {});
  dlopen(['libssl.so.3'], {});
  dlopen(['libssl.so.3', null]).lib.close();
  dlopen(new SharedArrayBuffer(8), 'int f(void);', { lazy: true }).functions.f();
  dlopen([...names, 'libssl.so.1.1'], 'int f(void);', { types: {} }).functions.f();
  using library = dlopen(findLibrary('m') ?? 'libm.so.6');
  exactly<Promise<void>>().is(library[Symbol.asyncDispose]());
  exactly<DynamicLibrary>().is(library.lib);
}

// What a library has.
{
  const lib = new DynamicLibrary('libm.so.6', { lazy: true });
  exactly<string>().is(lib.path);
  exactly<bigint>().is(lib.getSymbol('cos'));
  exactly<bigint>().is(dlsym(lib, 'cos'));
  exactly<number>().is(lib.getFunction('cos', { arguments: ['double'], return: 'double' })(0));
  exactly<number | undefined>().is(
    lib.getFunction('cos', { arguments: ['double'], return: 'double', optional: true })?.(0));
  exactly<number>().is(lib.getFunctions({ cos: { arguments: ['double'], return: 'double' } }).cos(0));
  lib.functions.cos(0);
  for (const { name, index, declared, actual, message } of checkSignatures(lib)) {
    exactly<string[]>().is([name, declared, actual, message]);
    exactly<number | undefined>().is(index);
  }
  exactly<bigint>().is(lib.symbols.cos);
  const unary = func({ arguments: ['double'], return: 'double' });
  exactly<number>().is(unary.at(lib.getSymbol('cos'))(0));
  exactly<number>().is(lib.getFunctionFromPointer(5n, unary)(0));
  exactly<number>().is(lib.getFunctionFromPointer(5n, { arguments: ['double'], return: 'double' })(0));
  exactly<number>().is(dlopen(null, { cos: unary }).functions.cos(0));
  lib.close();
  dlclose(lib);
}

// Variables.
{
  const lib = new DynamicLibrary(null);
  const optind = lib.getVariable('optind', 'int');
  optind.value += 1;
  exactly<number>().is(optind.value);
  const name = lib.getVariable('program_invocation_name', 'cstring');
  exactly<string | null>().is(name.value);
  name.value = null;
  name.value = 5n;
  const Point = struct({ x: 'long', y: 'long' });
  const point = lib.getVariable('point', Point);
  point.value = { x: 1, y: 2n };
  exactly<bigint>().is(point.value.x);
}

// Signatures of which little is known when the program is compiled.
{
  const signature: FunctionSignature = { arguments: ['int'] };
  const definitions: FunctionDefinitions = { abs: signature };
  const { functions } = dlopen(null, definitions);
  functions.abs(1);
  new DynamicLibrary(null).getFunction('abs', signature)(1);
}

// A thread for calls, which is typed ahead of its time.
{
  using thread = new NativeThread({ name: 'worker' });
  const { functions: c } = dlopen(null, { sleep: { arguments: ['uint'], return: 'uint', nonblocking: thread } });
  exactly<Promise<number>>().is(c.sleep(1));
}

export async function closeAsync() {
  await using lib = new DynamicLibrary(null);
  exactly<string>().is(lib.path);
}

// Memory.
{
  const { functions: { free } } = dlopen(null, { free: { arguments: ['pointer'] } });
  const address = 5n;
  exactly<number>().is(ffi.getInt32(address) + ffi.getFloat64(address, 8));
  exactly<bigint>().is(ffi.getInt64(address) + ffi.getUint64(address, 8));
  ffi.setInt32(address, 0, 5);
  ffi.setInt64(address, 0, 5);
  ffi.setInt64(address, 0, 5n);
  exactly<string | null>().is(ffi.toString(address));
  exactly<string | null>().is(ffi.toString(address, 5, 'latin1'));
  exactly<string>().is(ffi.toBuffer(address, 5, false).toString('hex'));
  exactly<ArrayBuffer>().is(ffi.toArrayBuffer(address, 5));
  exactly<SharedArrayBuffer>().is(ffi.toSharedArrayBuffer(address, 8));
  ffi.exportString('text', address, 5);
  ffi.exportString('text', address, 10, 'utf16le');
  ffi.exportBuffer(Buffer.alloc(5), address, 5);
  ffi.exportArrayBuffer(new ArrayBuffer(5), address, 5);
  ffi.exportArrayBufferView(new DataView(new ArrayBuffer(5)), address, 5);
  exactly<bigint>().is(ffi.getRawPointer(new Uint8Array(8)) + ffi.getRawPointer(new SharedArrayBuffer(8)));
  exactly<bigint>().is(ffi.getCurrentEventLoop());
  ffi.copy(new Uint8Array(8), address, 8);
  ffi.copy(address, new (struct({ x: 'int' }))(), 4n);
  ffi.fill(address, 0, 8);
  exactly<number>().is(ffi.compare(new Uint8Array(8), address, 8));
  using bytes = ffi.adopt(address, 8, free);
  exactly<number>().is(bytes[0]);
  using arena = new ffi.Arena();
  const point = arena.alloc(struct({ x: 'int' }));
  point.x = 5;
  exactly<bigint>().is(point.pointer + arena.string('text').pointer + arena.alloc(16).pointer);
  exactly<Int32Array & { readonly pointer: bigint }>().is(arena.alloc('int', 4));
  exactly<boolean>().is(arena.alloc('boolean')[0]);
  exactly<number>().is(arena.alloc(struct({ x: 'int' }), 3)[0].x);
}
