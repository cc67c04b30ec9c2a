// The folder that `make dist` packs, as tools/dist-tree has laid it out in TREE and
// TREE-debug.
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../../..');
const tree = process.env.TREE;
const binary = join(tree, 'bin/node');
const read = (name) => readFileSync(join(tree, name), 'utf8');
const run = (file, ...args) => execFileSync(file, args, { encoding: 'utf8' });

test('what upstream has is there, and nothing else at the top', () => {
  assert.deepStrictEqual(readdirSync(tree).sort(), [
    'CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'check.sh', 'include', 'lib', 'share', 'typings',
  ]);
  assert.deepStrictEqual(readdirSync(join(tree, 'bin')).sort(), ['node', 'npm', 'npx']);
  for (const name of [
    'include/node/node_api.h', 'include/node/v8.h', 'include/node/cppgc/heap.h', 'include/node/uv/unix.h',
    'include/node/libplatform/libplatform.h', 'include/node/openssl/configuration.h',
    'include/node/common.gypi', 'share/man/man1/node.1', 'share/doc/node/gdbinit',
    'share/doc/node/lldb_commands.py', 'share/doc/node/api/ffi.html', 'typings/ffi.d.ts',
  ])
    assert(existsSync(join(tree, name)), name);
});

test('everybody may read all of it, and only its owner may write', () => {
  for (const name of readdirSync(tree, { recursive: true })) {
    const { mode } = lstatSync(join(tree, name));
    if ((mode & 0o170000) === 0o120000) continue; // A symbolic link has no mode of its own.
    assert.match((mode & 0o777).toString(8), /^(644|755)$/, name);
  }
});

test('nothing says where it was built', () => {
  assert.throws(() => run('grep', '-rlaF', root, tree), { status: 1 });
});

test('check.sh finds all files as SHA256SUMS has them', () => {
  assert.match(run('sh', join(tree, 'check.sh')), /^Node\.js v24\.\d+\.\d+ runs here\.\n$/);
  const listed = read('share/doc/node/SHA256SUMS').match(/(?<=^\w{64} {2}).*$/gm);
  const files = run('find', tree, '!', '-type', 'd', '-printf', '%P\n').trim().split('\n');
  assert.deepStrictEqual([...listed, 'share/doc/node/SHA256SUMS'].sort(), files.sort());
});

test('npm is of the version that upstream bundles', () => {
  const [, bundled] = /upgrade npm to ([\d.]+)/.exec(read('CHANGELOG.md'));
  assert.strictEqual(JSON.parse(read('lib/node_modules/npm/package.json')).version, bundled);
  assert.strictEqual(run(binary, join(tree, 'bin/npm'), '--version'), `${bundled}\n`);
});

test('config.gypi has addons link nothing', () => {
  const { target_defaults: defaults, variables } = JSON.parse(read('include/node/config.gypi').replace(/^#.*/, ''));
  assert.deepStrictEqual(defaults.libraries, []);
  const shared = Object.keys(variables).filter((name) => name.startsWith('node_shared'));
  assert(shared.length > 10);
  for (const name of shared) assert.strictEqual(variables[name], 'false', name);
});

test('npm compiles an addon with these headers, and without a network', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'addon-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(import.meta.dirname, 'addon-v8'), folder, { recursive: true });
  const env = { ...process.env, PATH: `${join(tree, 'bin')}:${process.env.PATH}`, HOME: folder };
  // Whatever this machine's npm is told about headers.
  for (const name of Object.keys(env))
    if (/nodedir/i.test(name)) delete env[name];
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: folder, env, stdio: 'pipe' });
  execFileSync(binary, ['.'], { cwd: folder });
  assert(!existsSync(join(folder, '.cache/node-gyp')));
});

test('the licences of all libraries inside are there', () => {
  const { merged } = JSON.parse(readFileSync(join(root, 'out/node.json'), 'utf8'));
  assert(merged.length > 10);
  const licences = read('LICENSE').split('These libraries are inside bin/node')[1];
  for (const { soname } of merged) assert(licences.includes(`${soname}, `), soname);
});

test('the binary is stripped, and debuggers find its symbols', () => {
  const symbols = `${tree}-debug/bin/node.debug`;
  assert.match(run('readelf', '--string-dump=.gnu_debuglink', binary), /\] {2}node\.debug\n/);
  assert.doesNotMatch(run('readelf', '-SW', binary), / \.symtab /);
  assert.match(run('readelf', '-SW', symbols), / \.symtab /);
  const id = (file) => /Build ID: (\w{40})/.exec(run('readelf', '-n', file))[1];
  assert.strictEqual(id(binary), id(symbols));
});
