// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { cdef } = require('node:ffi');

// What a program does to the prototypes of objects and arrays says nothing about
// declarations, and is not run.

const text = `
  typedef struct point { double x, y; } point_t;
  struct s { int n : 3; union { char c; point_t p; }; char name[8]; void (*f)(struct s *); int items[]; };
  enum e { A, B = sizeof(int), C = 'c' + 0x10 };
  point_t move(point_t p, const char *name, int a[], int (*callback)(int, ...)) asm("real");
  int printf(const char *restrict format, ...) __attribute__((format(printf, 1, 2)));
  extern int (*table[4])(void);
  static_assert(offsetof(struct s, p.y) == 16, "");
`;
function declare() {
  const { functions, types, constants, variables } = cdef(text);
  let error;
  try {
    cdef('int f(szie_t n);');
  } catch (thrown) {
    error = thrown;
  }
  return [
    functions.move.arguments.length, functions.move.symbol, functions.printf.variadic, types.s.size,
    Object.keys(types.s.fields).length, constants.C, variables.table.size, error.line, error.column, error.message,
  ];
}

const expected = declare();
let reached = '';
const accessor = (key) => ({
  get() {
    reached += ` ${String(key)}`;
    return undefined;
  },
  set() { reached += ` ${String(key)}`; },
});
const method = (key) => ({ writable: true, value() { reached += ` ${String(key)}`; } });

const changes = [];
for (const key of ['kind', 'type', 'name', 'at', 'alignment', 'size', 'width', 'offset', 'symbol', 'variadic', 'abi',
                   'attributes', 'types', 'packed', 'align', 'const', 'isArray', 'count', 'members', 'refused',
                   'record', 'form', 'line', 'arguments', 'return', 'undefined']) {
  changes.push([Object.prototype, key, accessor(key)]);
}
for (let i = 0; i < 40; i++) changes.push([Array.prototype, i, accessor(i)]);
for (const [prototype, keys] of [
  [Array.prototype, ['push', 'slice', 'map', 'join', Symbol.iterator]],
  [String.prototype, ['slice', 'indexOf', 'charCodeAt', 'trim', 'startsWith']],
  [Map.prototype, ['get', 'set', 'has', Symbol.iterator]],
  [RegExp.prototype, ['exec']],
]) {
  for (const key of keys) changes.push([prototype, key, method(key)]);
}
const before = changes.map(([object, key]) => Object.getOwnPropertyDescriptor(object, key));
const define = Object.defineProperty;

let declared;
let thrown;
for (let i = 0; i < changes.length; i++) {
  define(changes[i][0], changes[i][1], { __proto__: null, configurable: true, ...changes[i][2] });
}
try {
  declared = declare();
} catch (error) {
  thrown = error;
}
for (let i = changes.length - 1; i >= 0; i--) {
  if (before[i] === undefined) delete changes[i][0][changes[i][1]];
  else define(changes[i][0], changes[i][1], before[i]);
}
assert.ifError(thrown);
assert.strictEqual(reached, '');
assert.deepStrictEqual(declared, expected);
