// The ways to go wrong. Each has `what` it is; `functions`, as they are declared: the
// result and the parameters; `run`, which makes the mistake; and `right`, what it would
// give if all went well.
const text = 'hello, world';
const add = { add: ['i32', 'i32', 'i32'] };
const first = { first: ['i32', 'pointer'] };
const fill = { fill: ['void', 'bytes', 'u64'] };
const make = { make: ['pointer'] };
const byTwo = (value) => value * 2;

export const cases = {
  // What is wrong with a value.
  type: { what: 'text for an `int`', functions: add, right: 3, run: ({ add }) => add('x', 3) },
  count: { what: 'an argument is missing in a call', functions: add, right: undefined, run: ({ add }) => add(3) },
  range: { what: '`2 ** 40` for an `int`', functions: add, right: 2 ** 40 + 1, run: ({ add }) => add(2 ** 40, 1) },
  null: { what: '`NULL` for a pointer', functions: first, right: 42, run: ({ first }) => first(0n) },
  address: { what: 'a wrong address', functions: first, right: 42, run: ({ first }) => first(0x1000n) },
  unaligned: {
    what: 'bytes that are not aligned, for SSE', functions: { sum_aligned: ['i32', 'bytes'] }, right: 0,
    run: ({ sum_aligned }) => sum_aligned(new Uint8Array(64).subarray(1)),
  },
  unterminated: {
    what: 'text without its NUL', functions: { length: ['u64', 'bytes'] }, right: 16,
    run: ({ length }) => length(new Uint8Array(new ArrayBuffer(16)).fill(65)),
  },

  // What is wrong with a declaration.
  name: {
    what: 'a function that is not there', functions: { ad: ['i32', 'i32', 'i32'] }, right: 3, run: ({ ad }) => ad(1, 2),
  },
  missing: {
    what: 'a parameter is missing', functions: { add: ['i32', 'i32'] }, right: 42, run: ({ add }) => add(42),
  },
  width: {
    what: '`int` for a pointer', functions: { map: ['i32'], first: ['i32', 'i32'] }, right: 42,
    run: ({ map, first }) => first(map()),
  },
  long: {
    what: '`int` for a `long`', functions: { add_long: ['i32', 'i32', 'i32'] }, right: 2 ** 31,
    run: ({ add_long }) => add_long(2 ** 31 - 1, 1),
  },
  float: { what: '`float` for a `double`', functions: { half: ['f64', 'f32'] }, right: 2, run: ({ half }) => half(4) },
  result: {
    what: '`int` for a `double` result', functions: { half: ['i32', 'f64'] }, right: 2, run: ({ half }) => half(4),
  },
  pointer: {
    what: 'a pointer for a struct by value', functions: { norm: ['f64', 'bytes'] }, right: 3,
    run: ({ norm }) => norm(new Uint8Array(Float64Array.of(1, 2).buffer)),
  },
  layout: {
    what: 'a struct with its fields in another order',
    structs: true, functions: { total: ['f64', 'WrongPair'] }, right: 3,
    run: ({ total }) => total({ count: 2, value: 1.5 }),
  },
  variadic: {
    what: 'a variadic function without `...`',
    functions: { format: ['i32', 'bytes', 'i32', 'string', 'f64'] }, right: '1.50',
    run({ format }) {
      const bytes = new Uint8Array(32);
      const length = format(bytes, 32, '%.2f', 1.5);
      return new TextDecoder().decode(bytes.subarray(0, length));
    },
  },

  // What is wrong with memory.
  overrun: {
    what: 'C writes one byte beyond a buffer', functions: fill, right: 0,
    run({ fill }) {
      const bytes = new Uint8Array(3);
      fill(bytes.subarray(0, 2), 3n);
      return bytes[2];
    },
  },
  far: {
    what: 'C writes a megabyte beyond a buffer', functions: fill, right: 7,
    run({ fill }) {
      const bytes = new Uint8Array(1024);
      fill(bytes, 2n ** 20n);
      return bytes[0];
    },
  },
  before: {
    what: 'C writes one byte before a buffer', functions: { fill_before: ['void', 'bytes'] }, right: 0,
    run({ fill_before }) {
      const bytes = new Uint8Array(16);
      fill_before(bytes.subarray(8));
      return bytes[7];
    },
  },
  kept: {
    what: 'C keeps text, and uses it later', right: 104,
    functions: { keep: ['void', 'string'], length: ['u64', 'string'], get_kept: ['i32'] },
    run({ keep, length, get_kept }) {
      keep(text);
      for (let i = 0; i < 100; i++) length('other texts');
      return get_kept();
    },
  },
  freed: {
    what: 'use of freed memory', functions: { ...first, ...make, release: ['void', 'pointer'] }, right: 42,
    run({ make, release, first }) {
      const numbers = make();
      release(numbers);
      return first(numbers);
    },
  },
  unmapped: {
    what: 'use of freed memory that the system has back', right: 42,
    functions: { ...first, map: ['pointer'], unmap: ['void', 'pointer'] },
    run({ map, unmap, first }) {
      const numbers = map();
      unmap(numbers);
      return first(numbers);
    },
  },
  twice: {
    what: 'a double `free()`', functions: { ...make, release: ['void', 'pointer'] }, right: 0,
    run({ make, release }) {
      const numbers = make();
      release(numbers);
      release(numbers);
      return 0;
    },
  },
  notmalloced: {
    what: '`free()` of what `malloc()` did not give', functions: { ...make, release: ['void', 'pointer'] },
    right: 0,
    run({ release, make }) {
      release(make() + 16n);
      return 0;
    },
  },
  readonly: {
    what: 'C writes to read-only text', functions: { get_literal: ['pointer'], upcase: ['void', 'pointer'] }, right: 0,
    run({ get_literal, upcase }) {
      upcase(get_literal());
      return 0;
    },
  },
  rawread: {
    what: 'raw memory: a wrong address is read', functions: make, right: 42,
    run: (_, { read }) => read(0x1000n),
  },
  rawwrite: {
    what: 'raw memory: read-only memory is written', functions: { get_literal: ['pointer'] }, right: 0,
    run({ get_literal }, { write }) {
      write(get_literal(), 1);
      return 0;
    },
  },
  rawtext: {
    what: 'raw memory: text at a wrong address',
    functions: make, right: text, run: (_, { readText }) => readText(0x1000n),
  },

  // What is wrong with callbacks and libraries.
  stale: {
    what: 'C calls a callback that was closed',
    functions: { keep_function: ['void', 'function'], call_kept: ['i32', 'i32'] }, right: 42,
    run({ keep_function, call_kept }, { callback }) {
      const kept = callback(['i32', 'i32'], byTwo);
      keep_function(kept.pointer);
      kept.close();
      return call_kept(21);
    },
  },
  callback: {
    what: 'a callback with another signature', functions: { call_doubles: ['f64', 'function'] }, right: 42,
    run: ({ call_doubles }, { callback }) => call_doubles(callback(['i32', 'i32', 'i32'], () => 42).pointer),
  },
  throws: {
    what: 'a callback throws', functions: { call: ['i32', 'function', 'i32'] }, right: 42,
    run: ({ call }, { callback }) => call(callback(['i32', 'i32'], () => { throw new Error('oops'); }).pointer, 21),
  },
  thread: {
    what: 'C calls a callback on its own thread', functions: { call_on_thread: ['i32', 'function', 'i32'] }, right: 42,
    run: ({ call_on_thread }, { callback }) => call_on_thread(callback(['i32', 'i32'], byTwo).pointer, 21),
  },
  longjmp: {
    what: '`longjmp()` out of a callback', right: -1,
    functions: { call_and_catch: ['i32', 'function'], jump_back: ['void'] },
    run({ call_and_catch, jump_back }, { callback }) {
      const jumping = callback(['i32', 'i32'], () => {
        jump_back();
        return 1;
      });
      const results = [];
      for (let i = 0; i < 100; i++) results.push(call_and_catch(jumping.pointer));
      return results.at(-1);
    },
  },
  notcode: {
    what: 'a function pointer that is none', functions: { ...make, call: ['i32', 'pointer', 'i32'] }, right: 42,
    run: ({ call, make }) => call(make(), 21),
  },
  closed: {
    what: 'a call after the library was closed', functions: add, right: 3,
    run({ add }, { close }) {
      close();
      return add(1, 2);
    },
  },

  // What goes wrong in C.
  recursion: {
    what: 'C overflows the stack', functions: { recurse: ['i32', 'i32'] }, right: 0,
    run: ({ recurse }) => recurse(0),
  },
  abort: { what: '`abort()`', functions: { stop: ['void'] }, right: 0, run: ({ stop }) => stop() },
  exception: {
    what: 'an exception of C++ that nobody catches', functions: { raise_error: ['void'] }, right: 0,
    run: ({ raise_error }) => raise_error(),
  },
  division: {
    what: 'a division by zero', functions: { divide: ['i32', 'i32', 'i32'] }, right: 0,
    run: ({ divide }) => divide(1, 0),
  },
  illegal: {
    what: 'an illegal instruction', functions: { misbehave: ['void'] }, right: 0,
    run: ({ misbehave }) => misbehave(),
  },
  register: {
    what: 'C changes a register that it must not', functions: { clobber: ['i32'] }, right: 1,
    run: ({ clobber }) => clobber(),
  },
  rounding: {
    what: 'C changes how numbers are rounded', functions: { round_up: ['void'] }, right: 1 / 3,
    run({ round_up }) {
      round_up();
      return Number('1') / 3;
    },
  },
};
