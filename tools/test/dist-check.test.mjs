// packaging/tarball/check.sh: one line for each thing that can be wrong.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import {
  chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const source = join(import.meta.dirname, '..', '..', 'packaging', 'tarball', 'check.sh');
const program = '#!/bin/sh\necho v1.2.3\n';

function script(file, text) {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

// A folder as the tarball's, whose bin/node is a script.
function extract(t, { name = 'node-v1.2.3-ffi', node = program } = {}) {
  const parent = mkdtempSync(join(tmpdir(), 'check-'));
  t.after(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'share/doc/node'), { recursive: true });
  copyFileSync(source, join(folder, 'check.sh'));
  writeFileSync(join(folder, 'LICENSE'), 'free\n');
  script(join(folder, 'bin/node'), node);
  spawnSync('sh', ['-c', 'sha256sum LICENSE bin/node > share/doc/node/SHA256SUMS'], { cwd: folder });
  return folder;
}

// What check.sh says, and that it is one line, on the right stream. `commands` are
// what the machine's own say instead.
function check(t, folder, commands = {}) {
  const bin = mkdtempSync(join(tmpdir(), 'commands-'));
  t.after(() => rmSync(bin, { recursive: true }));
  for (const [name, output] of Object.entries(commands))
    script(join(bin, name), `#!/bin/sh\necho '${output}'\n`);
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, 'check.sh')], {
    encoding: 'utf8', env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  const [empty, said] = status === 0 ? [stderr, stdout] : [stdout, stderr];
  assert.strictEqual(empty, '');
  assert.match(said, /^[^\n]+\n$/);
  if (status !== 0) assert(said.startsWith(`${folder}: `), said);
  return { status, said: said.trimEnd().replace(`${folder}: `, '') };
}

const needs = 'it takes a Linux on x86-64 with glibc 2.31 or newer.';
const again = 'extract the archive again (SHASUMS256.txt beside it tells whether it is whole).';

test('where it runs', (t) => {
  assert.deepStrictEqual(check(t, extract(t)), { status: 0, said: 'Node.js v1.2.3 runs here.' });
});

test('in a path with blanks and of 200 characters', (t) => {
  const folder = extract(t, { name: `a folder\twith "$quotes" and ${'letters '.repeat(25)}.` });
  assert.strictEqual(check(t, folder).status, 0);
});

test('another architecture or system', (t) => {
  const folder = extract(t);
  assert.deepStrictEqual(check(t, folder, { uname: 'aarch64' }),
                         { status: 1, said: `this machine is aarch64 aarch64; ${needs}` });
});

for (const [version, runs] of [
  ['2.3', false], ['2.17', false], ['2.28', false], ['2.30', false], ['2.30.1', false],
  ['2.31', true], ['2.36', true], ['2.40.9000', true], ['2.100', true],
]) {
  test(`glibc ${version}`, (t) => {
    const { said } = check(t, extract(t), { getconf: `glibc ${version}` });
    assert.strictEqual(said, runs ? 'Node.js v1.2.3 runs here.' :
      `the C library here is glibc ${version}; ${needs}`);
  });
}

test('a machine whose getconf knows no glibc', (t) => {
  assert.strictEqual(check(t, extract(t), { getconf: 'undefined' }).status, 0);
});

test('half extracted: without the list', (t) => {
  const folder = extract(t);
  rmSync(join(folder, 'share'), { recursive: true });
  assert.strictEqual(check(t, folder).said, `the folder is incomplete: ${again}`);
});

test('half extracted: a file is missing, and the program cut off', (t) => {
  const folder = extract(t);
  truncateSync(join(folder, 'bin/node'), 5);
  assert.strictEqual(check(t, folder).said,
                     `missing or damaged: 1 of its files, the first is bin/node: ${again}`);
  rmSync(join(folder, 'LICENSE'));
  assert.strictEqual(check(t, folder).said,
                     `missing or damaged: 2 of its files, the first is LICENSE: ${again}`);
});

test('the program has lost its mode', (t) => {
  const folder = extract(t);
  chmodSync(join(folder, 'bin/node'), 0o644);
  assert.strictEqual(check(t, folder).said, 'bin/node has lost its right to be run: chmod +x bin/node');
});

test('a file system that no program may be run from', (t) => {
  const folder = extract(t);
  const mounted = mkdtempSync(join(tmpdir(), 'noexec-'));
  t.after(() => rmSync(mounted, { recursive: true }));
  const { status, stderr } = spawnSync('unshare', [
    '--user', '--map-root-user', '--mount', 'sh', '-ec',
    'mount -t tmpfs -o noexec none "$1"; cp -R "$0/." "$1"; exec sh "$1/check.sh"', folder, mounted,
  ], { encoding: 'utf8' });
  assert.strictEqual(status, 1);
  assert.match(stderr, new RegExp(`^${mounted}: this file system allows no programs to be run ` +
    '\\(it is mounted noexec\\), or this user \\(\\w+\\) may not: move the folder to another place\\.\n$'));
});

test('a program that does not start', (t) => {
  const folder = extract(t, {
    node: '#!/bin/sh\necho "error while loading shared libraries: libx.so.1" >&2\necho more >&2\nexit 127\n',
  });
  assert.strictEqual(check(t, folder).said,
                     'bin/node does not run: error while loading shared libraries: libx.so.1');
});
