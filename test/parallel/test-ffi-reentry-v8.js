// Flags: --experimental-ffi --expose-internals --allow-natives-syntax --expose-gc
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const vm = require('node:vm');
const { internalBinding } = require('internal/test/binding');
const { getCallState, kCallStateEntries, leave, mayCallFast } = internalBinding('ffi');
const { DynamicLibrary } = require('node:ffi');

// What fast calls rely on in V8. With another V8 there are none, until someone
// has read there what doc/contributing/ffi-internals.md says, under "JavaScript
// on top of a fast call": then src/node_ffi/reentry.cc may take that one, too.

assert.match(process.versions.v8, /^13\.6\./);
assert.strictEqual(mayCallFast(), true);

// Nor are there any if V8 may move code.
for (const { 0: flag, 1: expected } of [['--compact-code-space', false], ['--compact_code_space', false],
                                        ['--no-compact-code-space', true], ['--stress-compaction', true]]) {
  const { stdout } = spawnSync(process.execPath, [
    '--experimental-ffi', '--expose-internals', flag, '-p',
    "require('internal/test/binding').internalBinding('ffi').mayCallFast()",
  ], { encoding: 'utf8' });
  assert.strictEqual(stdout, `${expected}\n`, flag);
}

// V8 tells when it is entered. That it does from when there is a library on.
new DynamicLibrary(null);
const state = new Int32Array(getCallState());
function assertCounts(enters) {
  const before = state[kCallStateEntries];
  enters();
  assert.notStrictEqual(state[kCallStateEntries], before);
}
assertCounts(() => vm.runInThisContext('1'));
assertCounts(() => globalThis.gc({ type: 'major' }));
{
  const before = state[kCallStateEntries];
  for (let i = 0; i < 10; i++) Math.max(i, before);
  assert.strictEqual(state[kCallStateEntries], before);
}

// leave() deoptimises what calls it, and all else.
const kIsOptimized = 1 << 4;
const isOptimized = (fn) => (eval('%GetOptimizationStatus(fn)') & kIsOptimized) !== 0;
const other = (a) => a + 1;
function caller(before) {
  const result = other(before);
  if (before !== undefined) leave(before);
  return result;
}
for (const fn of [other, caller]) {
  eval('%PrepareFunctionForOptimization(fn)');
  for (let i = 0; i < 10; i++) fn(undefined);
  eval('%OptimizeFunctionOnNextCall(fn)');
  fn(undefined);
}
const before = state[kCallStateEntries];
assertCounts(() => vm.runInThisContext('1'));
caller(before);
assert.strictEqual(isOptimized(caller), false);
assert.strictEqual(isOptimized(other), false);
