// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { getRawPointer, toArrayBuffer, toBuffer } = require('node:ffi');
const { eachCase } = require('../common/ffi');

// A length that no buffer can have is an error, with and without a copy.

const bytes = Buffer.alloc(16);
const pointer = getRawPointer(bytes);
const functions = { toArrayBuffer, toBuffer };

if (process.argv[2]) {
  const [name, length, copy] = process.argv.slice(2);
  assert.throws(() => functions[name](pointer, Number(length), copy === 'true'), (error) =>
    /^ERR_(?:INVALID_ARG_VALUE|OUT_OF_RANGE|BUFFER_TOO_LARGE|MEMORY_ALLOCATION_FAILED|FFI_\w+)$/.test(error.code) ||
    error instanceof RangeError);
  return;
}

for (const name of eachCase(Object.keys(functions))) {
  for (const length of eachCase([2 ** 53 - 1, 2 ** 53, 2 ** 60, -1, 0.5, NaN, Infinity])) {
    for (const copy of eachCase([true, false])) {
      // A view of that length can be made; who reads beyond what is there crashes.
      if (length === 2 ** 53 - 1 && !copy) continue;
      const args = ['--experimental-ffi', __filename, name, length, copy];
      const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const what = `${name}(pointer, ${length}, ${copy}): ${child.stderr}`;
      assert.strictEqual(child.signal, null, what);
      assert.strictEqual(child.status, 0, what);
    }
  }
}

// And those that it can have are not.
for (const length of eachCase([0, 1, 16])) {
  assert.strictEqual(toArrayBuffer(pointer, length).byteLength, length);
  assert.strictEqual(toArrayBuffer(pointer, length, false).byteLength, length);
  assert.strictEqual(toBuffer(pointer, length).length, length);
}
