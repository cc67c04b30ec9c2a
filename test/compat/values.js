'use strict';
// Every kind of value that a program may pass. Each entry makes a fresh one, so
// that a case cannot change what a later one gets.
//   core     also used where each case may cost a process (callback results)
//   content  its memory may be read up to a terminator

const core = new Set();
const content = new Set();
const values = {};

function add(name, make, ...sets) {
  values[name] = typeof make === 'function' ? make : () => make;
  for (const set of sets) set.add(name);
}

// Primitives.
add('undefined', undefined, core);
add('null', null, core);
add('true', true, core);
add('false', false);
add('symbol', () => Symbol('s'), core);
add('Symbol.iterator', () => Symbol.iterator);

// Numbers: the borders of every width, and one beyond.
const numbers = [0, 1, 2, -1, 127, 128, -128, -129, 255, 256, 32767, 32768,
                 -32768, -32769, 65535, 65536, 2 ** 24, 2 ** 24 + 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31,
                 -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, -(2 ** 32),
                 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53) + 1, -(2 ** 53), 2 ** 63,
                 -(2 ** 63), 2 ** 64, 1e21, 1e308, -1e308, 3.4028234663852886e38,
                 3.4028235677973366e38, 1e39, 1e-46, Number.MIN_VALUE,
                 0.5, 1.5, -0.5, 0.1, 127.5, 2 ** 31 - 0.5, 4294967295.5,
                 NaN, Infinity, -Infinity];
const coreNumbers = new Set([0, 1, -1, 127, 128, -129, 255, 256, 65535, 65536, 2 ** 31,
                             2 ** 32, 2 ** 53, 1.5, NaN, Infinity]);
for (const number of numbers) {
  add(`number ${number}`, number, ...coreNumbers.has(number) ? [core] : []);
}
add('number -0', -0, core);

// BigInts, likewise.
const bigints = [0n, 1n, -1n, 127n, 128n, 255n, 256n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n,
                 2n ** 32n, 2n ** 47n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n,
                 -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 64n + 1n,
                 -(2n ** 64n), 2n ** 65n, 2n ** 1000n, -(2n ** 1000n)];
const coreBigints = new Set([0n, 1n, -1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n]);
for (const bigint of bigints) {
  const name = bigint > 2n ** 70n ? '2**1000n' : bigint < -(2n ** 70n) ? '-2**1000n' : `${bigint}n`;
  add(`bigint ${name}`, bigint, ...coreBigints.has(bigint) ? [core] : []);
}

// Strings.
add('string empty', '', core, content);
add('string digits', '5', core, content);
add('string ascii', 'hello, world', content);
add('string latin1', 'caf\u00e9', content);
add('string two bytes', '\u20ac\u4e2d', content);
add('string non-BMP', '\u{1f600}!', content);
add('string lone surrogate', 'a\ud800b', content);
add('string lone low surrogate', '\udc00', content);
add('string rope', () => ['left and ', 'right, long enough'].join('') + String(Math.abs(-1)), content);
add('string slice', () => 'some text that is long enough to be sliced'.slice(5, 30), content);
add('string NUL inside', 'a\0b', core);
add('string NUL at the end', 'a\0');
add('string NUL only', '\0');
add('string NUL two bytes', '\u20ac\0\u20ac');
add('string NUL far', () => 'x'.repeat(5000) + '\0');
add('string 255', () => 'x'.repeat(255), content);
add('string 256', () => 'x'.repeat(256), content);
add('string 4096', () => 'y'.repeat(4096), content);
add('string 1 MB', () => 'z'.repeat(1 << 20), content);
add('string 1 MB two bytes', () => '\u20ac'.repeat(1 << 19), content);

