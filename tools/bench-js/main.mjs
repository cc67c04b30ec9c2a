// `make bench`: runs every process of every table, round by round, so that what
// the machine does meanwhile hits all alike, and writes the samples.
//
//   main.mjs ROUNDS FILE
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { build, peers, versions } from './peers.mjs';
import { tables } from './tables.mjs';

const [rounds, file] = process.argv.slice(2);

// The caller's settings are not the peers'.
const env = {
  PATH: process.env.PATH, HOME: build, LANG: 'C.UTF-8', NO_COLOR: '1',
  DENO_DIR: join(build, 'deno'), DENO_NO_PACKAGE_JSON: '1', DENO_NO_UPDATE_CHECK: '1',
};

function run({ command, env: more }) {
  const start = performance.now();
  const { status, signal, stdout, stderr } =
    spawnSync(command[0], command.slice(1), { env: { ...env, ...more }, encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) {
    const error = new Error(`${command.join(' ')} ended with ${signal ?? status}:\n${stdout}${stderr}`);
    throw Object.assign(error, { signal });
  }
  return { ...JSON.parse(stdout), process: { value: performance.now() - start } };
}

// Adds what one process measured to the samples of its table.
function add({ rows, mayRefuse }, samples, column, measured) {
  for (const { id, expected } of rows) {
    if (measured[id] === undefined) continue;
    const { value, result, error } = measured[id];
    if (error !== undefined && !mayRefuse) throw new Error(`${column}: ${id}: ${error}`);
    if (error !== undefined) continue;
    if (result !== expected) throw new Error(`${column}: ${id} gives ${result}, not ${expected}`);
    samples[id] ??= {};
    samples[id][column] ??= [];
    samples[id][column].push(Number(value.toPrecision(4)));
  }
}

// A peer that crashes misses that turn, and is said to have crashed.
function runInTurn(table, one, crashes) {
  try {
    return run(one);
  } catch (error) {
    if (!error.signal || one.column.startsWith('ours')) throw error;
    console.log(`${one.column} crashed with ${error.signal}, measuring ${table.id}`);
    crashes.push({ table: table.id, column: one.column, signal: error.signal });
    return {};
  }
}

const system = readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="(.*)"$/m)?.[1];
const report = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    processor: os.cpus()[0].model, processors: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`, system, kernel: os.release(),
  },
  versions: versions(),
  rounds: Number(rounds),
  crashes: [],
  samples: Object.fromEntries(tables.map(({ id }) => [id, {}])),
};
for (const [id, version] of Object.entries(report.versions)) console.log(`${peers[id].title}: ${version}`);

for (let round = 1; round <= report.rounds; round++) {
  const start = Date.now();
  for (const table of tables) {
    for (const one of table.processes) {
      add(table, report.samples[table.id], one.column, runInTurn(table, one, report.crashes));
    }
  }
  console.log(`round ${round} of ${rounds}: ${Math.round((Date.now() - start) / 1000)} s`);
}
writeFileSync(file, `${JSON.stringify(report, null, 1).replace(/\[[^\]{]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`);
