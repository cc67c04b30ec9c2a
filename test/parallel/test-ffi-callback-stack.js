// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { libraryPath } = require('../common/ffi');

// A stack shows the program's functions, and none of those that node:ffi
// generates to stand between these and native code.

const { lib, functions: { call_i32, call_void, identity_i32 } } = dlopen(libraryPath, {
  call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  call_void: { arguments: ['function'] },
  identity_i32: { arguments: ['i32'], return: 'i32' },
});

const frames = (error) => error.stack.split('\n').slice(1).map((line) => line.trim());
const names = (error) => frames(error).map((line) => /^at (\S+)/.exec(line)[1]);

// Without common.mustCall(), which has a frame too.
let seen;
const inside = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, function inside(x) {
  seen = new Error().stack;
  return x;
});
(function outside() { call_i32(inside, 1); })();
assert.deepStrictEqual(names({ stack: seen }).slice(0, 2), ['inside', 'outside']);

// With a prepareStackTrace() of the program's.
{
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, trace) => trace.map((site) => site.getFileName());
  const callback = lib.registerCallback(() => { seen = new Error().stack; });
  (function outside() { call_void(callback); })();
  assert.deepStrictEqual(seen.slice(0, 2), [__filename, __filename]);
  Error.prepareStackTrace = prepareStackTrace;
}

// What a call throws comes from where it was called.
assert.throws(() => identity_i32('x'), (error) => frames(error)[0].includes(__filename));
// A native function as a callback.
{
  const parse = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, Function.prototype.call.bind(
    common.mustCall((x) => {
      assert.ok(!new Error().stack.includes('node:internal/ffi'));
      return x;
    }), undefined));
  assert.strictEqual(call_i32(parse, 7), 7);
}
