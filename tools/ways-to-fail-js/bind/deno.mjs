/* global Deno */
const types = {
  void: 'void', i32: 'i32', i64: 'i64', u64: 'u64', f32: 'f32', f64: 'f64',
  pointer: 'pointer', bytes: 'buffer', string: 'buffer', function: 'pointer',
  Point: { struct: ['f64', 'f64'] }, WrongPair: { struct: ['i32', 'f32'] },
};
const typeOf = (name) => types[name];
const pointerTo = (address) => Deno.UnsafePointer.create(BigInt(address));

// What a program has to write around Deno's functions: it has no strings, its structs
// are bytes, and its pointers are objects.
const encoder = new TextEncoder();
function convert(value, type) {
  if (type === 'string' && typeof value === 'string') return encoder.encode(`${value}\0`);
  if (type === 'pointer' && typeof value === 'bigint') return pointerTo(value);
  if (type === 'Point') return Float64Array.of(value.x, value.y);
  if (type === 'WrongPair') {
    const view = new DataView(new ArrayBuffer(8));
    view.setInt32(0, value.count, true);
    view.setFloat32(4, value.value, true);
    return new Uint8Array(view.buffer);
  }
  return value;
}

export function open(path, signatures) {
  const definitions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    definitions[name] = { result: typeOf(result), parameters: args.map(typeOf) };
  }
  const lib = Deno.dlopen(path, definitions);
  const functions = {};
  for (const [name, [result, ...types]] of Object.entries(signatures)) {
    const fn = lib.symbols[name];
    functions[name] = (...args) => {
      const value = fn(...args.map((value, i) => convert(value, types[i])));
      return result === 'pointer' ? BigInt(Deno.UnsafePointer.value(value)) : value;
    };
  }
  return {
    functions,
    close: () => lib.close(),
    callback([result, ...args], fn) {
      const callback = new Deno.UnsafeCallback({ result: typeOf(result), parameters: args.map(typeOf) }, fn);
      return { pointer: callback.pointer, close: () => callback.close() };
    },
  };
}

export const hasStructs = true;
export const addressOf = (bytes) => BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
export const read = (address) => new Deno.UnsafePointerView(pointerTo(address)).getInt32();
export const write = (address, value) => {
  new Int32Array(Deno.UnsafePointerView.getArrayBuffer(pointerTo(address), 4))[0] = value;
};
export const readText = (address) => Deno.UnsafePointerView.getCString(pointerTo(address));
