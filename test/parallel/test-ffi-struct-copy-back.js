// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen, func, getRawPointer, pointer, setInt32, struct } = require('node:ffi');

// What is copied back after a call is all copied back, also if one part has no memory
// any more; and what is wrong with an argument is told of before what is wrong with
// those behind it.

const Aligned = struct({ value: 'int' }, { align: 16 });
// Neither is aligned to 16: C gets copies.
const make = () => {
  const buffer = new ArrayBuffer(48);
  const aligned = [0, 8].map((offset) => Aligned.from(buffer, offset));
  const index = aligned.findIndex((_, i) =>
    (getRawPointer(aligned[i]) & 15n) === 8n);
  return { buffer, instance: aligned[index] };
};

{
  const { functions: { bsearch } } = dlopen(null, {
    bsearch: {
      arguments: [pointer(Aligned), pointer(Aligned), 'size_t', 'size_t',
                  func({ arguments: ['pointer', 'pointer'], return: 'int' })],
      return: 'pointer',
    },
  });
  const { instance: key } = make();
  const { buffer, instance: base } = make();
  assert.throws(() => bsearch(key, base, 1, 16, (keyAddress) => {
    setInt32(keyAddress, 0, 99);
    structuredClone(buffer, { transfer: [buffer] });
    return 1;
  }), { code: 'ERR_INVALID_STATE', message: /has no memory/ });
  assert.strictEqual(key.value, 99);
}

{
  const { functions: { memcmp } } = dlopen(null, {
    memcmp: { arguments: [pointer(Aligned), pointer(Aligned), 'size_t'], return: 'int' },
  });
  const { buffer, instance } = make();
  structuredClone(buffer, { transfer: [buffer] });
  assert.throws(() => memcmp('text', instance, 4),
                { code: 'ERR_INVALID_ARG_VALUE', message: /^Argument 0 must be / });
}
