// Node's own node:ffi, upstream's and ours.
import { dlopen, toString } from 'node:ffi';
import { definitionsOf } from './definitions.mjs';

export const types = {
  void: 'void', i32: 'int32', u32: 'uint32', i64: 'int64', f64: 'float64', size: 'uint64',
  string: 'string', text: 'pointer', bytes: 'buffer', pointer: 'pointer', function: 'function',
};

// What a program has to write around Node's functions: they give no strings.
const givesText = (fn) => (...args) => toString(fn(...args));

export function openWith(library, definitions) {
  const { lib, functions } = dlopen(library, definitions);
  return {
    functions: { ...functions },
    pointer: 0x1234n,
    register: (fn) => lib.registerCallback({ arguments: ['int32'], return: 'int32' }, fn),
  };
}

export function open(library, signatures) {
  const bound = openWith(library, definitionsOf(signatures, types, (result, args) =>
    ({ arguments: args, return: result })));
  for (const [name, [result]] of Object.entries(signatures)) {
    if (result === 'text') bound.functions[name] = givesText(bound.functions[name]);
  }
  return bound;
}
