// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { eachCase, invalidValue, libraryPath } = require('../common/ffi');

// Memory that is gone is refused, not passed as NULL.

using library = dlopen(libraryPath, {
  identity_pointer: { arguments: ['buffer'], return: 'pointer' },
});
const { identity_pointer } = library.functions;

const buffer = new ArrayBuffer(16);
const views = [
  new Uint8Array(buffer), new Float64Array(buffer, 8), new DataView(buffer),
  Buffer.from(buffer),
];
for (const view of eachCase(views)) assert.notStrictEqual(identity_pointer(view), 0n);
structuredClone(buffer, { transfer: [buffer] });

assert.throws(() => identity_pointer(buffer),
              invalidValue('Argument 0 has no memory, as the ArrayBuffer is detached'));
for (const view of eachCase(views)) {
  assert.throws(
    () => identity_pointer(view),
    invalidValue('Argument 0 has no memory, as the ArrayBuffer is detached'));
}
