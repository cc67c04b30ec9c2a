'use strict';
// Runs inside the binary under test: the cases of one group, from one index on.
// Each case's line is out before the next begins, so that a crash names its own.
//
//   node child.js SUITE GROUP unoptimised|optimised START

const fs = require('fs');
const path = require('path');
const { outcome } = require('./outcome.js');
const { createKit } = require('./kit.js');

const [suiteName, group, mode, start] = process.argv.slice(2);
const suite = require(path.join(__dirname, 'suites', `${suiteName}.js`));
const kit = createKit(mode === 'optimised');
const cases = suite.cases(group, kit);
const say = (line) => fs.writeSync(1, `${JSON.stringify(line)}\n`);

async function main() {
  for (let index = Number(start); index < cases.length; index++) {
    const [name, run] = cases[index];
    say({ index, name });
    kit.reset();
    const result = await outcome(run);
    say({ index, name, result, ...kit.notes() });
  }
  say({ end: cases.length });
  process.exit(0);
}
main();
