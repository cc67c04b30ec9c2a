// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
/* eslint-disable node-core/must-call-assert -- what did not run would show in the process's output */
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { subscribe } = require('node:diagnostics_channel');
const { Callback, dlopen } = require('node:ffi');
const fs = require('node:fs');
const { eachCase, libraryPath, optimize } = require('../common/ffi');

// The channel `ffi.callback.stale` tells of the call of a callback that has ended, before
// it ends the process, with the message that it ends with; if JavaScript can run then.

const { functions } = dlopen(libraryPath, {
  call_void: { arguments: ['function'] },
});

const write = (text) => fs.writeSync(1, `${text}\n`);
const stale = () => {
  const callback = new Callback({}, function first() {});
  const { pointer } = callback;
  callback.close();
  return pointer;
};
const listen = () => subscribe('ffi.callback.stale', ({ message, ...rest }, name) => {
  assert.deepStrictEqual(rest, {});
  write(`${name}: ${message}`);
});

const scenarios = {
  call() {
    listen();
    (function caller() { functions.call_void(stale()); })();
  },
  stack() {
    subscribe('ffi.callback.stale', () => write(/at caller /.exec(new Error().stack)));
    (function caller() { functions.call_void(stale()); })();
  },
  fastCall() {
    listen();
    using callback = new Callback({}, () => {});
    const call = optimize((pointer) => functions.call_void(pointer), callback.pointer);
    call(stale());
  },
  unregistered() {
    listen();
    const { lib, functions } = dlopen(libraryPath, { call_void: { arguments: ['function'] } });
    const pointer = lib.registerCallback(function first() {});
    lib.unregisterCallback(pointer);
    functions.call_void(pointer);
  },
  again() {
    listen();
    subscribe('ffi.callback.stale', () => {
      write('again');
      functions.call_void(stale());
    });
    functions.call_void(stale());
  },
  throwing() {
    subscribe('ffi.callback.stale', () => { throw new Error('lost'); });
    listen();
    functions.call_void(stale());
  },
  // It may use callbacks, and end them.
  others() {
    listen();
    subscribe('ffi.callback.stale', () => {
      using callback = new Callback({}, () => write('other'));
      functions.call_void(callback);
    });
    functions.call_void(stale());
  },
  exiting() {
    subscribe('ffi.callback.stale', () => process.exit(3));
    functions.call_void(stale());
  },
  // No JavaScript runs on these.
  async otherThread() {
    listen();
    const { functions } = dlopen(libraryPath, {
      call_void: { arguments: ['function'], nonblocking: true },
    });
    const callback = new Callback({ threadsafe: true }, function first() {});
    const { pointer } = callback;
    callback.close();
    await functions.call_void(pointer);
  },
  nobody() {
    functions.call_void(stale());
  },
};

const kClosed = "callback 'first' of type void () was called after it was closed";
const kTold = `ffi.callback.stale: ${kClosed}\n`;
const outputs = {
  call: kTold,
  stack: 'at caller \n',
  fastCall: kTold,
  unregistered: kTold.replace('closed', 'unregistered'),
  again: `${kTold}again\n`,
  throwing: kTold,
  others: `${kTold}other\n`,
  exiting: '',
  otherThread: '',
  nobody: '',
};

if (process.argv[2]) {
  scenarios[process.argv[2]]();
} else {
  for (const [scenario, output] of eachCase(Object.entries(outputs))) {
    const args = [...process.execArgv, __filename, scenario];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.strictEqual(child.stdout, output, `${scenario}: ${child.stderr}`);
    if (scenario === 'exiting') {
      assert.strictEqual(child.status, 3);
      continue;
    }
    assert.ok(common.nodeProcessAborted(child.status, child.signal), child.stderr);
    const message = scenario === 'unregistered' ? kClosed.replace('closed', 'unregistered') : kClosed;
    assert.ok(child.stderr.includes(`FATAL ERROR: node:ffi: ${message}\n`), child.stderr);
  }
}
