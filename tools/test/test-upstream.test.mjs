// tools/test-upstream, on a tree whose tools/test.py only prints what it is told.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const script = join(import.meta.dirname, '..', 'test-upstream');

function run(t, tap, ...args) {
  const tree = mkdtempSync(join(tmpdir(), 'tree-'));
  t.after(() => rmSync(tree, { recursive: true }));
  mkdirSync(join(tree, 'tools'));
  writeFileSync(join(tree, 'tools', 'test.py'),
                `import os, sys\nprint(${JSON.stringify(tap)})\n` +
                'print("NODE_OPTIONS" in os.environ, file=open("had-options", "w"))\n');
  const { status, stdout, stderr } = spawnSync(
    script, [`--tree=${tree}`, ...args],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '--no-warnings' } });
  assert.strictEqual(stderr, '');
  const lines = stdout.trimEnd().split('\n');
  return { status, lines, last: lines.at(-1), tree };
}

const result = (line) => `${line}\n  ---\n  duration_ms: 1.0\n  ...\n`;

test('counts what passed, and not what was skipped', (t) => {
  const { status, lines, last } = run(t, '1..3\n' +
    result('ok 1 parallel/test-a') +
    result('ok 2 parallel/test-b # skip not on this system') +
    result('ok 3 parallel/test-c # TODO : Fix flaky test'), 'parallel/test-*');
  assert.strictEqual(last, '2 passed, 0 failed');
  assert.strictEqual(lines.at(-2), '1 skipped, 0 known to fail');
  assert.ok(lines.includes('skipped: parallel/test-b: not on this system'));
  assert.strictEqual(status, 0);
});

test('shows a failure and its output', (t) => {
  const { status, lines, last } = run(t, '1..1\nnot ok 1 parallel/test-a\n' +
    '  ---\n  severity: fail\n  stack: |-\n    Error: here\n  ...\n', 'parallel/test-a');
  assert.strictEqual(last, '0 passed, 1 failed');
  assert.ok(lines.includes('    Error: here'));
  assert.ok(lines.includes('failed: parallel/test-a'));
  assert.strictEqual(status, 1);
});

test('a failure that is listed with its reason does not count', (t) => {
  const name = 'parallel/test-snapshot-typescript';
  const { status, lines, last } = run(t, '1..1\n' + result(`not ok 1 ${name}`), name);
  assert.strictEqual(last, '0 passed, 0 failed');
  assert.strictEqual(lines.at(-2), '0 skipped, 1 known to fail');
  assert.ok(lines.some((line) => line.startsWith(`known to fail: ${name}: Debian`)));
  assert.strictEqual(status, 0);
});

test('says which listed failure passes', (t) => {
  const name = 'parallel/test-snapshot-typescript';
  const { lines } = run(t, '1..1\n' + result(`ok 1 ${name}`), name);
  assert.ok(lines.some((line) => line.startsWith(`listed as failing, passes here: ${name}`)));
});

test('a failure that upstream lists as flaky does not count, and is shown', (t) => {
  const { lines, last } = run(t, '1..1\n' +
    result('not ok 1 parallel/test-a # TODO : Fix flaky test'), 'parallel/test-a');
  assert.strictEqual(last, '0 passed, 0 failed');
  assert.ok(lines.includes('failed, and upstream lists it as flaky: parallel/test-a'));
});

test('two tests may have one name', (t) => {
  const { last } = run(t, '1..2\n' +
    result('ok 1 parallel/test-a') + result('not ok 2 parallel/test-a'), 'parallel/test-a');
  assert.strictEqual(last, '1 passed, 1 failed');
});

test('a pattern without tests, and tests that did not run, are failures', (t) => {
  const { status, lines, last } = run(t, '1..3\n' + result('ok 1 parallel/test-a'),
                                      'parallel/test-*', 'es-module/*');
  assert.strictEqual(last, '1 passed, 3 failed');
  assert.ok(lines.includes('No test is named es-module/*.'));
  assert.ok(lines.includes('2 of 3 tests did not run.'));
  assert.strictEqual(status, 1);
});

test('a runner that ends at once is a failure, with what it said', (t) => {
  const { status, lines } = run(t, 'SyntaxError: invalid', 'parallel/test-a');
  assert.ok(lines.includes('SyntaxError: invalid'));
  assert.notStrictEqual(status, 0);
});

test('the tests do not get the caller\'s NODE_OPTIONS', (t) => {
  const { tree } = run(t, '1..1\n' + result('ok 1 parallel/test-a'), 'parallel/test-a');
  assert.strictEqual(readFileSync(join(tree, 'had-options'), 'utf8'), 'False\n');
});
