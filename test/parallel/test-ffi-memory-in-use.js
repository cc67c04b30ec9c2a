// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { Arena, adopt, dlopen, func } = require('node:ffi');
const { optimize, pathOf } = require('../common/ffi');

// Memory that is disposed of inside a callback stays as long as calls are in flight that
// may use it, and no longer: what the callback made itself goes at once.

const { functions } = dlopen(pathOf('parameters'), {
  write_around: { arguments: ['int', 'buffer', func({ arguments: ['int'] }), 'buffer'], return: 'int' },
});
const { functions: { malloc, free } } = dlopen(null, {
  malloc: { arguments: ['size_t'], return: 'pointer' },
  free: { arguments: ['pointer'] },
});

function useArena() {
  const arena = new Arena();
  const before = arena.alloc('int', 1);
  const after = arena.alloc('int', 1);
  functions.write_around(5, before, common.mustCall(() => {
    arena[Symbol.dispose]();
    arena[Symbol.dispose]();
    assert.throws(() => arena.alloc('int'), { code: 'ERR_INVALID_STATE' });
    assert.strictEqual(before[0], 5);
    // Nothing that is in flight has this one.
    const own = new Arena();
    const bytes = own.alloc(8);
    own[Symbol.dispose]();
    assert.strictEqual(bytes.length, 0);
  }), after);
  assert.strictEqual(before.length, 0);
  assert.strictEqual(after.length, 0);
}

function useAdopted() {
  const bytes = adopt(malloc(8n), 8, free);
  functions.write_around(5, bytes, common.mustCall(() => {
    bytes[Symbol.dispose]();
    bytes[Symbol.dispose]();
    assert.strictEqual(bytes[0], 5);
    const own = adopt(malloc(8n), 8, free);
    own[Symbol.dispose]();
    assert.strictEqual(own.length, 0);
  }), bytes.subarray(4));
  assert.strictEqual(bytes.length, 0);
}

for (const use of [useArena, useAdopted]) {
  use();
  optimize(use)();
}

// The call may end by an exception.
const arena = new Arena();
const bytes = arena.alloc(8);
const error = new Error('of a callback');
assert.throws(() => functions.write_around(5, bytes, common.mustCall(() => {
  arena[Symbol.dispose]();
  throw error;
}), bytes), error);
setImmediate(common.mustCall(() => assert.strictEqual(bytes.length, 0)));
