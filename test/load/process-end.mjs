// The process ends, in all ways there are, while native threads call callbacks and
// nonblocking calls are in flight: each time as it should, and in time.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Callback, NativeThread } from 'node:ffi';
import { availableParallelism, constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createRandom, inThousands, open, scale, scaled, seed } from './common.mjs';

const kLimit = 120_000;
const { SIGABRT } = constants.signals;

// What the child does, and what the parent sees then.
const ends = {
  __proto__: null,
  exit: { run: () => process.exit(3), code: 3, count: 200 },
  abort: { run: () => process.abort(), signal: 'SIGABRT', count: 200 },
  exitInCallback: { inCallback: true, run: () => process.exit(3), code: 3, count: 100 },
  abortInCallback: {
    inCallback: true, run: () => process.abort(), signal: 'SIGABRT', count: 100,
  },
  throws: { run() { throw new Error('meant'); }, code: 1, stderr: /Error: meant/, count: 100 },
  returns: { run: (callbacks) => callbacks.forEach((it) => it.unref()), code: 0, count: 100 },
};

async function runChild(name, delay) {
  const { code = null, signal = null, stderr: expected } = ends[name];
  const { execPath, execArgv } = process;
  const child = spawn(
    execPath, [...execArgv, fileURLToPath(import.meta.url), scale, seed, name, delay],
    { stdio: ['ignore', 'ignore', 'pipe'], timeout: kLimit, killSignal: 'SIGKILL' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
  const [actualCode, actualSignal] = await once(child, 'close');
  // A shell in between, such as a container's, gives the signal as a code.
  const isRight = signal === null ? actualCode === code :
    actualSignal === signal || actualCode === 128 + SIGABRT;
  // To abort writes stacks.
  const isQuiet = signal !== null || (expected?.test(stderr) ?? stderr === '');
  if (isRight && isQuiet) return true;
  console.log(`${name} after ${delay} us: ${actualCode} ${actualSignal} ${stderr}`);
  return false;
}

async function main() {
  const random = createRandom(seed);
  const children = [];
  for (const name in ends) {
    for (let i = 0; i < scaled(ends[name].count); i++) children.push([name, random(30_000)]);
  }
  const count = children.length;
  const seen = { __proto__: null };
  let wrong = 0;
  const runSome = async () => {
    for (let child; (child = children.pop()) !== undefined;) {
      if (await runChild(...child)) seen[child[0]] = (seen[child[0]] ?? 0) + 1;
      else wrong++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runSome));
  const list = Object.entries(seen).map(([name, times]) => `${name} ${times}`).join(', ');
  console.log(`seed ${seed}: ${inThousands(count)} processes ended as they should, ` +
    `but for ${wrong}: ${list}`);
  assert.strictEqual(wrong, 0);
}

function child(name, delay) {
  const { inCallback, run } = ends[name];
  const { nap, start_group: startGroup } = open('load', {
    nap: { arguments: ['int32'], return: 'int32', nonblocking: true },
    start_group: { arguments: ['int32', 'int32', 'function', 'function'], return: 'int32' },
  });
  const { nap: napElsewhere } = open('load', {
    nap: { arguments: ['int32'], return: 'int32', nonblocking: new NativeThread() },
  });
  const due = performance.now() + delay / 1000;
  const callbacks = [];
  let isOver = false;
  const end = () => {
    isOver = true;
    run(callbacks);
  };
  const look = () => { if (inCallback && !isOver && performance.now() > due) end(); };
  callbacks.push(
    new Callback({ arguments: ['int32'], threadsafe: 'queue' }, look),
    new Callback({ arguments: ['int32'], return: 'int32', threadsafe: 'block' }, (number) => {
      look();
      return number % 2 === 0 ? 1 : Promise.resolve(1);
    }));
  assert.strictEqual(startGroup(0, 4, ...callbacks), 0);
  const next = async (nap) => { while (!isOver) await nap(1000); };
  for (let i = 0; i < 6; i++) next(i % 2 === 0 ? nap : napElsewhere);
  if (!inCallback) setTimeout(end, delay / 1000);
}

const { 4: name, 5: delay } = process.argv;
if (name === undefined) await main();
else child(name, Number(delay));
