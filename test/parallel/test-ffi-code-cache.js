// Flags: --experimental-ffi --expose-internals
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');
const { internalBinding } = require('internal/test/binding');
const { builtinIds, getCacheUsage } = internalBinding('builtins');

// What node:ffi adds to V8's flags must not cost the code cache, which V8 refuses if it
// was made with other flags: not that of its own modules, nor that of any other.

if (!process.features.cached_builtins) common.skip('there is no code cache in this binary');

const ours = builtinIds.filter((id) => id.startsWith('internal/ffi/'));
assert.ok(ours.length > 60);
for (const id of ['node:ffi', ...ours, 'node:http', 'node:dgram', 'node:repl']) require(id);

const { compiledWithCache, compiledWithoutCache } = getCacheUsage();
assert.deepStrictEqual([...compiledWithoutCache], []);
for (const id of ['ffi', ...ours, 'dgram', 'repl']) assert.ok(compiledWithCache.has(id), id);

// Where the stack is small, other flags are added.
if (isMainThread && !common.isWindows && process.argv[2] !== 'child') {
  const { status, stderr } = spawnSync('sh', [
    '-c', 'ulimit -s 4096; exec "$@"', 'sh', process.execPath, ...process.execArgv, __filename, 'child',
  ], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
}
