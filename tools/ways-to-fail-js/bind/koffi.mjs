import { createRequire } from 'node:module';

// Where make bench has it.
const koffi = createRequire(new URL('../../bench-js/package.json', import.meta.url))('koffi');

const types = {
  void: 'void', i32: 'int32_t', i64: 'int64_t', u64: 'uint64_t', f32: 'float', f64: 'double',
  pointer: 'void *', bytes: 'uint8_t *', string: 'str', function: 'void *',
  Point: koffi.struct({ x: 'double', y: 'double' }),
  WrongPair: koffi.struct({ count: 'int32_t', value: 'float' }),
};
const typeOf = (name) => types[name];

const toAddress = (fn) => (...args) => koffi.address(fn(...args));

export function open(path, signatures) {
  const lib = koffi.load(path);
  const functions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    const fn = lib.func(name, typeOf(result), args.map(typeOf));
    functions[name] = result === 'pointer' ? toAddress(fn) : fn;
  }
  return {
    functions,
    close: () => lib.unload(),
    callback([result, ...args], fn) {
      const type = koffi.pointer(koffi.proto(typeOf(result), args.map(typeOf)));
      const pointer = koffi.register(fn, type);
      return { pointer, close: () => koffi.unregister(pointer) };
    },
  };
}

export const hasStructs = true;
export const addressOf = (bytes) => koffi.address(bytes);
export const read = (address) => koffi.decode(address, 'int32_t');
export const write = (address, value) => koffi.encode(address, 'int32_t', value);
export const readText = (address) => koffi.decode(address, 'char', -1);
