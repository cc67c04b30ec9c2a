import { definitionsOf } from './definitions.mjs';

const { dlopen, JSCallback } = await import('bun:ffi');

const types = {
  void: 'void', i32: 'i32', u32: 'u32', i64: 'i64', f64: 'f64', size: 'u64',
  string: 'cstring', text: 'cstring', bytes: 'ptr', pointer: 'ptr', address: 'ptr', function: 'function',
};

export function open(library, signatures) {
  const definitions = definitionsOf(signatures, types, (returns, args) => ({ args, returns }));
  return {
    functions: { ...dlopen(library, definitions).symbols },
    pointer: 0x1234,
    register: (fn) => new JSCallback(fn, { args: ['i32'], returns: 'i32' }).ptr,
  };
}
