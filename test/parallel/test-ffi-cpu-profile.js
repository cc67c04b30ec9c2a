// Flags: --experimental-ffi --allow-natives-syntax
'use strict';
require('../common');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { dlopen } = require('node:ffi');
const fs = require('node:fs');
const { eachCase, optimize } = require('../common/ffi');
const tmpdir = require('../common/tmpdir');

// With --cpu-prof, the time in native calls is that of a function of the C function's
// name, below that which called it: in ordinary calls and in fast ones.

if (process.argv[2]) {
  const { usleep } = dlopen(null, { usleep: { arguments: ['u32'], return: 'int' } }).functions;
  const measured = () => { for (let i = 0; i < 100; i++) usleep(500); };
  if (process.argv[2] === 'fast') optimize(usleep, 0);
  measured();
} else {
  tmpdir.refresh();
  for (const scenario of eachCase(['slow', 'fast'])) {
    const file = tmpdir.resolve(`${scenario}.cpuprofile`);
    const child = spawnSync(process.execPath, [
      ...process.execArgv, '--cpu-prof', '--cpu-prof-interval=200',
      `--cpu-prof-dir=${tmpdir.path}`, `--cpu-prof-name=${scenario}.cpuprofile`,
      __filename, scenario,
    ], { encoding: 'utf8' });
    assert.strictEqual(child.status, 0, child.stderr);
    const { nodes, samples } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
    const pathTo = (id) => (id === undefined ? [] :
      [...pathTo(parents.get(id)), byId.get(id).callFrame.functionName]);
    const inCall = samples.filter((id) => {
      const path = pathTo(id);
      return path.at(-1) === 'usleep' && path.includes('measured');
    });
    // It sleeps for 50 ms, of which the profiler sees most.
    assert.ok(inCall.length >= 20, `${inCall.length} of ${samples.length} samples`);
  }
}
