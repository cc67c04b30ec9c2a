// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const { libraryPath, optimize } = require('../common/ffi');

// A C function whose parameter is wider than the signature says finds the value
// sign- or zero-extended to the whole register or stack slot, whichever engine
// calls it: libffi (the first calls), generated code (from the 200th call on),
// or optimised code.

if (['arm', 'ia32', 'mips', 'mipsel'].includes(process.arch) || (common.isMacOS && process.arch === 'arm64')) {
  common.skip('registers or stack slots have less than 64 bits');
}

const values = { i8: -1, u8: 255, i16: -2, u16: 65535, i32: -3, u32: 2 ** 32 - 1 };

for (const [type, value] of Object.entries(values)) {
  const { functions: { whole_first, whole_last } } = dlopen(libraryPath, {
    whole_first: { arguments: [type], return: 'i64' },
    whole_last: { arguments: Array(9).fill(type), return: 'i64' },
  });
  const first = (x) => whole_first(x);
  const last = (x) => whole_last(0, 0, 0, 0, 0, 0, 0, 0, x);
  const check = (call, engine) => assert.strictEqual(call(value), BigInt(value), `${type}, ${engine}`);
  for (const call of [first, last]) {
    check(call, 'libffi');
    for (let i = 0; i < 500; i++) check(call, `call ${i}`);
    optimize(check, call, 'prepared');
    optimize(call, value);
    for (let i = 0; i < 3; i++) check(call, 'optimised');
  }
}

// Only libffi.
if (process.argv[2] !== 'child') {
  const { status, stderr } = spawnSync(
    process.execPath, ['--experimental-ffi', '--jitless', '--allow-natives-syntax', __filename, 'child'],
    { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
}
