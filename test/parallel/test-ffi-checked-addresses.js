// Flags: --experimental-ffi --ffi-checked
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen, struct, getRawPointer } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// With --ffi-checked, addresses that native code is given, and those that it gives, have
// to be mapped. NULL and -1 are for functions to judge.

const { functions } = dlopen(pathOf('checked'), {
  give_pointer: { arguments: ['uintptr_t'], return: 'pointer' },
  give_text: { arguments: ['uintptr_t'], return: 'cstring' },
  take_pointer: { arguments: ['pointer'] },
  take_function: { arguments: ['pointer', 'uintptr_t'] },
});
const { give_pointer, give_text, take_pointer, take_function } = functions;

const error = (message) => ({ code: 'ERR_FFI_INVALID_POINTER', message });

for (const address of [0n, null, undefined, 2n ** 64n - 1n]) take_pointer(address);
take_pointer(process.binding === undefined ? null : getRawPointer(new Uint8Array(4)));
assert.throws(() => take_pointer(8n), error('Argument 0 of function take_pointer: 0x8 is not mapped'));
// Not canonical.
assert.throws(() => take_pointer(0x8000_0000_0000_0000n),
              error('Argument 0 of function take_pointer: 0x8000000000000000 is not mapped'));

assert.strictEqual(give_pointer(0), 0n);
assert.strictEqual(give_pointer(2n ** 64n - 1n), 2n ** 64n - 1n);
assert.throws(() => give_pointer(8), error('The result of function give_pointer: 0x8 is not mapped'));
assert.strictEqual(give_text(0), null);
assert.throws(() => give_text(4096), error('The result of function give_text: 0x1000 is not mapped'));

// What is passed as numbers, and by handles to structs.
{
  const { take_pointer } = dlopen(pathOf('checked'), {
    take_pointer: { arguments: ['address'] },
  }).functions;
  assert.throws(() => take_pointer(8), error('Argument 0 of function take_pointer: 0x8 is not mapped'));
}
{
  const { pointer, func } = require('node:ffi');
  const Pair = struct({ a: 'int', b: 'int' }, { name: 'Pair' });
  const { take_pointer } = dlopen(pathOf('checked'), {
    take_pointer: { arguments: [pointer(Pair)] },
  }).functions;
  assert.throws(() => take_pointer(16n), error('Argument 0 of function take_pointer: 0x10 is not mapped'));

  // In structs, too, but not in unions, of which nobody knows what is there.
  const { array, union } = require('node:ffi');
  const Outer = struct({
    first: 'pointer',
    pairs: array(struct({ name: 'cstring', number: 'int' }), 2),
    either: union({ address: 'pointer', number: 'uint64' }),
  }, { name: 'Outer' });
  const { take_pointer: takeOuter } = dlopen(pathOf('checked'), {
    take_pointer: { arguments: [pointer(Outer)] },
  }).functions;
  const outer = new Outer();
  outer.pairs[0].name = 'text';
  outer.either.number = 8n;
  takeOuter(outer);
  outer.first = 2n ** 64n - 1n;
  takeOuter(outer);
  outer.pairs[1].name = 8n;
  assert.throws(() => takeOuter(outer), error('Argument 0: pairs[1].name: 0x8 is not mapped'));
  outer.first = 32n;
  assert.throws(() => takeOuter(outer), error('Argument 0: first: 0x20 is not mapped'));

  // Callbacks don't get other ones.
  const { take_function: takes } = dlopen(pathOf('checked'), {
    take_function: { arguments: [func({ arguments: ['pointer'] }), 'uintptr_t'] },
  }).functions;
  takes(common.mustCall((address) => assert.strictEqual(address, 0n)), 0);
  assert.throws(() => takes(common.mustNotCall(function fn() {}), 24), {
    code: 'ERR_FFI_INVALID_POINTER',
    message: /^Callback argument 0 of callback .* of type void \(pointer\): 0x18 is not mapped$/,
  });
}
assert.throws(() => take_function(8n, 0),
              error('Argument 0 of function take_function: 0x8 is not mapped'));
