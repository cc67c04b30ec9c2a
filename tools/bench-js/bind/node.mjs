// Node's own node:ffi, upstream's and ours.
import { dlopen } from 'node:ffi';
import { definitionsOf } from './definitions.mjs';

const types = {
  void: 'void', i32: 'int32', u32: 'uint32', i64: 'int64', f64: 'float64', size: 'uint64',
  string: 'string', bytes: 'buffer', pointer: 'pointer', function: 'function',
};

export function open(library, signatures) {
  const definitions = definitionsOf(signatures, types, (result, args) =>
    ({ arguments: args, return: result }));
  const { lib, functions } = dlopen(library, definitions);
  return {
    functions: { ...functions },
    pointer: 0x1234n,
    register: (fn) => lib.registerCallback({ arguments: ['int32'], return: 'int32' }, fn),
  };
}
