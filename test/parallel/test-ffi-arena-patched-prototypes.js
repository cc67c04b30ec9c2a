// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { pathOf } = require('../common/ffi');

// What a program patches does not reach arenas, adopted memory and copies.

const Point = ffi.struct({ x: 'int', next: 'pointer' });
const { functions } = ffi.dlopen(pathOf('releases'), {
  take: { arguments: ['size_t'], return: 'pointer' },
  give_back: { arguments: ['pointer'], return: 'int' },
  count_released: { return: 'int' },
});
const { take, give_back, count_released } = functions;
const bytes = Buffer.from([1, 2, 3, 4]);

let reached;
const keys = ['buffer', 'size', 'memory', 'held', 'used', 'chunk', 'chunks', 'start', 'fn', 'value', 'isDone',
              'isDisposed', 'lastType', 'lastSize', 'lastView', 'nextSize', 'pointer', '0', '1', 'get', 'set'];
const originals = [];
const evil = (name) => () => { reached ??= name; };
for (const { prototype } of [Uint8Array, Int32Array, Object.getPrototypeOf(Uint8Array), Buffer, ArrayBuffer, DataView,
                             Map, WeakMap, FinalizationRegistry]) {
  for (const key of Reflect.ownKeys(prototype)) {
    const { configurable, value } = Reflect.getOwnPropertyDescriptor(prototype, key);
    if (!configurable || key === 'constructor' || key === Symbol.toStringTag) continue;
    originals.push({ prototype, key, descriptor: Reflect.getOwnPropertyDescriptor(prototype, key) });
    const patch = typeof value === 'function' ? { value: evil(String(key)) } : { get: evil(String(key)) };
    Object.defineProperty(prototype, key, { __proto__: null, ...patch });
  }
}
for (const key of keys) {
  Object.defineProperty(Object.prototype, key, {
    __proto__: null,
    configurable: true,
    get() {
      reached ??= `get ${key}`;
      return undefined;
    },
    set() { reached ??= `set ${key}`; },
  });
}
reached = undefined;

const arena = new ffi.Arena();
const point = arena.alloc(Point);
const second = arena.alloc(Point);
point.x = 5;
point.next = second;
second.x = 6;
const read = Point.at(point.next).x;
const ints = arena.alloc('int', 4);
ints[1] = 7;
const address = ints.pointer;
const large = arena.alloc(100_000);
large[99_999] = 1;
const text = ffi.toString(arena.string('text').pointer);
const known = ffi.toString(arena.string('a text').pointer, 3);
ffi.copy(ints, bytes, 4);
ffi.fill(large, 9, 10);
const sign = ffi.compare(ints, bytes, 4);
const adopted = ffi.adopt(take(8), 8, give_back);
const first = adopted[0];
adopted[Symbol.dispose]();
const released = count_released();
arena[Symbol.dispose]();
const seen = reached;
// What words the messages of Node.js itself reaches some of it.
let code;
try {
  code = point.x;
} catch (error) {
  code = error.code;
}

for (const key of keys) delete Object.prototype[key];
for (let i = 0; i < originals.length; i++) {
  const { prototype, key, descriptor } = originals[i];
  Object.defineProperty(prototype, key, descriptor);
}
assert.strictEqual(`${seen} ${read} ${typeof address} ${text} ${known} ${sign} ${first} ${released} ${code}`,
                   'undefined 6 bigint text a t 0 7 1 ERR_INVALID_STATE');
