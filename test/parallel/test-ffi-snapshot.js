'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const tmpdir = require('../common/tmpdir');

// The module may be part of a user-land snapshot; a loaded library may not,
// since it can't be stored.

tmpdir.refresh();
const hasThunks = common.isLinux && ['x64', 'arm64'].includes(process.arch);
const blob = tmpdir.resolve('snapshot.blob');

function run(args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, ['--no-warnings', '--experimental-ffi', ...args],
    { encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr };
}

function build(source) {
  const entry = tmpdir.resolve('entry.js');
  fs.writeFileSync(entry, source);
  return run(['--snapshot-blob', blob, '--build-snapshot', entry]);
}

{
  const { status, stderr } = build(`
    const { dlopen } = require('node:ffi');
    require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
      using library = dlopen(null, {
        strlen: { arguments: ['string'], return: 'u64' },
      });
      // Often enough for the fast path, which has memory for strings.
      let sum = 0n;
      for (let i = 0; i < 1e5; i++) sum += library.functions.strlen('hello');
      const maps = process.platform === 'linux' ?
        require('node:fs').readFileSync('/proc/self/maps', 'utf8') : '';
      console.log(sum, maps.includes('memfd:node-ffi'));
    });
  `);
  assert.strictEqual(status, 0, stderr);
  const { status: runStatus, stdout, stderr: runStderr } =
    run(['--snapshot-blob', blob]);
  assert.strictEqual(runStatus, 0, runStderr);
  assert.strictEqual(stdout, `500000n ${hasThunks}`);

  // What --jitless means is not what it meant when the snapshot was made.
  const jitless = run(['--snapshot-blob', blob, '--jitless']);
  assert.strictEqual(jitless.status, 0, jitless.stderr);
  assert.strictEqual(jitless.stdout, '500000n false');
}

{
  const { status, stderr } = build("require('node:ffi').dlopen(null);");
  assert.strictEqual(status, 1);
  assert.match(stderr, /ERR_NOT_SUPPORTED_IN_SNAPSHOT/);
}
