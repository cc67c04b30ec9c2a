// Makes each mistake with each FFI, in a process of its own, and writes the tables: main.mjs
// LIBRARY RESULTS REFERENCE [CASE...]; see tools/ways-to-fail.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peers as measured, versions } from '../bench-js/peers.mjs';
import { cases } from './cases.mjs';
import { describe } from './outcome.mjs';
import { writeReference, writeResults } from './tables.mjs';

const [library, results, reference, ...names] = process.argv.slice(2);
const { bun, deno, koffi, node26, ours } = measured;
const have = versions();
const peers = {
  node26: { title: `Node.js ${have.node26}`, command: node26.command, binding: 'node' },
  deno: { title: `Deno ${have.deno}`, command: deno.command, binding: 'deno' },
  bun: { title: `Bun ${have.bun}`, command: bun.command, binding: 'bun' },
  koffi: { title: `koffi ${have.koffi}`, command: koffi.command, binding: 'koffi' },
  ours: { title: 'Here', command: ours.command, binding: 'node' },
  checked: { title: 'Here, `--ffi-checked`', command: [...ours.command, '--ffi-checked'], binding: 'node' },
};

function make(name, { command: [binary, ...flags], binding }) {
  const script = join(import.meta.dirname, 'run.mjs');
  return spawnSync(binary, [...flags, script, library, binding, name],
                   { encoding: 'utf8', input: '', timeout: 10e3, killSignal: 'SIGKILL' });
}

const unknown = names.find((name) => !Object.hasOwn(cases, name));
if (unknown !== undefined) {
  console.error(`error: there is no case '${unknown}'. Take some of: ${Object.keys(cases).join(' ')}`);
  process.exit(1);
}

const rows = [];
for (const name of names.length > 0 ? names : Object.keys(cases)) {
  process.stderr.write(`${name}\n`);
  const outcomes = Object.values(peers).map((peer) =>
    describe(make(name, peer), cases[name].right, library));
  rows.push({ what: cases[name].what, outcomes });
}

const titles = Object.values(peers).map(({ title }) => title);
writeFileSync(results, writeResults(titles, rows));
if (reference) writeFileSync(reference, writeReference(readFileSync(reference, 'utf8'), titles, rows));
