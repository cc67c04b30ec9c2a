/* global Deno */
import { definitionsOf } from './definitions.mjs';

const types = {
  void: 'void', i32: 'i32', u32: 'u32', i64: 'i64', f64: 'f64', size: 'usize',
  string: 'buffer', bytes: 'buffer', pointer: 'pointer', point: { struct: ['f64', 'f64'] }, function: 'function',
};

// What a program has to write around Deno's functions: it has no strings, and
// its structs are bytes.
const encoder = new TextEncoder();
const takesString = (fn) => (text) => fn(encoder.encode(`${text}\0`));
function takesPoint(fn) {
  const argument = new Float64Array(2);
  return (point) => {
    argument[0] = point.x;
    argument[1] = point.y;
    const result = new Float64Array(fn(argument).buffer);
    return { x: result[0], y: result[1] };
  };
}

export function open(library, signatures) {
  const definitions = definitionsOf(signatures, types, (result, parameters) =>
    ({ parameters, result }));
  const functions = { ...Deno.dlopen(library, definitions).symbols };
  for (const [name, [, type]] of Object.entries(signatures)) {
    if (type === 'string') functions[name] = takesString(functions[name]);
    if (type === 'point') functions[name] = takesPoint(functions[name]);
  }
  return {
    functions,
    pointer: Deno.UnsafePointer.create(0x1234n),
    toNumber: (value) => Number(typeof value === 'object' ? Deno.UnsafePointer.value(value) : value),
    register: (fn) => new Deno.UnsafeCallback({ parameters: ['i32'], result: 'i32' }, fn).pointer,
  };
}