// Objects of the wrong kind.
add('boxed number', () => Object(1), core);
add('boxed bigint', () => Object(1n));
add('boxed string', () => Object('a'));
add('boxed boolean', () => Object(true));
add('boxed symbol', () => Object(Symbol('s')));
add('object', () => ({}), core);
add('object null prototype', () => ({ __proto__: null }));
add('object valueOf', () => ({ valueOf() { return 1; } }), core);
add('object valueOf bigint', () => ({ valueOf() { return 1n; } }));
add('object valueOf throws', () => ({ valueOf() { throw new RangeError('valueOf ran'); } }));
add('object toString', () => ({ toString() { return '5'; } }));
add('object toPrimitive', () => ({ [Symbol.toPrimitive]() { return 1; } }));
add('object toPrimitive throws', () => ({ [Symbol.toPrimitive]() { throw new RangeError('ran'); } }));
add('object like a view', () => ({ buffer: new ArrayBuffer(8), byteLength: 8, byteOffset: 0, length: 8 }));
add('object with pointer', () => ({ pointer: 1n }));
add('object inherits view', () => ({ __proto__: new Uint8Array(8) }));
add('array empty', () => []);
add('array of one', () => [1], core);
add('array of numbers', () => [1, 2, 3]);
add('function', () => () => 1, core);
add('class', () => class {});
add('date', () => new Date(1));
add('regexp', () => /a/);
add('error', () => new Error('e'));
add('map', () => new Map());
add('promise', () => Promise.resolve(1), core);
add('generator', () => (function* () {})());
add('arguments', () => (function() { return arguments; })(1));
add('proxy', () => new Proxy({}, {}));
add('proxy throws', () => new Proxy({}, {
  get() { throw new RangeError('trap ran'); },
  has() { throw new RangeError('trap ran'); },
  getPrototypeOf() { throw new RangeError('trap ran'); },
}));
add('proxy of a view', () => new Proxy(new Uint8Array(8), {}));
add('proxy revoked', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
});
{
  let turn = 0;
  add('object that changes', () => ({ valueOf() { return turn++ % 2 ? 1 : 1n; } }));
}

// Memory. `text` fills it with what differs from byte to byte, and terminates.
function text(bytes) {
  for (let i = 0; i < bytes.length; i++) bytes[i] = 97 + i % 26;
  if (bytes.length > 0) bytes[bytes.length - 1] = 0;
  return bytes;
}
const filled = (buffer) => {
  text(new Uint8Array(buffer));
  return buffer;
};
const detach = (buffer) => structuredClone(buffer, { transfer: [buffer] });

add('Buffer', () => text(Buffer.alloc(9)), core, content);
add('Buffer pooled', () => Buffer.from('pooled\0'), content);
add('Buffer slice', () => text(Buffer.alloc(20)).subarray(5), content);
add('Buffer slice of slice', () => text(Buffer.alloc(20)).subarray(5).subarray(3), content);
add('Buffer empty', () => Buffer.alloc(0));
add('Buffer empty slice', () => text(Buffer.alloc(20)).subarray(5, 5));
add('Buffer 1 MB', () => text(Buffer.alloc(1 << 20)), content);
for (const Type of [Uint8Array, Int8Array, Uint8ClampedArray]) {
  add(Type.name, () => text(new Type(12)), content);
}
for (const Type of [Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
                    BigInt64Array, BigUint64Array]) {
  add(Type.name, () => new Type(filled(new ArrayBuffer(16))), content);
}
add('Float16Array', () => new Float16Array(filled(new ArrayBuffer(16))), content);
add('Uint8Array small', () => text(new Uint8Array(3)), content);
add('Uint8Array empty', () => new Uint8Array(0));
add('Uint8Array with offset', () => new Uint8Array(filled(new ArrayBuffer(16)), 5), content);
add('Uint32Array with offset', () => new Uint32Array(filled(new ArrayBuffer(16)), 4, 1), content);
add('Uint8Array subclass', () => text(new (class extends Uint8Array {})(8)), content);
add('Uint8Array false length', () => {
  const view = text(new Uint8Array(8));
  Object.defineProperty(view, 'byteLength', { value: 0 });
  Object.defineProperty(view, 'byteOffset', { value: 4 });
  return view;
}, content);
add('Uint8Array false buffer', () => {
  const view = text(new Uint8Array(8));
  Object.defineProperty(view, 'buffer', { get() { throw new RangeError('getter ran'); } });
  return view;
}, content);
add('Uint8Array null prototype', () => Object.setPrototypeOf(text(new Uint8Array(8)), null), content);
add('Uint8Array frozen empty', () => Object.freeze(new Uint8Array(0)));
add('DataView', () => new DataView(filled(new ArrayBuffer(16))), content);
add('DataView with offset', () => new DataView(filled(new ArrayBuffer(16)), 3), content);
add('DataView empty', () => new DataView(new ArrayBuffer(8), 8));
add('ArrayBuffer', () => filled(new ArrayBuffer(16)), core, content);
add('ArrayBuffer empty', () => new ArrayBuffer(0));
add('ArrayBuffer of another realm', () => require('vm').runInNewContext('new ArrayBuffer(8)'), content);
add('Uint8Array of another realm', () => require('vm').runInNewContext('new Uint8Array(8)'), content);

