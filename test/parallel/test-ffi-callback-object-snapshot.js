// Flags: --experimental-ffi --expose-internals
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { Callback, dlopen, func } = require('node:ffi');
const { validateByRetainingPath } = require('../common/heap');
const tmpdir = require('../common/tmpdir');
const { eachCase, pathOf } = require('../common/ffi');

// Heap snapshots show Callbacks. Start-up snapshots can't have any, nor native functions,
// but the types.

const binary = func({ arguments: ['int', 'int'], return: 'int' });
const { call } = dlopen(pathOf('function_pointers'), {
  call: { arguments: [binary, 'int', 'int'], return: 'int' },
}).functions;
{
  using callback = new Callback(binary, () => 0);
  const [found] = validateByRetainingPath('Node / CallbackHandle', [
    { edge_name: 'callback', node_name: 'Node / Callback' },
  ]);
  assert.ok(found.self_size > 0);
  validateByRetainingPath('Node / Callback', [
    { edge_name: 'signature', node_name: 'Node / Signature' },
  ]);
  assert.strictEqual(call(callback, 1, 2), 0);
}

tmpdir.refresh();
const blob = tmpdir.resolve('snapshot.blob');
const entry = tmpdir.resolve('entry.js');
const run = (...args) => spawnSync(
  process.execPath, ['--experimental-ffi', '--snapshot-blob', blob, ...args],
  { encoding: 'utf8' });

for (const [source, what] of eachCase([
  ['new Callback({}, () => {});', 'Making a Callback of node:ffi'],
  ['func({}).at(8n);', 'Making a function with node:ffi'],
])) {
  fs.writeFileSync(entry, `const { Callback, func } = require('node:ffi'); ${source}`);
  const { status, stderr } = run('--build-snapshot', entry);
  assert.strictEqual(status, 1, stderr);
  assert.ok(stderr.includes('ERR_NOT_SUPPORTED_IN_SNAPSHOT'), stderr);
  assert.ok(stderr.includes(what), stderr);
}

fs.writeFileSync(entry, `
  const { Callback, dlopen, func, getUint8 } = require('node:ffi');
  const compare = func({ arguments: ['pointer', 'pointer'], return: 'int' });
  require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
    const { qsort } = dlopen(null, {
      qsort: { arguments: ['buffer', 'size_t', 'size_t', compare] },
    }).functions;
    const bytes = Buffer.from('cab');
    qsort(bytes, 3, 1, (a, b) => getUint8(a) - getUint8(b));
    using callback = new Callback(compare, (a, b) => getUint8(b) - getUint8(a));
    console.log(bytes.toString(), compare.at(callback.pointer).length);
  });
`);
const { status, stderr } = run('--build-snapshot', entry);
assert.strictEqual(status, 0, stderr);
const result = run();
assert.strictEqual(result.stdout, 'abc 2\n', result.stderr);
