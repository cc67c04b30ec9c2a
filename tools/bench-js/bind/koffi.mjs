import koffi from 'koffi';

export function open(library, signatures) {
  const types = {
    void: 'void', i32: 'int32_t', u32: 'uint32_t', i64: 'int64_t', f64: 'double', size: 'size_t',
    string: 'str', bytes: 'uint8_t *', pointer: 'void *',
    point: koffi.struct({ x: 'double', y: 'double' }),
    function: koffi.pointer(koffi.proto('int32_t', ['int32_t'])),
  };
  const lib = koffi.load(library);
  const functions = {};
  for (const [name, [result, ...args]] of Object.entries(signatures)) {
    functions[name] = lib.func(name, types[result], args.map((type) => types[type]));
  }
  return {
    functions,
    pointer: 0x1234n,
    register: (fn) => koffi.register(fn, types.function),
  };
}
