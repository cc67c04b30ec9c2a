// The node:ffi of this repository, and upstream's, where both are the same.
import * as ffi from 'node:ffi';

const types = {
  void: 'void', i32: 'int32', i64: 'int64', u64: 'uint64', f32: 'float', f64: 'double',
  pointer: 'pointer', bytes: 'buffer', string: 'string', function: 'function',
};
if (ffi.struct !== undefined) {
  types.Point = ffi.struct({ x: 'double', y: 'double' });
  types.WrongPair = ffi.struct({ count: 'int32', value: 'float' });
}

const typeOf = (name) => types[name];

export function open(path, signatures) {
  const definitions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    definitions[name] = { return: typeOf(result), arguments: args.map(typeOf) };
  }
  const { lib, functions } = ffi.dlopen(path, definitions);
  return {
    functions,
    close: () => lib.close(),
    callback([result, ...args], fn) {
      const pointer = lib.registerCallback({ return: typeOf(result), arguments: args.map(typeOf) }, fn);
      return { pointer, close: () => lib.unregisterCallback(pointer) };
    },
  };
}

export const hasStructs = ffi.struct !== undefined;
export const addressOf = (bytes) => ffi.getRawPointer(bytes);
export const read = (address) => ffi.getInt32(address);
export const write = (address, value) => ffi.setInt32(address, 0, value);
export const readText = (address) => ffi.toString(address);
