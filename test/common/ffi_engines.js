'use strict';

// Runs the tests of calls once more, in another of the engines that make them: calls
// behave alike in whichever way they are made. Each engine is a test of its own, as all
// together take long.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '../parallel');
const subjects = [
  'access-violation', 'argument', 'array', 'bool', 'buffers', 'callback-object', 'close',
  'enumeration', 'errno', 'fast-', 'floats', 'func', 'handle', 'integers', 'many', 'owned', 'parameter', 'pointers',
  'scalar', 'signature-abi', 'string', 'struct', 'union', 'variadic-inferred',
  'variadic-list', 'vm', 'worker',
];

/**
 * @param {string[]} exceptions What the names of tests that are not for this engine have
 *   after `test-ffi-`
 * @param {...string} flags Of Node.js or V8
 */
function runExcept(exceptions, ...flags) {
  // To build a snapshot takes minutes in some engines.
  const tests = fs.readdirSync(folder).filter((name) => !name.includes('snapshot') &&
    subjects.some((subject) => name.startsWith(`test-ffi-${subject}`)) &&
    !exceptions.includes(name.slice('test-ffi-'.length, -'.js'.length)));
  assert(tests.length > 60);
  const failed = [];
  for (const name of tests) {
    const file = path.join(folder, name);
    const [, own = ''] = /^\/\/ Flags: (.*)/.exec(fs.readFileSync(file, 'utf8')) ?? [];
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      [...own.split(' ').filter(Boolean), ...flags, file],
      { encoding: 'utf8', env: { ...process.env, NODE_FFI_FEWER_ROUNDS: '1' } });
    if (status !== 0) failed.push({ name, status, signal, stderr: stderr.split('\n', 20) });
  }
  assert.deepStrictEqual(failed, [], flags.join(' '));
}

const runWith = (...flags) => runExcept([], ...flags);

module.exports = {
  runExcept,
  runWith,
};
