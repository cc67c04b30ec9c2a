// Flags: --experimental-ffi
'use strict';

// Workers and child processes may load what their parent was started with, and no more.
// What is passed on to these has spaces and quotes in it.

require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');
const fs = require('node:fs');
const path = require('node:path');
const { libraryPath, pathOf } = require('../common/ffi');
const { runLimited } = require('../common/ffi_permission');
const tmpdir = require('../common/tmpdir');

const flags = ['--permission', '--allow-child-process', '--allow-worker'];
const folder = path.join(tmpdir.path, 'with "quotes", a \\ and spaces');
const spaced = path.join(folder, 'libspaced.so');
const patterns = [libraryPath, folder];
const libraries = JSON.stringify([libraryPath, spaced, pathOf('initializer')]);
const load = `
  const ffi = require('node:ffi');
  console.log(${libraries}.map((library) => {
    try {
      ffi.dlopen(library, {}).lib.close();
    } catch ({ code, resource }) {
      return code === 'ERR_ACCESS_DENIED' && resource === library ? 'denied' : code;
    }
    return process.permission.has('ffi', library);
  }).join());`;
const [action] = process.argv.slice(2);
const stdio = ['ignore', 'inherit', 'ignore'];

switch (action) {
  case 'worker':
    process.permission.drop('ffi');
    new Worker(load, { eval: true });
    break;
  case 'child':
    spawnSync(process.execPath, ['--experimental-ffi', '-e', load], { stdio });
    break;
  case 'child by NODE_OPTIONS':
    spawnSync(process.execPath, ['-e', load],
              { stdio, env: { ...process.env, NODE_OPTIONS: '--experimental-ffi' } });
    break;
  case 'child of its own':
    // One that is given flags has no others.
    spawnSync(process.execPath, [
      '--experimental-ffi', '--permission', `--allow-ffi-library=${libraryPath}`, '-e', load,
    ], { stdio });
    break;
  default:
    tmpdir.refresh();
    fs.mkdirSync(folder);
    fs.copyFileSync(libraryPath, spaced);
    for (const how of ['worker', 'child', 'child by NODE_OPTIONS']) {
      assert.strictEqual(runLimited(__filename, patterns, [how], { flags }), 'true,true,denied\n', how);
    }
    assert.strictEqual(runLimited(__filename, patterns, ['child of its own'], { flags }),
                       'true,denied,denied\n');
    // Without the model, the flag has nothing to allow.
    assert.throws(() => runLimited(__filename, patterns, ['child'], { flags: [] }),
                  /ERR_MISSING_OPTION.*--permission/s);
}
