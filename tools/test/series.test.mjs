// tools/patches (apply, refresh, check), tools/export-series and tools/overlay, on a
// tiny upstream.
import assert from 'node:assert';
import { rmSync, statSync } from 'node:fs';
import { suite, test } from 'node:test';
import { Fixture, message } from './fixture.mjs';

// `patches check` must find exactly what matches.
function finds(fixture, ...patterns) {
  const { status, output } = fixture.run('patches', 'check', 'node');
  assert.strictEqual(status, 1, output);
  const lines = output.trim().split('\n').filter((line) => !line.startsWith(' '));
  assert.strictEqual(lines.length, patterns.length, output);
  patterns.forEach((pattern, i) => assert.match(lines[i], pattern));
}

// Write a hook of the fixture anew from a commit, with the mistake in it.
function commitAndRefresh(fixture, text) {
  fixture.commit('node', text);
  fixture.ok('patches', 'refresh', 'node');
}

suite('patches apply', () => {
  test('a series that is there stays, and done again it has the same commit ids', (t) => {
    const f = new Fixture(t);
    const head = f.git('node', 'rev-parse', 'HEAD');
    assert.match(f.ok('patches', 'apply', 'node'), /on .*node already/);
    f.git('node', 'reset', '-q', '--hard', 'upstream');
    f.ok('patches', 'apply', 'node');
    assert.strictEqual(f.git('node', 'rev-parse', 'HEAD'), head);
    assert.strictEqual(f.git('node', 'log', '--format=%an %ae %as', '-1'), 'Ada ada@localhost 2026-01-02');
  });

  test('a changed series replaces the one before, and files it does not touch stay', (t) => {
    const f = new Fixture(t);
    const { mtimeMs } = statSync(f.path('node/a.txt'));
    f.edit(f.hook2, '+line five', '+line FIVE');
    f.ok('patches', 'apply', 'node');
    assert.match(f.read('node/lib/b.txt'), /line FIVE/);
    assert.strictEqual(statSync(f.path('node/a.txt')).mtimeMs, mtimeMs);
  });

  test('a patch that does not apply is named with file and hunk, and nothing changes', (t) => {
    const f = new Fixture(t);
    const head = f.git('node', 'rev-parse', 'HEAD');
    f.edit(f.hook2, '-line 5', '-line 55');
    const { status, output } = f.run('patches', 'apply', 'node');
    assert.strictEqual(status, 1);
    assert.match(output, /conflict {2}patches\/lib-src-name-five-and-thirty\.patch:\n {4}lib\/b\.txt, hunk 1 of 1:\n {4}@@ -2,7 \+2,7 @@/);
    assert.match(output, /as it was before/);
    assert.strictEqual(f.git('node', 'rev-parse', 'HEAD'), head);
    assert.strictEqual(f.git('node', 'status', '--porcelain'), '');
  });

  test('a hand-edited file, a commit of a person and a git am under way are not thrown away', (t) => {
    const f = new Fixture(t);
    f.edit('node/a.txt', 'line 1\n', 'line one\n');
    assert.match(f.run('patches', 'apply', 'node').output, /edited by hand[^]*a\.txt[^]*make refresh[^]*stash/);
    f.commit('node', message('src: name one'));
    const { status, output } = f.run('patches', 'apply', 'node');
    assert.strictEqual(status, 1);
    assert.match(output, /src: name one[^]*make refresh/);
    f.write('node/.git/rebase-apply/x', '');
    assert.match(f.run('patches', 'apply', 'node').output, /under way/);
  });

  test('no checkout, and a checkout without the tag, are named', (t) => {
    const f = new Fixture(t);
    f.git('node', 'tag', '-d', 'upstream');
    assert.match(f.run('patches', 'apply', 'node').output, /no tag 'upstream'/);
    rmSync(f.path('node'), { recursive: true });
    assert.match(f.run('patches', 'apply', 'node').output, /no git checkout/);
  });
});

