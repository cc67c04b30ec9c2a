// `make compat`: runs every suite on our binary and on upstream's, compares, and
// reports. Exits with 1 if a difference is unexplained.
//
//   node main.mjs --ours FILE --upstream FOLDER --out FOLDER [--jobs N] [--suite NAME]... [--only-upstream] [--again]
//   node main.mjs --markdown

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './runner.mjs';
import { compare } from './compare.mjs';
import { differences } from './differences.mjs';

const { values: options } = parseArgs({ options: {
  'ours': { type: 'string' }, 'upstream': { type: 'string' }, 'out': { type: 'string' }, 'library': { type: 'string' },
  'jobs': { type: 'string', default: String(os.availableParallelism()) },
  'suite': { type: 'string', multiple: true }, 'markdown': { type: 'boolean' }, 'only-upstream': { type: 'boolean' },
  'again': { type: 'boolean' },
} });

if (options.markdown) {
  console.log('| | Node.js 26 | here |\n| --- | --- | --- |');
  for (const { title, there, here } of differences) console.log(`| ${title} | ${there} | ${here} |`);
  process.exit(0);
}

const all = fs.readdirSync(path.join(import.meta.dirname, 'suites')).map((file) => path.basename(file, '.js')).sort();
const suites = options.suite ?? all;
const upstream = (version) => [path.join(options.upstream, 'node_modules', `node-${version}`, 'bin/node')];
// What is run, with its flags.
const generic = ['--expose-internals', '--require', path.join(import.meta.dirname, 'generic.js')];
const binaries = { 'ours': [options.ours], 'generic': [options.ours, ...generic],
                   '26.10.0': upstream('26.10.0'), '26.1.0': upstream('26.1.0') };
if (options['only-upstream']) {
  delete binaries.ours;
  delete binaries.generic;
}

const tmp = fs.mkdtempSync(path.join(os.tmpdir(), 'compat-'));
const env = { PATH: process.env.PATH, HOME: tmp, TZ: 'UTC', LANG: 'C.UTF-8', NO_COLOR: '1',
              COMPAT_LIBRARY: options.library, COMPAT_TMP: tmp };
const started = Date.now();
const file = (name) => path.join(options.out, `${name}.json`);
let shown = 0;
// --again compares what the last run wrote.
const seconds = () => Math.round((Date.now() - started) / 1000);
const progress = (done, total) => {
  const tenth = Math.floor(10 * done / total);
  if (tenth > shown) console.log(`${tenth * 10} % after ${seconds()} s`);
  shown = Math.max(shown, tenth);
};
const load = (name) => new Map(Object.entries(JSON.parse(fs.readFileSync(file(name)))));
const outcomes = options.again ?
  Object.fromEntries(Object.keys(binaries).map((name) => [name, load(name)])) :
  await run(binaries, suites, env, Number(options.jobs), progress);
fs.rmSync(tmp, { recursive: true, force: true });
fs.mkdirSync(options.out, { recursive: true });
for (const [name, cases] of Object.entries(outcomes)) {
  if (options.again || options.suite) continue;
  fs.writeFileSync(file(name), JSON.stringify(Object.fromEntries(cases), null, 1));
}

const subject = options['only-upstream'] ? '26.10.0' : 'ours';
const report = compare(outcomes, subject, differences, suites.length === all.length);
fs.writeFileSync(path.join(options.out, 'report.txt'), `${report.full.join('\n')}\n`);
console.log(report.summary.join('\n'));
process.exitCode = report.unexplained === 0 ? 0 : 1;
