const { CString, dlopen, JSCallback, ptr, read: reads, toArrayBuffer } = await import('bun:ffi');

const types = {
  void: 'void', i32: 'i32', i64: 'i64', u64: 'u64', f32: 'f32', f64: 'f64',
  pointer: 'ptr', bytes: 'ptr', string: 'ptr', function: 'ptr',
};
const typeOf = (name) => types[name];

// What a program has to write around Bun's functions: it has no strings as arguments,
// and addresses are numbers.
function convert(value, type) {
  if (type === 'string' && typeof value === 'string') return Buffer.from(`${value}\0`);
  return type === 'pointer' && typeof value === 'bigint' ? Number(value) : value;
}

export function open(path, signatures) {
  const definitions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    definitions[name] = { returns: typeOf(result), args: args.map(typeOf) };
  }
  const lib = dlopen(path, definitions);
  const functions = {};
  for (const [name, [result, ...types]] of Object.entries(signatures)) {
    const fn = lib.symbols[name];
    functions[name] = (...args) => {
      const value = fn(...args.map((value, i) => convert(value, types[i])));
      return result === 'pointer' ? BigInt(value) : value;
    };
  }
  return {
    functions,
    close: () => lib.close(),
    callback([result, ...args], fn) {
      const callback = new JSCallback(fn, { returns: typeOf(result), args: args.map(typeOf) });
      return { pointer: callback.ptr, close: () => callback.close() };
    },
  };
}

export const hasStructs = false;
export const addressOf = (bytes) => ptr(bytes);
export const read = (address) => reads.i32(Number(address));
export const write = (address, value) => {
  new Int32Array(toArrayBuffer(Number(address), 0, 4))[0] = value;
};
export const readText = (address) => `${new CString(Number(address))}`;
