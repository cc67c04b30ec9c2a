// Node's own node:ffi, upstream's and ours.
import { dlopen } from 'node:ffi';

const types = {
  void: 'void', i32: 'int32', u32: 'uint32', i64: 'int64', f64: 'float64', size: 'uint64',
  string: 'string', bytes: 'buffer', pointer: 'pointer', function: 'function',
};

export function open(library, signatures) {
  const definitions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    if (![result, ...args].every((type) => Object.hasOwn(types, type))) continue;
    definitions[name] = { arguments: args.map((type) => types[type]), return: types[result] };
  }
  const { lib, functions } = dlopen(library, definitions);
  return {
    functions: { ...functions },
    pointer: 0x1234n,
    register: (fn) => lib.registerCallback({ arguments: ['int32'], return: 'int32' }, fn),
  };
}
