// A repository like this one around a tiny "upstream", in a temporary folder:
// two files of upstream's, two hooks, three files of ours.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const tools = join(import.meta.dirname, '..');
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@localhost', GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Bob', GIT_COMMITTER_EMAIL: 'bob@localhost',
};

export const numbers = (count) => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('');

export const message = (subject) => `${subject}

Why it is so.

Forwarded: no
Removal: never
`;

// Made once, and copied for each test.
let template;
process.on('exit', () => { if (template) rmSync(template, { recursive: true }); });

export class Fixture {
  constructor(t) {
    this.ours = { 'src/node_ffi/x.cc': 'int x;\n', 'lib/ffi.js': "'use strict';\n", 'doc/api/ffi.md': '# FFI\n' };
    this.hook1 = 'patches/src-hook-the-tenth-line.patch';
    this.hook2 = 'patches/lib-src-name-five-and-thirty.patch';
    this.root = mkdtempSync(join(tmpdir(), 'series-'));
    if (!template) {
      this.make();
      template = this.root;
      this.root = mkdtempSync(join(tmpdir(), 'series-'));
    }
    cpSync(template, this.root, { recursive: true, preserveTimestamps: true });
    t.after(() => rmSync(this.root, { recursive: true }));
  }

  make() {
    for (const name of ['common.sh', 'series.sh', 'patches', 'overlay', 'export-series', 'rebase']) {
      cpSync(join(tools, name), this.path('tools', name), { recursive: true });
    }
    this.write('node.version', '');
    this.write('.gitignore', '/node/\n/export/\n/next/\n');
    this.write('node/a.txt', numbers(40));
    this.write('node/lib/b.txt', numbers(20));
    this.git('node', 'init', '-q');
    this.commit('node', 'upstream');
    this.git('node', 'tag', 'upstream');
    this.git('.', 'init', '-q');
    this.edit('node/a.txt', 'line 10\n', 'line ten\n');
    this.commit('node', message('src: hook the tenth line').replace('no\n', 'not-needed\n'));
    this.edit('node/lib/b.txt', 'line 5\n', 'line five\n');
    this.edit('node/a.txt', 'line 30\n', 'line thirty\n');
    this.commit('node', message('lib,src: name five, and thirty'));
    for (const [name, text] of Object.entries(this.ours)) this.write(name, text);
    this.ok('patches', 'refresh', 'node');
    this.ok('patches', 'apply', 'node');
  }

  path(...names) { return join(this.root, ...names); }
  read(name) { return readFileSync(this.path(name), 'utf8'); }
  exists(name) { return existsSync(this.path(name)); }
  write(name, text) {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }
  edit(name, from, to) { this.write(name, this.read(name).replace(from, to)); }

  git(directory, ...args) {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: this.path(directory), env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout.trim();
  }
  commit(directory, text) {
    this.git(directory, 'add', '--all');
    this.git(directory, 'commit', '-q', '-m', text);
    return this.git(directory, 'rev-parse', 'HEAD');
  }

  run(tool, ...args) {
    const { status, stdout, stderr } =
      spawnSync(this.path('tools', tool), args, { cwd: this.root, env, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }
  ok(tool, ...args) {
    const { status, output } = this.run(tool, ...args);
    if (status !== 0) throw new Error(`tools/${tool} ${args.join(' ')} ended with ${status}:\n${output}`);
    return output;
  }
}
