// A worker is terminated at random points, a thousand times, with calls and callbacks in
// flight: the calls end, native threads go on and get zero, and what native code gave is
// given back.
import assert from 'node:assert';
import { once } from 'node:events';
import { Callback, NativeThread, out, owned } from 'node:ffi';
import { setTimeout } from 'node:timers/promises';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import {
  createRandom, inThousands, maxRss, mebibytes, open, scaled, seed,
} from './common.mjs';

const kThreads = 2;
const count = 'int64';

async function main() {
  const rounds = scaled(1000);
  const random = createRandom(seed);
  const native = open('load', {
    get_copies: { return: count },
    get_delivered: { return: count },
    get_running: { return: count },
    get_unanswered: { return: count },
    stop_group: { arguments: ['int32'], return: 'int32' },
  });
  let started = 0;
  let running = 0n;
  let stopped = 0;
  let rssBefore;
  for (let round = 0; round < rounds; round++) {
    const worker = new Worker(
      new URL(import.meta.url), { workerData: { round, seed }, argv: process.argv.slice(2) });
    worker.on('error', (error) => { throw error; });
    const startedBefore = started;
    const message = once(worker, 'message').then(() => started++);
    message.catch(() => {}); // It may never come.
    // One of eight while it starts, the others when it is at work.
    if (random(8) === 0) await setTimeout(random(60));
    else await message;
    // Each of them also within a turn of the event loop.
    const end = performance.now() + random(3000) / 1000;
    if (random(2) === 0) await setTimeout(random(10));
    while (performance.now() < end);
    running += native.get_running();
    const isAtWork = started > startedBefore;
    const code = await worker.terminate();
    // Whatever it runs, a worker that has not begun to gives 0.
    assert.ok(code === 1 || (code === 0 && !isAtWork), `${code}`);
    // The threads that it started go on, and get zero.
    stopped += native.stop_group(round);
    if (round === Math.floor(rounds / 2)) rssBefore = maxRss();
  }
  const growth = maxRss() - rssBefore;
  const copies = native.get_copies();
  console.log(`seed ${seed}: ${inThousands(rounds)} workers terminated, ${inThousands(started)} ` +
    `of them at work, with ${inThousands(running)} calls and callbacks running; ` +
    `${inThousands(stopped)} threads went on: ${inThousands(native.get_delivered())} callbacks ` +
    `were answered, ${inThousands(native.get_unanswered())} got zero; ${copies} results leaked; ` +
    `max RSS ${mebibytes(maxRss())}, ${mebibytes(growth)} of it in the second half`);
  assert.ok(started >= rounds / 2, `${started} of ${rounds}`);
  assert.ok(stopped >= started * kThreads, `${stopped} of ${started}`);
  assert.ok(running >= started, `${running}`);
  assert.ok(native.get_delivered() > 0n);
  assert.strictEqual(native.get_running(), 0n);
  assert.strictEqual(copies, 0n);
  // What callbacks leave for good is small.
  assert.ok(growth < 64 * 2 ** 20, `${growth} bytes`);
}

function work({ round, seed }) {
  const random = createRandom(seed + round);
  const thread = new NativeThread();
  const functionsOn = (nonblocking) => open('load', {
    copy: {
      arguments: ['cstring', 'int32'], return: owned('cstring', 'free_copy'), nonblocking,
    },
    copy_to: {
      arguments: ['cstring', out(owned('cstring', 'free_copy')), 'int32'],
      return: 'int32', nonblocking,
    },
    nap: { arguments: ['int32'], return: 'int32', nonblocking },
  });
  const places = [functionsOn(true), functionsOn(thread)];
  const { start_group: startGroup } = open('load', {
    start_group: { arguments: ['int32', 'int32', 'function', 'function'], return: 'int32' },
  });
  const queue = new Callback({ arguments: ['int32'], threadsafe: 'queue' }, () => {});
  const ask = new Callback(
    { arguments: ['int32'], return: 'int32', threadsafe: 'block' },
    (number) => (number % 2 === 0 ? 1 : Promise.resolve(1)));
  assert.strictEqual(startGroup(round, kThreads, queue, ask), 0);
  const next = async ({ copy, copy_to: copyTo, nap }) => {
    for (;;) {
      const microseconds = random(1000);
      assert.strictEqual(await nap(microseconds), microseconds);
      const [one, { out: [other] }] =
        await Promise.all([copy('one', microseconds), copyTo('other', microseconds)]);
      assert.strictEqual(`${one} ${other}`, 'one other');
    }
  };
  for (let i = 0; i < 12; i++) next(places[i % 2]);
  parentPort.postMessage('at work');
}

if (isMainThread) await main();
else work(workerData);
