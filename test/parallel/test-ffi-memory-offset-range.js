// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const ffi = require('node:ffi');
const { eachCase } = require('../common/ffi');

// An offset that is no safe integer, or that leads out of the address space, is
// an error: nothing is read or written.

const pointer = ffi.getRawPointer(Buffer.alloc(16));
const kinds = ['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64', 'Float32', 'Float64'];

if (process.argv[2] === 'child') {
  for (const kind of eachCase(kinds)) {
    for (const offset of eachCase([2 ** 53, 2 ** 60, 2 ** 63, 2 ** 64, 1e308, -1, 0.5, NaN, Infinity])) {
      const refused = {
        code: offset >= 2 ** 53 && offset !== Infinity ? 'ERR_OUT_OF_RANGE' : 'ERR_INVALID_ARG_VALUE',
      };
      assert.throws(() => ffi[`get${kind}`](pointer, offset), refused, `get${kind} ${offset}`);
      assert.throws(() => ffi[`set${kind}`](pointer, offset, 1), refused, `set${kind} ${offset}`);
    }
    const beyond = { code: 'ERR_INVALID_ARG_VALUE' };
    assert.throws(() => ffi[`get${kind}`](2n ** 64n - 1n, 1), beyond);
    assert.throws(() => ffi[`set${kind}`](2n ** 64n - 1n, 1, 1), beyond);
  }
  return;
}

const args = ['--experimental-ffi', __filename, 'child'];
const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
assert.strictEqual(child.signal, null, child.stderr);
assert.strictEqual(child.status, 0, child.stderr);
