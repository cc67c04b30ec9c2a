'use strict';

// What the tests of reports on crashes share: each scenario is run in a process
// of its own, which it ends.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

// Runs the file with the name of a scenario, and gives how it ended and what it
// wrote. It leaves no core file, unless `core` is true.
function crash(filename, name, { core = false, cwd, flags = [] } = {}) {
  const { error, signal, status, stderr, stdout } = spawnSync('sh', [
    '-c', `ulimit -c ${core ? 'unlimited' : 0}; exec "$@"`, 'sh',
    process.execPath, ...process.execArgv, '--no-warnings', ...flags, filename, name,
  ], { encoding: 'utf8', cwd });
  assert.ifError(error);
  return { signal, status, stderr, stdout };
}

// Has the process of a scenario end by a signal, with a report that has each of
// the lines, in their order; parts of lines, or regular expressions.
function expectReport({ signal, status, stderr }, expectedSignal, lines) {
  const text = `The process wrote:\n${stderr}`;
  assert.strictEqual(signal, expectedSignal, `${signal ?? status}. ${text}`);
  let at = 0;
  for (const line of lines) {
    const rest = stderr.slice(at);
    const found = typeof line === 'string' ? rest.indexOf(line) : rest.search(line);
    assert.notStrictEqual(found, -1, `There is no ${line}. ${text}`);
    at += found;
  }
  assert.strictEqual(stderr.split('node:ffi: SIG').length, 2, `Not one report. ${text}`);
}

module.exports = { crash, expectReport };
