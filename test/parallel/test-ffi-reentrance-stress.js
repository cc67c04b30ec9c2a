// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { pathOf } = require('../common/ffi');
const fixtures = require('../common/fixtures');
const tmpdir = require('../common/tmpdir');

// JavaScript may run on top of a call from optimised code, and do what it likes
// to the code below: that notices, and gets the right results and exceptions.
// The stress itself is in test/fixtures/ffi/reentrance/. With a number of
// seconds as argument, it runs for as long with more flags, one after the
// other, and prints what it did.

const flags = [
  [],
  ['--stress-compaction', '--gc-interval=97'],
  ['--deopt-every-n-times=1000'],
  ['--stress-inline'],
];
const moreFlags = [
  ['--stress-compaction'],
  ['--gc-interval=500'],
  ['--always-turbofan'],
  ['--stress-marking=30'],
  ['--lazy-feedback-allocation'],
  ['--maglev', '--invocation-count-for-maglev=2'],
  ['--cpu-prof', `--cpu-prof-dir=${tmpdir.path}`],
  ['--turbo-filter=~'],
  ['--no-turbo-fast-api-calls'],
  ['--jitless'],
];
const runs = [
  ...flags.map((list) => ['stress', list]),
  ['endings', []],
];
if (common.hasInspector) runs.push(['debugger', []]);
const moreRuns = [
  ...moreFlags.map((list) => ['stress', list]),
  ['endings', ['--stress-compaction', '--gc-interval=97']],
  ['debugger', ['--stress-compaction', '--gc-interval=97']],
];

// Otherwise, callbacks never run on top of a fast call.
const hasFastCalls = (flags) => common.isLinux && ['x64', 'arm64'].includes(process.arch) &&
  !flags.some((flag) => ['--turbo-filter=~', '--no-turbo-fast-api-calls', '--jitless'].includes(flag));

function run(script, flags, seconds) {
  const args = [
    // With feedback from the first call on, V8 inlines more.
    '--experimental-ffi', '--expose-gc', '--allow-natives-syntax', '--no-warnings',
    '--no-lazy-feedback-allocation', ...flags,
    fixtures.path('ffi', 'reentrance', `${script}.js`), pathOf('reentrance'), seconds,
  ];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const name = [script, ...flags].join(' ');
  assert.strictEqual(status, 0, `${name}: ${signal ?? status}\n${stdout}${stderr}`);
  const { details, ...result } = JSON.parse(stdout);
  assert.deepStrictEqual(details, []);
  if (result.fast !== undefined) assert.strictEqual(result.fast > 0, hasFastCalls(flags), name);
  return { name, ...result };
}

tmpdir.refresh();
const [, , seconds] = process.argv;
for (const [script, list] of seconds === undefined ? runs : [...runs, ...moreRuns]) {
  const result = run(script, list, seconds ?? 0.5);
  if (seconds !== undefined) console.log(JSON.stringify(result));
}
