// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { NativeThread, dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// The process ends as it should while calls are in flight: a call that runs keeps it
// alive, as long as the program does not end it; and what was not started is not made.

const kCalls = 100;

function open(nonblocking) {
  return dlopen(pathOf('nonblocking'), {
    nap: { arguments: ['int'], return: 'int', nonblocking },
    gate_count_calls: { return: 'int' },
  }).functions;
}

const children = {
  __proto__: null,
  waits({ nap }) {
    nap(50_000).then(() => console.log('done'));
  },
  exits({ nap }) {
    // Each takes so long that not all are to be waited for.
    for (let i = 0; i < kCalls; i++) nap(900_000);
    setTimeout(() => process.exit(3), 20);
  },
  throws({ nap }) {
    nap(20_000);
    nap(10).then(() => { throw new Error('of a promise'); });
  },
  exitsAtOnce({ nap }) {
    nap(50_000);
    process.exit(3);
  },
};
const expected = {
  __proto__: null,
  waits: { status: 0, stdout: 'done\n', stderr: /^$/ },
  exits: { status: 3, stdout: '', stderr: /^$/ },
  throws: { status: 1, stdout: '', stderr: /Error: of a promise/ },
  exitsAtOnce: { status: 3, stdout: '', stderr: /^$/ },
};

if (process.argv[2] !== undefined) {
  children[process.argv[2]](open(process.argv[3] === 'thread' ? new NativeThread() : true));
} else {
  for (const name in children) {
    for (const where of ['pool', 'thread']) {
      const begin = process.hrtime.bigint();
      const { status, signal, stdout, stderr } = spawnSync(
        process.execPath, ['--no-warnings', '--experimental-ffi', __filename, name, where],
        { encoding: 'utf8' });
      const label = `${name} ${where}: ${stderr}`;
      assert.strictEqual(signal, null, label);
      assert.strictEqual(status, expected[name].status, label);
      assert.strictEqual(stdout, expected[name].stdout, label);
      assert.match(stderr, expected[name].stderr, label);
      // All calls would take 22 seconds, or 90.
      const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
      assert.ok(milliseconds < common.platformTimeout(20_000), `${label}${milliseconds} ms`);
    }
  }
}
