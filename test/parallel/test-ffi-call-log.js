// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen, func, getInt32, struct } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// NODE_DEBUG=ffi prints calls: what they were given, as C has it, and what came of that.

const definitions = {
  getpid: { return: 'int' },
  strlen: { arguments: ['string'], return: 'size_t' },
  labs: { arguments: ['long'], return: 'cstring' },
  memchr: { arguments: ['buffer', 'int', 'size_t'], return: 'pointer' },
  getenv: { arguments: ['string'], return: 'cstring' },
  div: { arguments: ['int', 'int'], return: struct({ quot: 'int', rem: 'int' }) },
  close: { arguments: ['int'], return: 'int' },
  // Which calls it once, here.
  bsearch: {
    arguments: ['buffer', 'buffer', 'size_t', 'size_t',
                func({ arguments: ['pointer', 'pointer'], return: 'int' })],
    return: 'pointer',
  },
};

if (process.argv[2] === 'child') {
  const libc = dlopen(null, definitions).functions;
  libc.strlen('hello, "world"\n');
  libc.strlen('x'.repeat(100));
  libc.memchr(new Uint8Array(9), 1, 9);
  assert.throws(() => libc.labs(16), { code: /^ERR_FFI_/ });
  libc.getenv('NODE_FFI_TEST');
  libc.getenv('NODE_FFI_NO_TEST');
  libc.div(7, 2);
  libc.close(-1);
  const [key, list] = [Int32Array.of(3), Int32Array.of(2)];
  libc.bsearch(key, list, 1, 4, function compare(a, b) {
    libc.strlen('inside');
    return getInt32(a) - getInt32(b);
  });
  assert.throws(() => libc.bsearch(key, list, 1, 4, () => { throw new Error('thrown'); }), /thrown/);
  const { set_errno } = dlopen(pathOf('checked'), {
    set_errno: { arguments: ['int'], return: 'int', nonblocking: true },
  }).functions;
  set_errno(2);
} else {
  for (const flags of [[], ['--ffi-checked'], ['--jitless']]) {
    const { status, stderr, pid } = spawnSync(
      process.execPath,
      ['--experimental-ffi', '--no-warnings', ...flags, __filename, 'child'],
      { encoding: 'utf8', env: { ...process.env, NODE_DEBUG: 'ffi', NODE_FFI_TEST: 'value' } });
    assert.strictEqual(status, 0, stderr);
    const lines = stderr.split('\n').filter((line) => line.startsWith(`FFI ${pid}: `)).map((line) => line
      .replace(`FFI ${pid}: `, '').replace(/<[\d.]+ (ns|µs|ms|s)>$/, '<>').replace(/0x[0-9a-f]+/g, '0x'));
    assert.deepStrictEqual(lines, [
      'strlen("hello, \\"world\\"\\n") = 15 <>',
      `strlen("${'x'.repeat(32)}"...) = 100 <>`,
      'memchr([9 bytes], 1, 9) = NULL <>',
      'labs(16) = (not readable) <>',
      'getenv("NODE_FFI_TEST") = "value" <>',
      'getenv("NODE_FFI_NO_TEST") = NULL <>',
      'div(7, 2) = {8 bytes} <>',
      'close(-1) = -1, errno 9 (EBADF) <>',
      'bsearch([4 bytes], [4 bytes], 1, 4, 0x) ...',
      '  callback compare(0x, 0x) ...',
      '    strlen("inside") = 6 <>',
      '  ... callback compare = 1 <>',
      '... bsearch = NULL <>',
      'bsearch([4 bytes], [4 bytes], 1, 4, 0x) ...',
      '  callback(0x, 0x) threw <>',
      '... bsearch = 0x <>',
      'set_errno(2) = -1, errno 2 (ENOENT) <>',
    ]);
  }
}
