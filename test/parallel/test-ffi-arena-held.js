// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { setImmediate } = require('node:timers/promises');
const ffi = require('node:ffi');
const { Arena, pointer, struct } = ffi;
const { gcUntil } = require('../common/gc');
const { invalidValue } = require('../common/ffi');

// What is in an arena lives as long as the arena or any view of it; what that points to,
// too; and native memory may point to what is in an arena.

const Node = struct({ value: 'int', next: pointer(() => Node), text: 'cstring', call: ffi.func({ return: 'int' }) },
                    { name: 'Node' });

async function collect() {
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await setImmediate();
  }
}

async function test() {
  // An instance may be collected while C has its address.
  let arena = new Arena();
  let address = (() => {
    const node = arena.alloc(Node);
    node.value = 1;
    node.text = `a ${'string'}`;
    node.next = new Node({ value: 2, next: null, text: 'another', call: () => 2 });
    node.call = () => 42;
    return node.pointer;
  })();
  await collect();
  let node = Node.at(address);
  assert.strictEqual(node.text, 'a string');
  assert.strictEqual(node.call(), 42);
  assert.strictEqual(Node.at(node.next).text, 'another');
  assert.strictEqual(Node.at(node.next).call(), 2);

  // What is overwritten is let go, and all of it is on disposal.
  let first = new Node();
  let second = new Node();
  const weak = [new WeakRef(first), new WeakRef(second)];
  (() => {
    const node = arena.alloc(Node);
    node.next = first;
    node.next = null;
    arena.alloc(Node).next = second;
  })();
  first = undefined;
  second = undefined;
  await gcUntil('what was overwritten', () => weak[0].deref() === undefined);
  assert.ok(weak[1].deref() !== undefined);
  arena[Symbol.dispose]();
  await gcUntil('what a disposed arena held', () => weak[1].deref() === undefined);

  // A view keeps all of the arena, in as many chunks as it has.
  const list = (() => {
    const arena = new Arena();
    let next = null;
    for (let i = 0; i < 10_000; i++) {
      const node = arena.alloc(Node);
      node.value = i;
      node.next = next;
      if (i % 1000 === 0) node.text = arena.string(`text ${i}`);
      next = node;
    }
    return next;
  })();
  await collect();
  let i = 9999;
  for (node = list; node !== undefined; node = node.next === 0n ? undefined : Node.at(node.next)) {
    assert.strictEqual(node.value, i);
    assert.strictEqual(node.text, i % 1000 === 0 ? `text ${i}` : null);
    i--;
  }
  assert.strictEqual(i, -1);

  // Without any, it is freed.
  const buffers = [];
  for (let i = 0; i < 10; i++) buffers.push(new WeakRef(new Arena().alloc(8).buffer));
  await gcUntil('arenas', () => buffers.every((buffer) => buffer.deref() === undefined));

  // An instance of JavaScript's own holds what it points to, as ever.
  const own = new Node();
  own.next = (() => {
    const node = new Arena().alloc(Node);
    node.value = 7;
    return node;
  })();
  await collect();
  assert.strictEqual(Node.at(own.next).value, 7);

  // Native memory takes what is in an arena, and nothing else that is JavaScript's.
  const { functions: { calloc, free } } = ffi.dlopen(null, {
    calloc: { arguments: ['size_t', 'size_t'], return: 'pointer' },
    free: { arguments: ['pointer'] },
  });
  arena = new Arena();
  address = calloc(2, Node.size);
  const natives = Node.at(address, 2);
  const inArena = arena.alloc(Node);
  inArena.text = arena.string('in the arena');
  natives[0].next = inArena;
  natives[0].text = arena.string('text');
  assert.strictEqual(natives[0].next, inArena.pointer);
  assert.strictEqual(natives[0].text, 'text');
  natives[1] = inArena;
  assert.strictEqual(natives[1].text, 'in the arena');
  natives[1] = { value: 1, next: inArena, text: arena.string('other'), call: null };
  assert.strictEqual(natives[1].text, 'other');
  const refused = /must be an address, as it is in native memory, which holds nothing else$/;
  for (const run of [
    () => { natives[0].next = new Node(); },
    () => { natives[0].text = 'text'; },
    () => { natives[0].text = Buffer.from('text\0'); },
    () => { natives[1] = new Node({ value: 1, next: inArena, text: 'text', call: null }); },
  ]) {
    assert.throws(run, invalidValue(refused));
  }
  // What is in an arena, but points out of it.
  const mixed = arena.alloc(Node);
  mixed.text = 'JavaScript';
  assert.throws(() => { natives[1] = mixed; }, invalidValue(refused));
  natives[1] = arena.alloc(Node);
  assert.strictEqual(natives[1].text, null);
  arena[Symbol.dispose]();
  free(address);
}

test().then(common.mustCall());
