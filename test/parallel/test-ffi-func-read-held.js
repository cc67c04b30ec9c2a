// Flags: --experimental-ffi --expose-gc
'use strict';

const common = require('../common');
const assert = require('node:assert');
const { array, dlopen, func, pointer, struct } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { pathOf } = require('../common/ffi');

// A native function that was read from an instance, which holds the JavaScript function
// that this calls, can be called as long as the program has it.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const { functions: { call } } = dlopen(pathOf('function_pointers'), {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
});
const Table = struct({ n: 'int', f: binary, list: array(binary, 2) });
const Outer = struct({ n: 'int', table: Table });
const Counted = struct({
  n: 'int', list: pointer(array(binary, { countedBy: 'n' })),
});

const make = (k) => (a, b) => a * b + k;
const table = (k) => ({ n: 0, f: make(k), list: [make(k + 1), make(k + 2)] });

// Each gives functions, and what is to be collected.
const readers = [
  () => {
    const instance = new Table(table(0));
    return [instance, instance.f, instance.list[0], instance.list.at(1)];
  },
  () => {
    const instance = new Outer({ n: 0, table: table(0) });
    return [instance, instance.table.f, ...instance.table.list];
  },
  () => {
    const instance = new Outer({ n: 0, table: table(0) });
    const { f, list } = instance.toObject().table;
    return [instance, f, ...list];
  },
  () => {
    // What is in its place afterwards is another one.
    const instance = new Table(table(0));
    const read = [instance, instance.f, ...instance.list];
    instance.f = null;
    instance.list = [null, null];
    return read;
  },
  () => {
    const list = new (array(binary))([make(0), make(1), make(2)]);
    // What the field gives is not what it was given, but leads to it.
    return [new Counted({ n: 3, list }).list, ...new Counted({ n: 3, list }).list];
  },
  () => {
    // One that an instance got which is another one's.
    const { f, list } = new Table(table(0));
    const instance = new Table({ n: 0, f, list: [...list] });
    return [instance, instance.f, ...instance.list];
  },
];

async function test() {
  for (const read of readers) {
    let weak;
    const functions = (() => {
      const [instance, ...functions] = read();
      weak = new WeakRef(instance);
      return functions;
    })();
    await gcUntil('instance', () => weak.deref() === undefined);
    // Whatever is new is somewhere else.
    const others = [];
    for (let i = 0; i < 100; i++) others.push(new Table(table(1000)));
    for (let i = 0; i < 3; i++) {
      assert.strictEqual(functions[i](6, 7), 42 + i);
      assert.strictEqual(call(functions[i], 6, 7), 42 + i);
    }
  }
}
test().then(common.mustCall());
