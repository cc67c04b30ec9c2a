// Flags: --experimental-ffi
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { writeSync } = require('node:fs');
const { dlopen } = require('node:ffi');
const { eachCase, pathOf } = require('../common/ffi');

// What C gets of a callback that it calls as the process ends. After JavaScript,
// it is zero. exit() in C comes before that for handlers of atexit(), and after
// it for destructors.

const ends = {
  natural() {},
  exit() { process.exit(); },
  uncaught() {
    process.on('uncaughtException', () => process.exit());
    throw new Error('uncaught');
  },
  exitInC({ end_process }) { end_process(0); },
  exitInCLater({ end_process }) { setTimeout(end_process, 1, 0); },
  exitInCInTick({ end_process }) { process.nextTick(end_process, 0); },
  exitInCInCallback({ call, end_process }, lib) {
    call(lib.registerCallback({ arguments: ['i32'], return: 'i32' }, end_process));
  },
};

const callbacks = {
  valid() {},
  throwing() {},
  unregistered(lib, address) { lib.unregisterCallback(address); },
  closed(lib) { lib.close(); },
};

const kHandler = 'call_in_handler';
const kDestructor = 'call_in_destructor';

function run(where, callback, end) {
  const { lib, functions } = dlopen(pathOf('at_exit'), {
    [kHandler]: { arguments: ['function'], return: 'i32' },
    [kDestructor]: { arguments: ['function'], return: 'i32' },
    call: { arguments: ['function'], return: 'i32' },
    end_process: { arguments: ['i32'] },
  });
  const other = dlopen(null).lib;
  const address = other.registerCallback({ arguments: ['i32'], return: 'i32' }, function named(value) {
    writeSync(1, 'JavaScript ran\n');
    if (callback === 'throwing') throw new Error('thrown');
    return value + 1;
  });
  assert.strictEqual(functions[where](address), 0);
  callbacks[callback](other, address);
  ends[end](functions, lib);
}

if (process.argv[2]) return run(...process.argv.slice(2));

for (const end of eachCase(Object.keys(ends))) {
  for (const callback of eachCase(Object.keys(callbacks))) {
    for (const where of eachCase([kHandler, kDestructor])) {
      const { status, signal, stdout, stderr } = spawnSync(
        process.execPath, ['--experimental-ffi', '--no-warnings', __filename, where, callback, end],
        { encoding: 'utf8' });
      const isStale = callback === 'unregistered' || callback === 'closed';
      if (end.startsWith('exitInC') && where === kHandler) {
        if (isStale) {
          assert.ok(signal === 'SIGABRT' || status === 134, stderr);
          assert.match(stderr, /callback 'named' of type int32 \(int32\) was called after /);
          assert.strictEqual(stdout, '');
          continue;
        }
        assert.strictEqual(stdout, `JavaScript ran\nhandler: ${callback === 'valid' ? 42 : 0}\n`);
      } else {
        assert.strictEqual(stdout, `${where === kHandler ? 'handler' : 'destructor'}: 0\n`);
      }
      assert.strictEqual(stderr, '');
      assert.strictEqual(signal, null);
      assert.strictEqual(status, 0);
    }
  }
}