suite('patches refresh', () => {
  test('writes the same bytes again, whoever commits', (t) => {
    const f = new Fixture(t);
    const before = f.read(f.hook1);
    f.git('node', 'commit', '-q', '--amend', '--no-edit');
    assert.doesNotMatch(f.ok('patches', 'refresh', 'node'), /wrote/);
    assert.strictEqual(f.read(f.hook1), before);
    assert.match(f.ok('patches', 'apply', 'node'), /put 2/);
  });

  test('after an edit: writes what changed, removes what is gone, and apply takes it', (t) => {
    const f = new Fixture(t);
    f.edit('node/lib/b.txt', 'line five\n', 'line V\n');
    f.git('node', 'commit', '-q', '-a', '--amend', '-m', message('lib: name five'));
    const output = f.ok('patches', 'refresh', 'node');
    assert.match(output, /removed patches\/lib-src-name[^]*wrote patches\/lib-name-five\.patch/);
    assert.doesNotMatch(output, /wrote patches\/src-hook/);
    assert.strictEqual(f.read('patches/series'), 'src-hook-the-tenth-line.patch\nlib-name-five.patch\n');
    f.ok('patches', 'apply', 'node');
    assert.match(f.ok('patches', 'check', 'node'), /2 patches, every rule kept/);
  });

  test('refuses uncommitted changes and two commits of one subject', (t) => {
    const f = new Fixture(t);
    f.edit('node/a.txt', 'line 1\n', 'line one\n');
    assert.match(f.run('patches', 'refresh', 'node').output, /edited by hand/);
    f.commit('node', message('src: hook the tenth line'));
    assert.match(f.run('patches', 'refresh', 'node').output, /two commits[^]*src-hook-the-tenth-line/);
    assert.ok(f.exists(f.hook2));
  });
});

