'use strict';

// For the tests of --allow-ffi-library, whose values depend on where the test runs.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

/**
 * Runs a file in a process that may load only some libraries.
 * @param {string} file
 * @param {string[]} patterns The values of --allow-ffi-library
 * @param {string[]} args
 * @param {object} [options] What spawnSync() takes, and
 * @param {string[]} [options.flags] What enables the permission model
 * @returns {string} What it wrote to stdout
 */
function runLimited(file, patterns, args, { flags = ['--permission'], ...options } = {}) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [
    '--experimental-ffi', '--allow-fs-read=*', ...flags,
    ...patterns.map((pattern) => `--allow-ffi-library=${pattern}`), file, ...args,
  ], { encoding: 'utf8', ...options });
  assert.deepStrictEqual({ status, signal }, { status: 0, signal: null }, stderr);
  return stdout;
}

// The error of what may not be done: for a library, with its path.
const denied = (resource) => ({ code: 'ERR_ACCESS_DENIED', permission: 'FFI', resource });

module.exports = {
  denied,
  runLimited,
};
