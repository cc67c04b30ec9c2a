// tools/rebase, on drifted trees: of the tiny upstream, and of the real one.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Fixture, numbers } from './fixture.mjs';

suite('rebase', () => {
  // A next upstream, in which `change` made a difference.
  function next(t, change) {
    const f = new Fixture(t);
    f.write('next/a.txt', numbers(40));
    f.write('next/lib/b.txt', numbers(20));
    change(f);
    f.git('next', 'init', '-q');
    f.commit('next', 'upstream');
    f.git('next', 'tag', 'upstream');
    const head = f.git('node', 'rev-parse', 'HEAD');
    const result = f.run('rebase', './next');
    assert.strictEqual(f.git('node', 'rev-parse', 'HEAD'), head);
    assert.strictEqual(f.git('next', 'status', '--porcelain'), '');
    return result;
  }

  // The report's last line, shorter.
  const last = 'rebase: N clean, N with offset, N on renamed files, N in upstream already, N in conflict';
  function counts(output) {
    const found = new RegExp(`^${last.replaceAll('N', '(\\d+)')}\n$`, 'm').exec(output);
    assert.ok(found, output);
    const [clean, offset, renamed, already, conflict] = found.slice(1).map(Number);
    return { clean, offset, renamed, already, conflict };
  }
  const none = { clean: 0, offset: 0, renamed: 0, already: 0, conflict: 0 };

  test('clean', (t) => {
    const { status, output } = next(t, () => {});
    assert.strictEqual(status, 0);
    assert.deepStrictEqual(counts(output), { ...none, clean: 2 });
  });

  test('moved lines', (t) => {
    const { status, output } = next(t, (f) => f.write('next/a.txt', `a\nb\nc\n${numbers(40)}`));
    assert.strictEqual(status, 0);
    assert.match(output, /^offset {4}patches\/src-hook-the-tenth-line\.patch: a\.txt, by 3 lines$/m);
    assert.deepStrictEqual(counts(output), { ...none, offset: 2 });
  });

  test('a changed line: the hunk is named and shown, and the patches after it are judged', (t) => {
    const { status, output } = next(t, (f) => f.edit('next/a.txt', 'line 10\n', 'line X\n'));
    assert.strictEqual(status, 1);
    assert.match(output, /^conflict {2}patches\/src-hook-the-tenth-line\.patch:\n {4}a\.txt, hunk 1 of 1:\n {4}@@ -7,7 \+7,7 @@[^]*\+line ten/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, conflict: 1 });
  });

  test('a changed context, in one of two hunks', (t) => {
    const { status, output } = next(t, (f) => f.edit('next/a.txt', 'line 31\n', 'line XXXI\n'));
    assert.strictEqual(status, 1);
    assert.match(output, /^conflict {2}patches\/lib-src-name-five-and-thirty\.patch:\n {4}a\.txt, hunk 1 of 1:\n {4}@@ -27,7 \+27,7 @@/m);
    assert.doesNotMatch(output, /b\.txt/);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, conflict: 1 });
  });

  test('a file that is gone', (t) => {
    const { status, output } = next(t, (f) => rmSync(f.path('next/lib/b.txt')));
    assert.strictEqual(status, 1);
    assert.match(output, /^conflict {2}patches\/lib-src[^]*\n {4}lib\/b\.txt: does not exist/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, conflict: 1 });
  });

  test('a renamed file, in which the patch applies', (t) => {
    const { status, output } = next(t, (f) => {
      rmSync(f.path('next/lib/b.txt'));
      f.write('next/lib/internal/c.txt', numbers(21));
    });
    assert.strictEqual(status, 1);
    assert.match(output, /^renamed {3}patches\/lib-src-name-five-and-thirty\.patch: lib\/b\.txt was renamed to lib\/internal\/c\.txt, and it applies there$/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, renamed: 1 });
  });

  test('a renamed file, in which the patch does not apply', (t) => {
    const { status, output } = next(t, (f) => {
      rmSync(f.path('next/lib/b.txt'));
      f.write('next/lib/c.txt', numbers(20).replace('line 5\n', 'line V\n'));
    });
    assert.strictEqual(status, 1);
    assert.match(output, /^conflict {2}patches\/lib-src[^]*\n {4}lib\/b\.txt was renamed to lib\/c\.txt\n {4}lib\/c\.txt, hunk 1 of 1:\n {4}@@/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, conflict: 1 });
  });

  test('a hook taken over by upstream', (t) => {
    const { status, output } = next(t, (f) => f.edit('next/a.txt', 'line 10\n', 'line ten\n'));
    assert.strictEqual(status, 1);
    assert.match(output, /^already {3}patches\/src-hook-the-tenth-line\.patch: remove what upstream has:\n {4}a\.txt, hunk 1 of 1, @@ -7,7 \+7,7 @@: in upstream already$/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, already: 1 });
  });

  test('a part of a hook taken over, and the rest in conflict', (t) => {
    const { status, output } = next(t, (f) => {
      f.edit('next/a.txt', 'line 30\n', 'line thirty\n');
      f.edit('next/lib/b.txt', 'line 5\n', 'line V\n');
    });
    assert.strictEqual(status, 1);
    assert.match(output, /^conflict {2}patches\/lib-src[^]*\n {4}a\.txt, hunk 1 of 1, @@ -27,7 \+27,7 @@: in upstream already\n {4}lib\/b\.txt, hunk 1 of 1:\n {4}@@/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 1, conflict: 1 });
  });

  test('a file of ours that upstream has by now', (t) => {
    const { status, output } = next(t, (f) => f.write('next/lib/ffi.js', 'theirs\n'));
    assert.strictEqual(status, 1);
    assert.match(output, /^ours {6}lib\/ffi\.js is a file of upstream's, which ours would hide/m);
    assert.deepStrictEqual(counts(output), { ...none, clean: 2 });
  });

  // A next version of the real source, in which all of it happened. Its files are in git's
  // object store only.
  test('the series on a drifted tree of Node.js', (t) => {
    const root = join(import.meta.dirname, '..', '..');
    const drifted = mkdtempSync(join(tmpdir(), 'drifted-'));
    t.after(() => rmSync(drifted, { recursive: true }));
    const run = (command, args, options) => {
      const { status, stdout, stderr } = spawnSync(command, args, {
        cwd: drifted, encoding: 'utf8', maxBuffer: 2 ** 28, ...options,
      });
      return { status, output: stdout + stderr };
    };
    const git = (args, input) => {
      const { status, output } =
        run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', ...args], { input });
      assert.strictEqual(status, 0, output);
      return output;
    };
    const pinned = git(['-C', join(root, 'node'), 'rev-parse', 'upstream^{commit}']).trim();
    const objects = git(['-C', join(root, 'node'), 'rev-parse', '--absolute-git-dir']).trim();
    git(['init', '-q']);
    writeFileSync(join(drifted, '.git/objects/info/alternates'), `${objects}/objects\n`);
    git(['read-tree', pinned]);
    const change = (name, to, edit) => {
      const before = git(['cat-file', 'blob', `${pinned}:${name}`]);
      const after = edit(before);
      assert.notStrictEqual(after, before, name);
      const blob = git(['hash-object', '-w', '--stdin'], after).trim();
      git(['update-index', '--force-remove', name]);
      git(['update-index', '--add', '--cacheinfo', `100644,${blob},${to}`]);
    };
    change('src/node_version.h', 'src/node_version.h', (text) => text.replace(/MINOR_VERSION .*/, 'MINOR_VERSION 99'));
    change('src/node_builtins.cc', 'src/node_builtins.cc', (text) => `${'// Moved.\n'.repeat(7)}${text}`);
    change('doc/api/index.md', 'doc/api/index.md', (text) =>
      text.replace('* [File system](fs.md)', '* [Files](fs.md)'));
    change('src/node_metadata.cc', 'src/node_versions.cc', (text) => `// Renamed.\n${text}`);
    const taken = join(root, 'patches', 'src-register-the-ffi-binding.patch');
    git(['apply', '--cached', taken]);
    git(['commit', '-q', '-m', 'Node 24.99.0']);
    git(['tag', 'upstream']);

    const { status, output } = run(join(root, 'tools/rebase'), [`${drifted}/.`]);
    assert.strictEqual(status, 1, output);
    const kinds = {};
    for (const [, kind, name] of output.matchAll(/^(\w+) +patches\/(.*?)\.patch/gm)) kinds[name] = kind;
    const names = readFileSync(join(root, 'patches/series'), 'utf8').trim().split('\n');
    const expected = Object.fromEntries(names.map((name) => [name.replace('.patch', ''), 'clean']));
    assert.deepStrictEqual(kinds, {
      ...expected,
      'lib-src-add-experimental-ffi': 'offset',
      'src-have-a-code-cache-where-node-ffi-is-enabled': 'offset',
      'src-register-the-ffi-binding': 'already',
      'src-add-libffi-s-version-to-process.versions': 'renamed',
      'doc-list-node-ffi-in-the-index': 'conflict',
    });
    assert.match(output, /: src\/node_builtins\.cc, by 7 lines$/m);
    assert.match(output, /: src\/node_metadata\.cc was renamed to src\/node_versions\.cc, and it applies there$/m);
    assert.match(output, /^ {4}doc\/api\/index\.md, hunk 1 of 1:$/m);
  });
});
