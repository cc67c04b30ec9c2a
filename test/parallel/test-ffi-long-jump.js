// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen, func, getUint8 } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Native code that leaves a callback, and a call therein, by longjmp() leaves nothing
// behind that the call around these would use, in checked mode or when calls are printed.
// What V8 has left behind, it uses when it collects garbage or makes an error, until
// JavaScript has returned to the event loop: so nothing does either before that.

const rounds = 3;

if (process.argv[2] === 'child') {
  const { functions } = dlopen(pathOf('long_jump'), {
    jump_back: {},
    call_and_catch: { arguments: [func({ return: 'int' })], return: 'int' },
    call_catch_and_call: {
      arguments: [func({ return: 'int' }), 'buffer', func({ arguments: ['pointer'], return: 'int' })],
      return: 'int',
    },
    strlen: { arguments: ['string'], return: 'size_t' },
  });
  const { call_and_catch, call_catch_and_call, jump_back, strlen } = functions;
  function jump() {
    jump_back();
    return 1;
  }
  const turn = () => new Promise(setImmediate);
  (async () => {
    for (let i = 0; i < rounds; i++) {
      // Otherwise, the script would go on first, and common.mustCall() makes an error.
      await turn();
      globalThis.gc();
      const result = call_and_catch(jump);
      await turn();
      assert.strictEqual(result, -1);

      const bytes = new Uint8Array(2);
      let seen;
      globalThis.gc();
      const sum = call_catch_and_call(jump, bytes, function after(address) {
        seen = bytes[0];
        bytes[1] = 5;
        return getUint8(address) + Number(strlen('inside'));
      });
      await turn();
      assert.strictEqual(seen, 1);
      assert.strictEqual(sum, 11);
    }
  })().then(common.mustCall());
} else {
  const printed = [
    'call_and_catch(0x) ...',
    '  callback jump() ...',
    '    jump_back() ...',
    '... call_and_catch = -1 <>',
    'call_catch_and_call(0x, [2 bytes], 0x) ...',
    '  callback jump() ...',
    '    jump_back() ...',
    '      callback after(0x) ...',
    '        strlen("inside") = 6 <>',
    '      ... callback after = 11 <>',
    '... call_catch_and_call = 11 <>',
  ];
  for (const NODE_DEBUG of ['', 'ffi']) {
    for (const flags of [[], ['--ffi-checked']]) {
      const { signal, status, stderr, pid } = spawnSync(
        process.execPath,
        ['--experimental-ffi', '--expose-gc', '--no-warnings', ...flags, __filename, 'child'],
        { encoding: 'utf8', env: { ...process.env, NODE_DEBUG } });
      assert.deepStrictEqual({ signal, status }, { signal: null, status: 0 }, stderr);
      const lines = stderr.split('\n').filter((line) => line.startsWith(`FFI ${pid}: `)).map((line) => line
        .replace(`FFI ${pid}: `, '').replace(/<[\d.]+ (ns|µs|ms|s)>$/, '<>').replace(/0x[0-9a-f]+/g, '0x'));
      const expected = NODE_DEBUG === '' ? [] : Array(rounds).fill(printed).flat();
      assert.deepStrictEqual(lines, expected);
    }
  }
}
