// Flags: --experimental-ffi --expose-gc --expose-internals
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { internalBinding } = require('internal/test/binding');
const { ForeignFunction, Library, mayCallFast, mayGenerateCode, typeNames } = internalBinding('ffi');
const { gcUntil } = require('../common/gc');
const { libraryPath } = require('../common/ffi');

// A call holds what it uses: a callback drops all that refers to the function
// and to its library, and collects garbage. The call returns right, and what it
// held is garbage afterwards.

const definitions = { call_i32: { arguments: ['function', 'i32'], return: 'i32' } };
// What is called, and what it needs, which only `weak` refers to otherwise.
let callee;
let weak;

const routes = {
  // What a program has.
  wrapper() {
    const { lib, functions: { call_i32 } } = dlopen(libraryPath, definitions);
    callee = { call: call_i32 };
    weak = [new WeakRef(lib), new WeakRef(call_i32)];
  },
  // What the wrapper's fast way calls while it is not optimised: it is given but
  // an address. By itself, since the frame of a wrapper refers to the rest.
  raw() {
    const { int32, pointer } = typeNames;
    const library = new Library(libraryPath);
    const handle = new ForeignFunction(library.getSymbol('call_i32', 'name'), int32, [pointer, int32]);
    library.addFunction(handle);
    callee = { call: handle.createRaw(false), target: handle.getTarget() };
    weak = [new WeakRef(library), new WeakRef(handle)];
  },
};
if (!mayGenerateCode() || !mayCallFast()) delete routes.raw;

async function test() {
  const { lib } = dlopen(libraryPath);
  let alive;
  const callback = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, common.mustCall((value) => {
    callee = undefined;
    globalThis.gc();
    alive = weak.map((reference) => reference.deref() !== undefined);
    return value + 1;
  }, Object.keys(routes).length));

  for (const [name, makeCallee] of Object.entries(routes)) {
    makeCallee();
    // What a WeakRef was just made of lives until the end of the turn.
    await new Promise(setImmediate);
    assert.strictEqual(name === 'raw' ? callee.call(callback, 41, callee.target) : callee.call(callback, 41), 42);
    assert.deepStrictEqual(alive, [true, true], name);
    await gcUntil(name, () => weak.every((reference) => reference.deref() === undefined));
  }
}
test().then(common.mustCall());
