// What the build takes from a Debian archive, and what when that has moved on:
// tools/setup/archive, packages and source, tools/get-source, tools/archive and
// tools/check-version, on tiny archives.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';

const tools = join(import.meta.dirname, '..');
const temp = mkdtempSync(join(tmpdir(), 'archive-'));
after(() => rmSync(temp, { recursive: true }));

function write(file, text, mode = 0o644) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}

function run(command, args, cwd, env) {
  const { status, stdout, stderr } =
    spawnSync(command, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function sh(script, cwd) {
  const { status, output } = run('sh', ['-euc', script], cwd);
  assert.strictEqual(status, 0, output);
  return output.trim();
}

const architecture = sh('dpkg --print-architecture', '.');

// A repository like this one, without what is not about archives: everything is
// installed, and there are no packages of npm's.
class Clone {
  constructor({ pinned = '24.21.0', libnode = pinned } = {}) {
    this.folder = mkdtempSync(join(temp, 'clone-'));
    this.buildRoot = this.path('root');
    for (const name of ['common.sh', 'setup/apt.sh', 'setup/archive', 'setup/packages', 'setup/source',
                        'get-source', 'archive', 'check-version']) {
      cpSync(join(tools, name), this.path('tools', name), { recursive: true });
    }
    this.script('tools/in-root', 'exec "$@"');
    write(this.path('node.version'), `version=${pinned}\nsuite=forky\nserved=2026-11-25\n`);
    write(this.path('tools/setup/packages.txt'), '# The packages.\nlibnode-dev\n');
    write(this.path('.cache/build-root'), `${this.buildRoot}\n`);
    write(this.path('root/var/lib/dpkg/status'), `Package: libnode-dev
Status: install ok installed
Maintainer: Ada <ada@localhost>
Architecture: ${architecture}
Version: ${libnode}+dfsg-1
Description: node

`);
    sh('git init -q; git -c user.name=Ada -c user.email=ada@localhost commit -q --allow-empty -m x', this.folder);
  }
  path(...names) { return join(this.folder, ...names); }
  read(name) { return readFileSync(this.path(name), 'utf8'); }
  script(name, text) { write(this.path(name), `#!/bin/sh\n${text}\n`, 0o755); }
  run(archive, tool, ...args) {
    return run(this.path('tools', tool), args, this.folder, {
      DEBIAN_ARCHIVE: archive.replace(/^\//, 'file:///'), profile: 'system-v8', source_tree: '',
      build_root: this.buildRoot, PATH: `${this.path('bin')}:${process.env.PATH}`,
    });
  }
  ok(archive, tool, ...args) {
    const { status, output } = this.run(archive, tool, ...args);
    assert.strictEqual(status, 0, output);
    return output;
  }
  fails(archive, tool, ...patterns) {
    const { status, output } = this.run(archive, tool);
    assert.strictEqual(status, 1, output);
    for (const pattern of patterns) assert.match(output, pattern);
  }
  // The checksum of what the archive has is the pinned one.
  pin(archive, version) {
    const sha256 = sh(`sha256sum < ${archive}/pool/nodejs_${version}+dfsg.orig.tar.xz | cut -c 1-64`, '.');
    appendFileSync(this.path('node.version'), `sha256=${sha256}\n`);
    return this;
  }
  // What `make` would have here.
  addNode(version) {
    const [major, minor, patch] = version.split('.');
    const header = `#define NODE_MAJOR_VERSION ${major}\n#define NODE_MINOR_VERSION ${minor}\n#define NODE_PATCH_VERSION ${patch}\n`;
    write(this.path('node/src/node_version.h'), header);
    const lock = { name: 'doc', lockfileVersion: 3, packages: { '': {} } };
    for (const tool of ['doc', 'lint-md']) {
      write(this.path('node/tools', tool, 'package.json'), '{}');
      write(this.path('node/tools', tool, 'package-lock.json'), JSON.stringify(lock));
    }
    return this;
  }
}

function checksum(file, algorithm) {
  const bytes = readFileSync(file);
  return `${createHash(algorithm).update(bytes).digest('hex')} ${bytes.length} ${file.replace(/.*\//, '')}`;
}

function writePackage(pool, name, version) {
  const tree = mkdtempSync(join(temp, 'package-'));
  write(join(tree, 'DEBIAN/control'), `Package: ${name}
Version: ${version}
Architecture: ${architecture}
Maintainer: Ada <ada@localhost>
Description: ${name}
`);
  sh(`dpkg-deb --build ${tree} ${pool} > ${tree}.log`, pool);
}

function writeSource(pool, version) {
  const clone = new Clone().addNode(version);
  const orig = join(pool, `nodejs_${version}+dfsg.orig.tar.xz`);
  sh(`tar -cJf ${orig} node`, clone.folder);
  write(join(pool, `nodejs_${version}+dfsg-1.dsc`), `Format: 3.0 (quilt)
Source: nodejs
Binary: nodejs
Architecture: any
Version: ${version}+dfsg-1
Maintainer: Ada <ada@localhost>
Checksums-Sha256:
 ${checksum(orig, 'sha256')}
Files:
 ${checksum(orig, 'md5')}
`);
}

// An archive of one suite as `make archive` lays it out, with these versions.
function makeArchive({ source, libnode }) {
  const archive = mkdtempSync(join(temp, 'debian-'));
  const pool = join(archive, 'pool');
  const main = join(archive, 'dists/forky/main');
  for (const folder of [pool, join(archive, 'npm'), join(main, `binary-${architecture}`), join(main, 'source')]) {
    mkdirSync(folder, { recursive: true });
  }
  if (source) writeSource(pool, source);
  if (libnode) writePackage(pool, 'libnode-dev', `${libnode}+dfsg-1`);
  writePackage(pool, 'manpages-dev', '6.0');
  sh(`dpkg-scanpackages pool > ${main}/binary-${architecture}/Packages 2> log
      dpkg-scansources pool > ${main}/source/Sources 2> log
      rm log; find . -type f | xargs sha256sum > ../sums; mv ../sums SHA256SUMS`, archive);
  return archive;
}

suite('setup/source', () => {
  const newer = makeArchive({ source: '24.22.0', libnode: '24.22.0' });

  test('the pinned version', () => {
    const clone = new Clone({ pinned: '24.22.0' }).pin(newer, '24.22.0');
    assert.doesNotMatch(clone.ok(newer, 'setup/source'), /going on|Note/);
    assert.match(clone.read('node/src/node_version.h'), /MINOR_VERSION 22/);
    assert.strictEqual(clone.ok('', 'setup/source'), '');
  });

  test('an archive with a newer version, and its libnode: goes on, and says so', () => {
    const clone = new Clone({ libnode: '24.22.0' });
    assert.match(clone.ok(newer, 'setup/source'),
                 /has Node 24\.22\.0, not 24\.21\.0: going on with 24\.22\.0, if every patch applies and the tests/);
    assert.match(clone.read('node/src/node_version.h'), /MINOR_VERSION 22/);
    assert.strictEqual(clone.ok('', 'setup/source'), '');
  });

  test('whatever goes wrong with a newer version says what there is to do', () => {
    const clone = new Clone().addNode('24.22.0');
    clone.script('tools/fail', '. "$(dirname "$0")/common.sh"; die "no." "Try."');
    clone.fails('', 'fail', /^error: no\.\n {7}Try\.\nnote: {2}node\/ is Node 24\.22\.0, and the series is made on 24\.21\.0/,
                /DEBIAN_ARCHIVE=file:\/\/[^]* of 2026-11-25/);
    assert.doesNotMatch(new Clone().addNode('24.21.0').run('', 'archive').output, /note:/);
  });

  test('a newer source than the libnode that is here', () => {
    new Clone().fails(newer, 'setup/source', /no source of Node 24\.21\.0 \(it has: 24\.22\.0\)/,
                      /remove .*\/root and\n +run make again/, /DEBIAN_ARCHIVE=/);
  });

  test('a newer libnode than the source', () => {
    const archive = makeArchive({ source: '24.21.0', libnode: '24.22.0' });
    new Clone({ libnode: '24.22.0' }).fails(archive, 'setup/source', /no source of Node 24\.22\.0 \(it has: 24\.21\.0\)/);
  });

  test('an older libnode than the pinned version', () => {
    new Clone({ libnode: '24.20.0' }).fails(newer, 'setup/source', /libnode here is that of Node 24\.20\.0/, /Remove .*root/);
  });

  test('no source of Node 24', () => {
    const archive = makeArchive({ source: '26.1.0', libnode: '26.1.0' });
    new Clone().fails(archive, 'setup/source', /no source of Node 24\.21\.0 \(it has: \)/, /DEBIAN_ARCHIVE=/);
  });

  test('a source with another checksum than the pinned one', () => {
    const clone = new Clone({ pinned: '24.22.0' });
    appendFileSync(clone.path('node.version'), `sha256=${'0'.repeat(64)}\n`);
    clone.fails(newer, 'setup/source', /is not the one in node\.version/);
    assert.ok(!existsSync(clone.path('node')));
  });

  test('a source that the archive lists, and does not have', () => {
    const archive = makeArchive({ source: '24.21.0' });
    rmSync(join(archive, 'pool/nodejs_24.21.0+dfsg.orig.tar.xz'));
    sh('sed -i /orig/d SHA256SUMS', archive);
    new Clone().fails(archive, 'setup/source', /lists the source of Node 24\.21\.0, and does not have it/);
  });
});

suite('setup/packages', () => {
  // A build root is made by what this stands in for.
  function cold(archive) {
    const clone = new Clone();
    rmSync(clone.buildRoot, { recursive: true });
    for (const name of ['mmdebstrap', 'bwrap']) clone.script(`bin/${name}`, `echo "${name} $*"; exit 1`);
    return [clone, archive];
  }

  test('a libnode of a newer 24.x: goes on, and says so', () => {
    const [clone, archive] = cold(makeArchive({ libnode: '24.22.0' }));
    const { output } = clone.run(archive, 'setup/packages');
    assert.match(output, /has the libnode of Node 24\.22\.0, not of 24\.21\.0: going on with that version/);
    assert.match(output, new RegExp(`^mmdebstrap [^]* deb \\[trusted=yes\\] copy://${archive} forky main$`, 'm'));
  });

  for (const [what, libnode, pattern] of [
    ['a libnode of Node 26', '26.1.0', /has no libnode of Node 24, but that of Node 26\.1\.0\.\n/],
    ['no libnode', undefined, /has no libnode of Node 24\.\n/],
  ]) {
    test(`${what}: nothing is made`, () => {
      const [clone, archive] = cold(makeArchive({ libnode }));
      clone.fails(archive, 'setup/packages', pattern, /DEBIAN_ARCHIVE=/);
      assert.doesNotMatch(clone.run(archive, 'setup/packages').output, /mmdebstrap/);
    });
  }

  test('a suite that is gone', () => {
    const [clone, archive] = cold(makeArchive({ libnode: '24.21.0' }));
    sh('mv dists/forky dists/sid; rm SHA256SUMS', archive);
    clone.fails(archive, 'setup/packages', /could not read the lists/, /A suite that is gone\?[^]*DEBIAN_ARCHIVE=/);
  });
});

suite('archive', () => {
  test('saves what a build took, and a clone builds from it', () => {
    const archive = makeArchive({ source: '24.22.0', libnode: '24.22.0' });
    const clone = new Clone({ libnode: '24.22.0' }).addNode('24.22.0');
    clone.ok(archive, 'setup/archive');
    assert.match(clone.ok('', 'archive', 'saved'), /DEBIAN_ARCHIVE=file:.*\/saved make/);
    assert.deepStrictEqual(readdirSync(clone.path('saved')).sort(),
                           ['README', 'SHA256SUMS', 'dists', 'npm', 'pool']);
    assert.match(clone.read('saved/README'), /^In a clone of node:ffi at [0-9a-f]{40}, on/m);
    rmSync(archive, { recursive: true });

    const other = new Clone({ libnode: '24.22.0' });
    other.ok(clone.path('saved'), 'setup/source');
    assert.match(other.read('node/src/node_version.h'), /MINOR_VERSION 22/);
    assert.match(other.read('.cache/npm/npmrc'), /^registry=.*\noffline=true\n$/);
    other.ok(clone.path('saved'), 'archive', 'again');
    assert.strictEqual(sh('cd pool; sha256sum * */*.dsc */*.xz || :', other.path('again')),
                       sh('cd pool; sha256sum * */*.dsc */*.xz || :', clone.path('saved')));
  });

  test('packages that the archive has no more are named, and nothing is left behind', () => {
    const archive = makeArchive({ source: '24.21.0', libnode: '24.22.0' });
    const clone = new Clone().pin(archive, '24.21.0').addNode('24.21.0');
    clone.ok(archive, 'setup/archive');
    const { status, output } = clone.run('', 'archive', 'saved');
    assert.strictEqual(status, 1);
    assert.match(output, /Version '24\.21\.0\+dfsg-1' for 'libnode-dev.*' was not found[^]*the archive has moved on: remove /);
    assert.ok(output.includes(`remove ${clone.buildRoot}, and`), output);
    assert.ok(!existsSync(clone.path('saved')));
  });

  test('a saved folder that is not whole, or for another suite, is not taken', () => {
    const archive = makeArchive({ source: '24.21.0', libnode: '24.21.0' });
    const clone = new Clone();
    sh('mv dists/forky dists/trixie; sed -i s,dists/forky,dists/trixie, SHA256SUMS', archive);
    clone.fails(archive, 'setup/archive', /was saved for another Debian or architecture: it has no dists\/forky\/main\/binary-/);
    appendFileSync(join(archive, 'pool', readdirSync(join(archive, 'pool'))[0]), ' ');
    clone.fails(archive, 'setup/archive', /^\S*pool\/\S+: FAILED/m, /is not what `make archive` saved there/);
    assert.ok(!existsSync(clone.path('.cache/archive')));
  });

  test('a name that is no archive', () => {
    const clone = new Clone();
    clone.fails(join(temp, 'none'), 'setup/archive', /no Debian archive in .*none/);
    clone.fails(join(temp, 'a b'), 'setup/archive', /apt can't read all characters/);
    clone.fails('file://out/archive', 'setup/archive', /is no URI of an archive: file:\/\/out/, /its whole path/);
    clone.fails('out/archive', 'setup/archive', /is no URI of an archive: out/);
  });
});

suite('check-version', () => {
  test('the pinned version needs no check', () => {
    const clone = new Clone().addNode('24.21.0');
    assert.strictEqual(clone.ok('', 'check-version'), '');
  });

  test('another version has to pass the tests, once', () => {
    const clone = new Clone().addNode('24.22.0');
    write(clone.path('patches/series'), '');
    clone.script('tools/test-all', 'echo "tests: $*"; exit 1');
    clone.fails('', 'check-version', /tests: cctest ffi/, /tests of node:ffi fail on Node 24\.22\.0/);
    clone.script('tools/test-all', 'echo "tests: $*"');
    assert.match(clone.ok('', 'check-version'), /tests: cctest ffi\nNote: Node 24\.22\.0 is not the version/);
    assert.match(clone.ok('', 'check-version'), /^Note: Node 24\.22\.0 is not the version/);
    write(clone.path('patches/series'), 'x.patch\n');
    assert.match(clone.ok('', 'check-version'), /tests: cctest ffi/);
  });
});
