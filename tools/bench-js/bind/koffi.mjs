import { promisify } from 'node:util';
import koffi from 'koffi';

// What a program has to write around koffi's functions. The types of variadic
// arguments come with each call.
const givesErrno = (fn) => (value) => ({ value: fn(value), errno: koffi.errno() });
const withTypes = (fn) => (buffer, size, format, a, b, c) =>
  fn(buffer, size, format, 'int', a, 'double', b, 'str', c);

function wrap(fn, [result, ...args]) {
  if (result === 'i32_errno') return givesErrno(fn);
  return args.includes('variadic') ? withTypes(fn) : fn;
}

export function open(library, signatures) {
  const point = koffi.struct({ x: 'double', y: 'double' });
  const types = {
    void: 'void', i32: 'int32_t', u32: 'uint32_t', i64: 'int64_t', f64: 'double', size: 'size_t',
    string: 'str', text: 'str', bytes: 'uint8_t *', pointer: 'void *', address: 'uintptr_t',
    point, Point: point, i32_errno: 'int32_t', variadic: '...',
    function: koffi.pointer(koffi.proto('int32_t', ['int32_t'])),
  };
  const lib = koffi.load(library);
  const functions = {};
  for (const [name, signature] of Object.entries(signatures)) {
    const [result, ...args] = signature;
    if (!signature.every((type) => Object.hasOwn(types, type))) continue;
    const declared = args.includes('variadic') ? args.slice(0, args.indexOf('variadic') + 1) : args;
    functions[name] = wrap(lib.func(name, types[result], declared.map((type) => types[type])), signature);
  }
  return {
    functions,
    pointer: 0x1234n,
    register: (fn) => koffi.register(fn, types.function),
  };
}

/**
 * @param {string} library
 * @returns {(a: number, b: number) => Promise<number>} Adds on another thread
 */
export function openNonblocking(library) {
  return promisify(koffi.load(library).func('int add_i32(int, int)').async);
}

/**
 * @param {string} library
 * @returns {object} What starts a thread that calls a function: `emit()` one without a
 *   result, `ask()` one that takes a number and gives one
 */
export function openThreads(library) {
  const lib = koffi.load(library);
  const start = (name, result) => {
    const type = koffi.pointer(koffi.proto(result, ['int32_t']));
    const fn = lib.func(name, 'void', [type, 'int32_t']);
    return (callback, times) => fn(koffi.register(callback, type), times);
  };
  return { emit: start('emit_events', 'void'), ask: start('ask', 'int32_t') };
}
