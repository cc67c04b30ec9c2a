// Calls functions of the fixture by signatures that are random, and mostly wrong:
//   child.mjs LIBRARY SEED COUNT
// Prints, as JSON, what ended otherwise than with a result or an error of node:ffi.
import { DynamicLibrary } from 'node:ffi';
import { Random } from '../fuzz-abi/random.mjs';

const [path, seed, count] = process.argv.slice(2);
const random = new Random(Number(seed));

// Not what keeps callbacks for later, or takes how often to call one.
const names = [
  'add_char', 'add_f32', 'add_f64', 'add_i16', 'add_i64', 'add_u8', 'apply', 'call_and_run', 'call_both',
  'call_f64', 'call_i32', 'call_mixed', 'call_pointer', 'call_void', 'counter_get', 'fill_bytes',
  'get_subtract', 'identity_f32', 'identity_i64', 'identity_pointer', 'is_null', 'logical_not',
  'memory_free', 'narrow_i8', 'noop', 'pointer_to_u64', 'sort_i32', 'string_byte', 'string_constant',
  'string_duplicate', 'string_equal', 'string_length', 'string_upper_first', 'sum_bytes',
  'sum_eight_i32', 'sum_twenty_mixed',
];

const integer = (low, high) => () => random.between(low, high);
const bytes = () => new Uint8Array(random.pick([0, 1, 7, 16, 64, 5000])).fill(random.below(256));
const text = () => random.pick(['', 'text', 'x'.repeat(100)]);
const address = () => random.pick([null, 0n, 8n, 0x1000n, 0xffff_8000_0000_0000n, 2n ** 64n - 1n]);
const values = {
  'int8': integer(-128, 127), 'uint8': integer(0, 255), 'int32': integer(-100, 100),
  'uint32': integer(0, 5000), 'int64': () => BigInt(random.between(-5, 5000)),
  'uint64': () => BigInt(random.below(5000)), 'float32': () => random.below(9) / 2,
  'float64': () => random.below(9) / 4, 'pointer': () => random.pick([address, bytes, text])(),
  'buffer': bytes, 'string': text, 'cstring': text,
};
const types = Object.keys(values);

function call() {
  const name = random.pick(names);
  const args = Array.from({ length: random.below(5) }, () => random.pick(types));
  const result = random.chance(0.2) ? 'void' : random.pick(types.filter((type) => type !== 'buffer'));
  // A library of its own each time, as a function has one signature.
  using library = new DynamicLibrary(path);
  const signature = { arguments: args, return: result };
  try {
    library.getFunction(name, signature)(...args.map((type) => values[type]()));
  } catch (error) {
    if (!/^ERR_(?:FFI|INVALID|OUT_OF_RANGE|STRING_TOO_LONG)/.test(error.code)) {
      return `${name} ${JSON.stringify(signature)}: ${error.stack}`;
    }
  }
}

const wrongs = [];
for (let i = 0; i < Number(count); i++) {
  const wrong = call();
  if (wrong !== undefined) wrongs.push(wrong);
}
console.log(JSON.stringify(wrongs));
process.exit();
