'use strict';

// Child processes and workers have the parent's grant of the scope ffi.

require('../common');
const assert = require('assert');
const { spawnSync } = require('child_process');

const has = 'process.permission.has("ffi")';
const flags = ['--permission', '--allow-child-process', '--allow-worker', '--allow-fs-read=*'];

function run(args, source) {
  const { stdout, stderr } = spawnSync(process.execPath, [...args, '-p', source],
                                       { encoding: 'utf8' });
  return stdout.trim() || stderr;
}

const child = `String(require('child_process').execFileSync(
  process.execPath, ['-p', ${JSON.stringify(has)}], { stdio: ['ignore', 'pipe', 'ignore'] })).trim()`;
assert.strictEqual(run(flags, child), 'false');
assert.strictEqual(run([...flags, '--allow-ffi'], child), 'true');

const worker = `new (require('worker_threads').Worker)(
  ${JSON.stringify(`console.log(${has})`)}, { eval: true }), ''`;
assert.strictEqual(run(flags, worker), 'false');
assert.strictEqual(run([...flags, '--allow-ffi'], worker), 'true');
