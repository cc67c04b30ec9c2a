// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { copyOfLibrary, isLoaded, libraryClosed, pathOf } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// A library that is closed, or collected, while calls are in flight stays loaded until
// they are done, and no longer: calls that began later don't keep it.

tmpdir.refresh();

function load(name) {
  const path = copyOfLibrary(name, pathOf('nonblocking'));
  const { lib, functions } = dlopen(path, {
    gate_set: { arguments: ['int'] },
    gate_count_waiting: { return: 'int' },
    gate_number: { arguments: ['int'], return: 'int', nonblocking: true },
    gate_find: { arguments: ['cstring', 'int'], return: 'cstring', nonblocking: true },
    thread_self: { return: 'uint64', nonblocking: true },
  });
  return { path, lib, functions };
}

const waitUntil = async (condition) => {
  while (!condition()) await new Promise(setImmediate);
};

async function closes() {
  const { path, lib, functions: { gate_set, gate_number, gate_find, gate_count_waiting } } = load('closed');
  // To open the gate when that library is closed for the program.
  const { lib: second, functions: { gate_set: open } } = dlopen(path, { gate_set: { arguments: ['int'] } });
  gate_set(0);
  const number = gate_number(5);
  const found = gate_find('some text', 't'.charCodeAt(0));
  await waitUntil(() => gate_count_waiting() === 2);
  lib.close();
  assert.throws(() => gate_number(6), libraryClosed);
  open(1);
  second.close();
  assert.strictEqual(await number, 5);
  assert.strictEqual(await found, 'text');
  await waitUntil(() => !isLoaded(path));
}

async function waitsForEarlierCallsOnly() {
  const first = load('first');
  const second = load('second');
  const { lib: opener, functions: { gate_set: open } } =
    dlopen(first.path, { gate_set: { arguments: ['int'] } });
  first.functions.gate_set(0);
  second.functions.gate_set(0);
  const earlier = first.functions.gate_number(1);
  await waitUntil(() => first.functions.gate_count_waiting() === 1);
  opener.close();
  first.lib.close();
  assert.throws(() => open(1), libraryClosed);
  const later = second.functions.gate_number(2);
  const { lib: last, functions: { gate_set } } =
    dlopen(first.path, { gate_set: { arguments: ['int'] } });
  gate_set(1);
  assert.strictEqual(await earlier, 1);
  last.close();
  // That one was closed after the later call had begun.
  await new Promise(setImmediate);
  assert.ok(isLoaded(first.path));
  second.functions.gate_set(1);
  assert.strictEqual(await later, 2);
  await waitUntil(() => !isLoaded(first.path));
  second.lib.close();
  assert.ok(!isLoaded(second.path));
}

async function disposes() {
  const { path, lib, functions: { gate_set, gate_number } } = load('disposed');
  gate_set(1);
  let isDone = false;
  const number = gate_number(5).then((value) => {
    isDone = true;
    return value;
  });
  const disposed = lib[Symbol.asyncDispose]();
  assert.ok(disposed instanceof Promise);
  assert.throws(() => gate_number(6), libraryClosed);
  assert.strictEqual(await disposed, undefined);
  assert.ok(isDone);
  assert.ok(!isLoaded(path));
  assert.strictEqual(await number, 5);
  // Without calls, and once more.
  await lib[Symbol.asyncDispose]();
  await load('unused').lib[Symbol.asyncDispose]();
}

// Not for calls of other libraries.
async function disposesMeanwhile() {
  const { lib: slow, functions: { gate_set: setGate, gate_number: slowNumber } } = load('slow');
  const { path, lib, functions } = load('quick');
  setGate(0);
  functions.gate_set(0);
  let isSettled = false;
  const number = slowNumber(1).finally(() => { isSettled = true; });
  const quick = functions.gate_number(2);
  await waitUntil(() => functions.gate_count_waiting() === 1);
  let isDisposed = false;
  const disposed = lib[Symbol.asyncDispose]().then(() => { isDisposed = true; });
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.ok(!isDisposed);
  // To open its gate when it is closed for the program.
  dlopen(path, { gate_set: { arguments: ['int'] } }).functions.gate_set(1);
  await disposed;
  assert.strictEqual(await quick, 2);
  assert.ok(!isSettled);
  // With no call of its own, not at all.
  await load('idle').lib[Symbol.asyncDispose]();
  assert.ok(!isSettled);
  setGate(1);
  assert.strictEqual(await number, 1);
  slow.close();
}

async function isCollected() {
  const calls = [];
  for (let i = 0; i < 10; i++) {
    const { functions: { gate_set, gate_number } } = load(`collected-${i}`);
    gate_set(1);
    calls.push(gate_number(i));
  }
  for (let i = 0; i < 3; i++) globalThis.gc();
  assert.deepStrictEqual(await Promise.all(calls), Array.from({ length: 10 }, (_, i) => i));
}

closes()
  .then(waitsForEarlierCallsOnly)
  .then(disposes)
  .then(disposesMeanwhile)
  .then(isCollected)
  .then(common.mustCall());
