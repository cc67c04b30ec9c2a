'use strict';

// node:ffi is a built-in module only with --experimental-ffi, wherever that
// flag comes from.

require('../common');
const assert = require('assert');
const { spawnSync } = require('child_process');
const tmpdir = require('../common/tmpdir');
const fs = require('fs');

tmpdir.refresh();

function run(args, options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: tmpdir.path,
    ...options,
  });
  return { status, stdout: stdout.trim(), stderr };
}

const report = `
  const { builtinModules, isBuiltin } = require('module');
  const attempt = (fn) => { try { return fn(); } catch (err) { return err.code; } };
  console.log(
    attempt(() => typeof require('node:ffi').dlopen),
    builtinModules.includes('node:ffi'),
    isBuiltin('node:ffi'),
    typeof process.getBuiltinModule('node:ffi'));
`;
const enabled = 'function true true object';
const disabled = 'ERR_UNKNOWN_BUILTIN_MODULE false false undefined';

for (const [args, expected, options] of [
  [['-e', report], disabled],
  [['--experimental-ffi', '-e', report], enabled],
  [['--experimental-ffi', '--no-experimental-ffi', '-e', report], disabled],
  [['-e', report], enabled, { env: { ...process.env, NODE_OPTIONS: '--experimental-ffi' } }],
  [['--experimental-ffi', '--expose-internals', '-e', report], enabled],
  [['--experimental-ffi', '--no-node-snapshot', '-e', report], enabled],
]) {
  const { status, stdout, stderr } = run(args, options);
  assert.strictEqual(stdout, expected, `${args.slice(0, -1)}: ${stderr}`);
  assert.strictEqual(status, 0);
}

// A configuration file can hold the flag as well.
fs.writeFileSync(tmpdir.resolve('node.config.json'),
                 JSON.stringify({ nodeOptions: { 'experimental-ffi': true } }));
assert.strictEqual(
  run(['--experimental-default-config-file', '-e', report]).stdout, enabled);

// A worker has the flags of its parent, or its own.
const worker = (execArgv) => `
  new (require('worker_threads').Worker)(${JSON.stringify(report)},
                                         { eval: true, execArgv: ${JSON.stringify(execArgv)} });
`;
assert.strictEqual(run(['-e', worker()]).stdout, disabled);
assert.strictEqual(run(['--experimental-ffi', '-e', worker()]).stdout, enabled);
assert.strictEqual(run(['-e', worker(['--experimental-ffi'])]).stdout, enabled);
assert.strictEqual(run(['--experimental-ffi', '-e', worker([])]).stdout, disabled);

// The message is the one for any other unknown module.
for (const args of [
  ['-e', 'require("node:ffi")'],
  ['--input-type=module', '-e', 'import "node:ffi"'],
]) {
  const { status, stderr } = run(args);
  assert.match(stderr, /Error \[ERR_UNKNOWN_BUILTIN_MODULE\]: No such built-in module: node:ffi\n/);
  assert.strictEqual(status, 1);
}