suite('patches check', () => {
  test('a clean series passes', (t) => {
    const f = new Fixture(t);
    assert.strictEqual(f.ok('patches', 'check', 'node'), 'check: 2 patches, every rule kept\n');
  });

  test('a broken patch', (t) => {
    const f = new Fixture(t);
    f.edit(f.hook2, '-line 5', '-line 55');
    finds(f, /^patches\/lib-src-name-five-and-thirty\.patch: conflict/);
  });

  test('an offset', (t) => {
    const f = new Fixture(t);
    f.edit(f.hook1, '@@ -7,7 +7,7 @@', '@@ -9,7 +9,7 @@');
    finds(f, /^patches\/src-hook-the-tenth-line\.patch: offset on upstream: a\.txt, by -2 lines/);
  });

  test('a patch that creates a file, one that deletes, one that renames', (t) => {
    const f = new Fixture(t);
    f.write('node/new.txt', 'new\n');
    commitAndRefresh(f, message('src: add a file'));
    f.git('node', 'mv', 'lib/b.txt', 'lib/c.txt');
    commitAndRefresh(f, message('src: move a file'));
    f.git('node', 'rm', '-q', 'lib/c.txt');
    commitAndRefresh(f, message('src: remove a file'));
    finds(f, /src-add-a-file\.patch: create mode 100644 new\.txt/,
          /src-move-a-file\.patch: rename/, /src-remove-a-file\.patch: delete mode/);
  });

  test('an orphan', (t) => {
    const f = new Fixture(t);
    f.write('patches/lib-stray.patch', 'x');
    finds(f, /^patches\/lib-stray\.patch: not in patches\/series/);
  });

  test('a name listed twice, one that is missing, one with a number', (t) => {
    const f = new Fixture(t);
    f.write('patches/series', `${f.read('patches/series')}src-hook-the-tenth-line.patch\n`);
    finds(f, /listed twice/);
    f.write('patches/series', `${f.read('patches/series').split('\n').slice(0, 2).join('\n')}\nlib-gone.patch\n0001-x.patch\n`);
    finds(f, /lib-gone\.patch is missing/, /0001-x\.patch' is no name/);
  });

  for (const [what, from, to, pattern] of [
    ['Forwarded', 'Forwarded: no\n', '', /no line `Forwarded:`/],
    ['Removal', 'Removal: never\n', '', /no line `Removal:`/],
    ['an unknown Forwarded', 'Forwarded: no\n', 'Forwarded: perhaps\n', /`Forwarded:` is exactly/],
    ['a reason in Forwarded', 'Forwarded: no\n', 'Forwarded: no, not yet\n', /`Forwarded:` is exactly/],
    ['the paragraph', 'Why it is so.\n\n', '', /no paragraph that says why/],
  ]) {
    test(`a header missing: ${what}`, (t) => {
      const f = new Fixture(t);
      f.edit('node/a.txt', 'line 1\n', 'line one\n');
      commitAndRefresh(f, message('src: name one').replace(from, to));
      finds(f, pattern);
    });
  }

  test('a subject without its subsystem, and a file that is no mail', (t) => {
    const f = new Fixture(t);
    f.edit('node/a.txt', 'line 1\n', 'line one\n');
    commitAndRefresh(f, message('Name one'));
    finds(f, /Name-one\.patch: its Subject is not `subsystem: subject`/);
    f.write(f.hook2, 'no mail\n');
    const { status, output } = f.run('patches', 'check', 'node');
    assert.strictEqual(status, 1);
    assert.match(output, /lib-src-name-five-and-thirty\.patch: conflict on upstream: no mail: From, Date or Subject/);
  });

  test('a round trip that gives other bytes, and a name that is not the subject', (t) => {
    const f = new Fixture(t);
    f.write(f.hook1, `${f.read(f.hook1)}-- \n2.0\n`);
    finds(f, /src-hook-the-tenth-line\.patch: applied and written again, it differs at line/);
    f.ok('patches', 'refresh', 'node');
    f.write('patches/lib-other.patch', f.read(f.hook2));
    rmSync(f.path(f.hook2));
    f.edit('patches/series', 'lib-src-name-five-and-thirty', 'lib-other');
    finds(f, /lib-other\.patch: its name is not the slug/);
  });

  test('an overlay collision, and a host in a file', (t) => {
    const f = new Fixture(t);
    f.write('lib/b.txt', 'ours\n');
    f.write('README.md', `see https://registry.${'npm'}js.org/koffi\n`);
    finds(f, /^overlay: lib\/b\.txt is a file of upstream's/, /^README\.md:1: names the host/);
  });
});

suite('export-series', () => {
  test("git am on the pristine tag makes node/ less what is this project's own", (t) => {
    const f = new Fixture(t);
    f.ok('overlay');
    assert.match(f.ok('export-series', 'export'), /export: 4 patches/);
    f.git('.', 'clone', '-q', 'node', 'next');
    f.git('next', 'checkout', '-q', 'upstream');
    f.git('next', 'am', '-q', ...f.git('.', 'ls-files', '--others', '--ignored', '--exclude=export/*', 'export')
      .split('\n').sort().map((file) => f.path(file)));
    for (const [name, text] of Object.entries(f.ours)) assert.strictEqual(f.read(`next/${name}`), text);
    assert.strictEqual(f.read('next/lib/b.txt'), f.read('node/lib/b.txt'));
    assert.strictEqual(f.read('next/a.txt'), f.read('node/a.txt').replace('line ten', 'line 10'));
    assert.strictEqual(f.git('next', 'log', '--reverse', '--format=%s', 'upstream..'), [
      'src: add the ffi binding', 'lib: add node:ffi', 'lib,src: name five, and thirty', 'doc: add node:ffi',
    ].join('\n'));
  });

  test('writes the same bytes again, and nothing of an export before', (t) => {
    const f = new Fixture(t);
    f.ok('export-series', 'export');
    const name = 'export/0001-src-add-the-ffi-binding.patch';
    const before = f.read(name);
    f.write('export/0009-old.patch', 'x');
    f.ok('export-series', 'export');
    assert.strictEqual(f.read(name), before);
    assert.ok(!f.exists('export/0009-old.patch'));
  });

  test('a node/ that is not at the series is named', (t) => {
    const f = new Fixture(t);
    f.git('node', 'reset', '-q', '--hard', 'upstream');
    const { status, output } = f.run('export-series', 'export');
    assert.strictEqual(status, 1);
    assert.match(output, /does not make what node\/ is/);
  });
});

suite('overlay', () => {
  test('copies what differs only, and removes what is gone', (t) => {
    const f = new Fixture(t);
    assert.strictEqual(f.ok('overlay').trim().split('\n').length, 3);
    const { mtimeMs } = statSync(f.path('node/lib/ffi.js'));
    assert.strictEqual(f.ok('overlay'), '');
    f.write('src/node_ffi/x.cc', 'int y;\n');
    rmSync(f.path('doc/api/ffi.md'));
    assert.strictEqual(f.ok('overlay'), 'overlay: src/node_ffi/x.cc\noverlay: removed doc/api/ffi.md\n');
    assert.ok(!f.exists('node/doc/api/ffi.md'));
    assert.strictEqual(statSync(f.path('node/lib/ffi.js')).mtimeMs, mtimeMs);
    assert.match(f.ok('patches', 'apply', 'node'), /already/);
  });

  test("never overwrites a file of upstream's", (t) => {
    const f = new Fixture(t);
    f.write('lib/b.txt', 'ours\n');
    const { status, output } = f.run('overlay');
    assert.strictEqual(status, 1);
    assert.match(output, /lib\/b\.txt is a file of upstream's/);
    assert.match(f.read('node/lib/b.txt'), /line five/);
    assert.ok(!f.exists('node/lib/ffi.js'));
  });
});
