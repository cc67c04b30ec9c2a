'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

// Calls behave alike in whichever way they are made: by unoptimised code, by
// optimised code, with and without V8's fast calls, through libffi only, and
// while V8 moves objects as often as it can.

const engines = [
  ['--jitless'],
  ['--no-turbo-fast-api-calls'],
  ['--no-opt', '--no-sparkplug', '--no-maglev'],
  ['--always-sparkplug'],
  ['--maglev', '--invocation-count-for-maglev=2'],
  ['--invocation-count-for-turbofan=2', '--minimum-invocations-after-ic-update=1'],
  ['--stress-compaction', '--gc-interval=211'],
  ['--no-turbo-inlining'],
  // With this, there are no fast calls.
  ['--compact-code-space'],
];

const tests = fs.readdirSync(__dirname).filter((name) => {
  return /^test-ffi-(argument|bool|buffers|callback-object|close|errno|floats|fast-|func|integers|many|pointers|scalar|signature-abi|string|variadic-inferred|variadic-list|vm|worker)/.test(name) &&
    name !== path.basename(__filename);
});
assert(tests.length > 10);

for (const name of tests) {
  const file = path.join(__dirname, name);
  const [, flags = ''] = /^\/\/ Flags: (.*)/.exec(fs.readFileSync(file, 'utf8')) ?? [];
  for (const engine of engines) {
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      [...flags.split(' ').filter(Boolean), ...engine, file],
      { encoding: 'utf8', env: { ...process.env, NODE_FFI_FEWER_ROUNDS: '1' } });
    assert.strictEqual(status, 0, `${engine.join(' ')} ${name}: ${signal} ${stderr}`);
  }
}
