'use strict';

// node:ffi says once that it is experimental, when it is first loaded.

require('../common');
const assert = require('assert');
const { spawnSync } = require('child_process');

function warnings(source) {
  const { stderr } = spawnSync(process.execPath, ['--experimental-ffi', '-e', source],
                               { encoding: 'utf8' });
  return stderr.match(/ExperimentalWarning: .*/g);
}

const text = 'ExperimentalWarning: FFI is an experimental feature and might change at any time';
assert.strictEqual(warnings(''), null);
assert.deepStrictEqual(warnings('require("node:ffi")'), [text]);
assert.deepStrictEqual(
  warnings('require("node:ffi"); require("node:ffi"); import("node:ffi")'), [text]);
