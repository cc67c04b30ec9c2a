// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Callback, dlopen, func, out, struct } = require('node:ffi');
const { gcUntil } = require('../common/gc');
const { eachCase, libraryPath } = require('../common/ffi');

// What is generated for a signature does not keep its types, once nothing else does.

const Kept = struct({ x: 'int' });
const uses = {
  value: (type) => ({ arguments: [type], return: 'int' }),
  result: (type) => ({ arguments: ['int'], return: type }),
  out: (type) => ({ arguments: [out(type)], return: 'int' }),
  beside: (type) => ({ arguments: [Kept, type], return: Kept }),
  func: (type) => ({ arguments: [func({ arguments: [type] })] }),
};

function use(define) {
  const type = struct({ x: 'int' });
  const { lib } = dlopen(libraryPath, { f: { ...define(type), symbol: 'add_i32' } });
  lib.close();
  new Callback({ arguments: [type] }, () => {}).close();
  return new WeakRef(type);
}

async function test() {
  for (const [name, define] of eachCase(Object.entries(uses))) {
    const reference = use(define);
    await gcUntil(`type of ${name}`, () => reference.deref() === undefined);
  }
  // That of what is kept stays.
  const { functions } = dlopen(libraryPath, { f: { ...uses.value(Kept), symbol: 'add_i32' } });
  assert.strictEqual(typeof functions.f, 'function');
}
test().then(common.mustCall());
