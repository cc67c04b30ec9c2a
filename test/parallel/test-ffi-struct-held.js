// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { array, getRawPointer, pointer, struct, toString, union } = require('node:ffi');
const { invalidValue } = require('../common/ffi');
const { setImmediate: turn } = require('node:timers/promises');

// An instance holds what its pointers point to: each of them exactly one referent, until
// it is overwritten. A nested view holds the instance that it is a part of, and a copy
// holds what the original did.

const Inner = struct({ p: 'pointer', q: pointer('int') });
const Outer = struct({ a: Inner, list: array(Inner, 2), s: 'cstring' });
const Node = struct({ value: 'int', next: pointer(() => Node) });

const isGone = async (ref) => {
  for (let i = 0; i < 10 && ref.deref() !== undefined; i++) {
    await turn();
    global.gc();
  }
  return ref.deref() === undefined;
};

// Calls `set` with new bytes, whose buffer this gives a weak reference to.
function pass(set) {
  const buffer = new ArrayBuffer(64);
  set(new Int32Array(buffer));
  return new WeakRef(buffer);
}

async function testOverwriting() {
  const outer = new Outer();
  const setters = [
    (bytes) => { outer.a.p = bytes; },
    (bytes) => { outer.a.q = bytes; },
    (bytes) => { outer.list[0].p = bytes; },
    (bytes) => { outer.list.at(1).q = bytes; },
  ];
  const refs = setters.map(pass);
  for (const ref of refs) assert.strictEqual(await isGone(ref), false);
  // Each is let go by what takes its place, and nothing else is.
  const second = pass(setters[0]);
  assert.strictEqual(await isGone(refs[0]), true);
  outer.a.q = 5n;
  assert.strictEqual(await isGone(refs[1]), true);
  outer.list[0].p = null;
  assert.strictEqual(await isGone(refs[2]), true);
  assert.throws(() => { outer.list[1].q = 'no'; }, { code: 'ERR_INVALID_ARG_VALUE' });
  assert.strictEqual(await isGone(refs[3]), false);
  outer.list = [{ p: null, q: null }, { p: null, q: null }];
  assert.strictEqual(await isGone(refs[3]), true);
  assert.strictEqual(await isGone(second), false);
  outer.a = new Inner();
  assert.strictEqual(await isGone(second), true);
}

async function testCopies() {
  const inner = new Inner();
  const ref = pass((bytes) => { inner.p = bytes; });
  const outer = new Outer();
  outer.list[1] = inner;
  inner.p = null;
  assert.strictEqual(await isGone(ref), false);
  const copy = new Outer(outer);
  outer.list[1] = inner;
  assert.strictEqual(await isGone(ref), false);
  assert.strictEqual(copy.list[0].p, 0n);
  copy.a = copy.list[1];
  copy.list[1].p = null;
  assert.strictEqual(await isGone(ref), false);
  copy.a.p = 1n;
  assert.strictEqual(await isGone(ref), true);
}

async function testViews() {
  let view = new Outer({ a: { p: null, q: null }, list: [new Inner(), new Inner()], s: 'text' }).list[1];
  const ref = pass((bytes) => { view.q = bytes; });
  assert.strictEqual(await isGone(ref), false);
  assert.notStrictEqual(view.q, 0n);
  view = undefined;
  assert.strictEqual(await isGone(ref), true);
}

// A list, each element of which only the one before it holds.
async function testList() {
  let list = new Node({ value: 0, next: null });
  let ref;
  for (let i = 1; i < 50; i++) {
    if (i === 10) ref = new WeakRef(list);
    list = new Node({ value: i, next: list });
  }
  assert.strictEqual(await isGone(ref), false);
  const values = [];
  for (let node = list; ; node = Node.at(node.next)) {
    values.push(node.value);
    if (node.next === 0n) break;
  }
  assert.deepStrictEqual(values, Array.from({ length: 50 }, (_, i) => 49 - i));
  list.next = null;
  assert.strictEqual(await isGone(ref), true);
}

// Text is a copy of the string's.
async function testText() {
  const T = struct({ a: 'cstring', b: 'string16', c: 'string32', d: 'pointer' });
  const text = 'h\u00e4llo \u{1f600}';
  const t = new T({ a: text, b: text, c: text, d: text });
  const others = [];
  for (let i = 0; i < 100; i++) others.push(new T({ a: `${i}`, b: `${i}`, c: `${i}`, d: `${i}` }));
  for (let i = 0; i < 5; i++) {
    await turn();
    global.gc();
    others.push(new ArrayBuffer(32));
  }
  assert.deepStrictEqual([t.a, t.b, t.c, toString(t.d)], [text, text, text, text]);
  t.a = null;
  assert.strictEqual(t.a, null);
  assert.throws(() => { t.a = 'a\0b'; }, { message: /must not contain null bytes$/ });
}

// Nor does it through what is assigned as a whole.
function testNativeAggregates(native) {
  const message = 'must be an address, as it is in native memory, which holds nothing else';
  const inner = new Inner({ p: new Uint8Array(4), q: 7n });
  const before = native.toObject();
  for (const value of [inner, { p: new Uint8Array(4), q: null }, { p: new Node(), q: 5n }]) {
    assert.throws(() => { native.a = value; }, invalidValue(`${Outer.name}.a.p ${message}`));
    assert.throws(() => { native.list[1] = value; },
                  invalidValue(`${native.list.constructor.name}[1].p ${message}`));
    assert.throws(() => { native.list = [new Inner(), value]; },
                  invalidValue(`${Outer.name}.list[1].p ${message}`));
    const list = new (array(Inner, 2))([{ p: 1n, q: 2n }, value]);
    assert.throws(() => { native.list = list; }, invalidValue(`${Outer.name}.list[1].p ${message}`));
  }
  const outer = new Outer();
  outer.s = 'text';
  assert.throws(() => { Outer.at(getRawPointer(new ArrayBuffer(Outer.size)), 1)[0] = outer; },
                { message: new RegExp(`\\[0\\]\\.s ${message}$`) });
  assert.deepStrictEqual(native.toObject(), before);
  // What it holds no more is an address.
  inner.p = 5n;
  native.a = inner;
  native.list = [inner, { p: 6n, q: getRawPointer(new Uint8Array(4)) }];
  assert.deepStrictEqual([native.a.p, native.list[0].q, native.list[1].p], [5n, 7n, 6n]);
}

// Native memory holds nothing.
async function testNative() {
  const bytes = new ArrayBuffer(Outer.size);
  const native = Outer.at(getRawPointer(bytes));
  const message = 'must be an address, as it is in native memory, which holds nothing else';
  for (const value of ['text', new Uint8Array(4), new ArrayBuffer(4), new Node()]) {
    assert.throws(() => { native.a.p = value; }, invalidValue(`${Inner.name}.p ${message}`));
  }
  native.a.p = 5n;
  native.a.q = null;
  // Another one there is an address, too.
  native.list[0].p = native;
  assert.strictEqual(native.list[0].p, getRawPointer(bytes));
  testNativeAggregates(native);
}

async function testUnion() {
  const U = union({ p: 'pointer', n: 'uint64' });
  const u = new U();
  const ref = pass((bytes) => { u.p = bytes; });
  assert.strictEqual(u.n, u.p);
  assert.strictEqual(await isGone(ref), false);
  u.p = null;
  assert.strictEqual(await isGone(ref), true);
}

(async () => {
  await testOverwriting();
  await testCopies();
  await testViews();
  await testList();
  await testText();
  await testNative();
  await testUnion();
})().then(common.mustCall());
