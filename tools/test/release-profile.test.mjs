// The profile that compiles V8 too, configured and not built, on a copy of node/.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

function run(cwd, command, ...args) {
  const env = { ...process.env, profile: 'bundled-v8' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  assert.strictEqual(status, 0, `${command} ${args.join(' ')}: ${stdout.slice(-2000)}${stderr}`);
  return stdout;
}

// Next to node/, whose files are linked to and not copied.
function copyTree(t) {
  const copy = mkdtempSync(join(root, '.cache', 'release-profile-'));
  t.after(() => rmSync(copy, { recursive: true }));
  for (const name of ['node.version', 'tools/common.sh', 'tools/setup/gyp', '.cache/build-root']) {
    cpSync(join(root, name), join(copy, name));
  }
  mkdirSync(join(copy, 'node', 'test'), { recursive: true });
  const written = /^(\.git|out|doc|test|benchmark|(icu_)?config\.(gypi|mk|status))$/;
  const names = readdirSync(join(root, 'node')).filter((name) => !written.test(name));
  run(join(root, 'node'), 'cp', '-rl', ...names, join(copy, 'node'));
  run(join(root, 'node'), 'cp', '-rl', 'test/cctest', join(copy, 'node', 'test'));
  return copy;
}

test('the release profile configures, and lacks no source', (t) => {
  const copy = copyTree(t);
  const simdutf = join(copy, 'node/deps/v8/third_party/simdutf');
  if (!existsSync(join(simdutf, 'simdutf.cpp'))) rmSync(simdutf, { recursive: true, force: true });

  run(copy, 'tools/setup/gyp');
  run(copy, 'tools/setup/gyp'); // What the first one wrote is no source.

  // It ends with an error where a file is missing that nothing makes.
  const steps = run(copy, 'ninja', '-C', 'node/out/Release', '-n', 'node', 'cctest');
  assert.match(steps, /\] LINK mksnapshot$/m);
  assert.match(steps, /\] LINK node$/m);
  assert.ok(existsSync(join(simdutf, 'simdutf.h')));
});