add('ArrayBuffer detached', () => {
  const buffer = new ArrayBuffer(8);
  detach(buffer);
  return buffer;
}, core);
add('Uint8Array detached', () => {
  const view = new Uint8Array(8);
  detach(view.buffer);
  return view;
});
add('Uint8Array small detached', () => {
  const view = new Uint8Array(new ArrayBuffer(8), 2, 3);
  detach(view.buffer);
  return view;
});
add('DataView detached', () => {
  const view = new DataView(new ArrayBuffer(8));
  detach(view.buffer);
  return view;
});
add('ArrayBuffer transferred', () => {
  const buffer = new ArrayBuffer(8);
  buffer.transfer();
  return buffer;
});

const resizable = (size = 16) => filled(new ArrayBuffer(size, { maxByteLength: 32 }));
const shrunk = (view) => {
  view.buffer.resize(2);
  return view;
};
add('ArrayBuffer resizable', () => resizable(), content);
add('ArrayBuffer resizable empty', () => resizable(0));
add('ArrayBuffer resizable shrunk', () => {
  const buffer = resizable();
  buffer.resize(0);
  return buffer;
});
add('ArrayBuffer resizable detached', () => {
  const buffer = resizable();
  detach(buffer);
  return buffer;
});
add('Uint8Array resizable', () => new Uint8Array(resizable(), 2, 8), content);
add('Uint8Array length-tracking', () => new Uint8Array(resizable(), 4), content);
add('Uint8Array length-tracking grown', () => {
  const view = new Uint8Array(resizable(4), 1);
  view.buffer.resize(8);
  return view;
}, content);
add('Uint8Array out of bounds', () => shrunk(new Uint8Array(resizable(), 4, 4)));
add('Uint8Array length-tracking out of bounds', () => shrunk(new Uint8Array(resizable(), 4)));
add('Uint8Array length-tracking at the end', () => shrunk(new Uint8Array(resizable(), 2)));
add('DataView resizable', () => new DataView(resizable(), 2, 8), content);
add('DataView out of bounds', () => shrunk(new DataView(resizable(), 4, 4)));
add('DataView length-tracking out of bounds', () => shrunk(new DataView(resizable(), 4)));

const shared = (options) => filled(new SharedArrayBuffer(16, options));
const growable = { maxByteLength: 32 };
add('SharedArrayBuffer', () => shared());
add('SharedArrayBuffer growable', () => shared(growable));
add('SharedArrayBuffer empty', () => new SharedArrayBuffer(0));
add('Uint8Array shared', () => new Uint8Array(shared(), 3), content);
add('Uint8Array growable', () => new Uint8Array(shared(growable), 3), content);
add('DataView shared', () => new DataView(shared(), 3), content);
add('DataView growable', () => new DataView(shared(growable), 3), content);
add('Buffer shared', () => Buffer.from(shared()), content);
add('WebAssembly memory', () => new WebAssembly.Memory({ initial: 1 }).buffer, content);
add('WebAssembly view', () => new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer, 8), content);

// As an address, or as a distance from a block of 256 bytes, most numbers lead
// to where something may be mapped or not: these do not.
const reaches = (value) => {
  if (typeof value === 'bigint') return value > 1n && value < 2n ** 64n - 1n;
  return typeof value === 'number' && value > 256 && value < 2 ** 53 - 1;
};
const single = new Map(Object.keys(values).filter((name) => /^(?:number|bigint) /.test(name))
  .map((name) => [name, values[name]()]));

module.exports = {
  certain: Object.keys(values).filter((name) => !reaches(single.get(name))),

  all: Object.keys(values),
  core: [...core],
  content: [...content],
  make: (name) => values[name](),
};
