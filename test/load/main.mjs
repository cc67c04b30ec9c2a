// What `make load` runs: node:ffi under load, and where threads and processes end meanwhile,
// by the programs of this folder, each in a process of its own that prints what it found.
//
//   out/node --experimental-ffi test/load/main.mjs [--scale=1] [--seed=N] [NAME...]
//
// `scale` is how much of the load there is to be. The last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const kNames = ['queued', 'in-flight', 'terminate', 'process-end', 'fork'];
// What takes longer hangs.
const kLimit = 30 * 60_000;
const kFlags = ['--no-warnings', '--experimental-ffi', '--expose-gc'];

const { positionals, values: { scale, seed } } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
  },
});
const names = positionals.length === 0 ? kNames : positionals;
const unknown = names.find((name) => !kNames.includes(name));
if (unknown !== undefined || !(Number(scale) > 0) || !Number.isSafeInteger(Number(seed))) {
  const what = unknown === undefined ? 'a scale or a seed is no number' : `there is no ${unknown}`;
  console.error(`error: ${what}.\n       Name some of: ${kNames.join(' ')}; ` +
    '--scale takes a number above 0, --seed an integer.');
  process.exit(2);
}

async function run(name) {
  const path = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const begin = performance.now();
  const child = spawn(process.execPath, [...kFlags, path, scale, seed],
                      { stdio: 'inherit', timeout: kLimit, killSignal: 'SIGKILL' });
  const [code, signal] = await once(child, 'exit');
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const isGood = code === 0;
  console.log(isGood ? `ok: ${name}, ${seconds} s` :
    `not ok: ${name}, ${seconds} s: ${signal ?? `exit code ${code}`}; again with: ` +
    `${process.execPath} --experimental-ffi ${fileURLToPath(import.meta.url)} ` +
    `--scale=${scale} --seed=${seed} ${name}`);
  return isGood;
}

let passed = 0;
let failed = 0;
for (const name of names) {
  if (await run(name)) passed++;
  else failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
