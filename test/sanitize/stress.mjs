// Threads call JavaScript, and native code runs on threads, while callbacks,
// libraries, workers and the process end: again and again, each time with other
// delays (delays.cc). Each round is a process of its own.
//
//   make -C test/fixtures/ffi
//   out/sanitized-threads/node --experimental-ffi test/sanitize/stress.mjs [SECONDS [SEED]]
//
// A round that fails is told with what runs it again. The last line is
// `N passed, N failed`.
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Callback, NativeThread, dlopen, func, suffix } from 'node:ffi';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const file = fileURLToPath(import.meta.url);
const pathOf = (name) => fileURLToPath(
  new URL(`../fixtures/ffi/build/libffi_${name}.${suffix}`, import.meta.url));

// From 0 to limit - 1, the same ones for a seed.
let state = 0;
function random(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * limit);
}
const pick = (list) => list[random(list.length)];
// Keeps the thread busy.
function spin(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const event = { arguments: ['int32', 'int32'], threadsafe: true };
const question = { arguments: ['int32'], return: 'int32', threadsafe: true };
const openThreads = () => dlopen(pathOf('threads'), {
  ask_and_join: { arguments: ['function', 'int32'], return: 'int32' },
  get_calls: { return: 'int32' },
  get_done: { return: 'int32' },
  get_result: { arguments: ['int32'], return: 'int32' },
  join: {},
  run_events_and_join: { arguments: [func(event), 'int32', 'int32'], return: 'int32' },
  start_asked: { arguments: ['function', 'int32'], return: 'int32' },
  start_endless: { arguments: ['function', 'int32'], return: 'int32' },
  start_events: { arguments: ['function', 'int32', 'int32'], return: 'int32' },
  stop: {},
  stop_at_exit: {},
}).functions;

// Counts what each thread calls, which has to come in its order.
function inOrder(threads) {
  const next = new Array(threads).fill(0);
  const seen = (thread, number) => {
    assert.strictEqual(number, next[thread]++);
    seen.count++;
  };
  seen.count = 0;
  return seen;
}

// Nothing is lost, whatever room there is.
async function queue() {
  const threads = 1 + random(6);
  const each = 50 + random(200);
  const seen = inOrder(threads);
  const functions = openThreads();
  const callback = new Callback(event, (thread, number) => {
    seen(thread, number);
    if (random(50) === 0) spin(1);
  }, { highWaterMark: 1 + random(30) });
  assert.strictEqual(functions.start_events(callback, threads, each), 0);
  while (seen.count < threads * each) await sleep(1);
  functions.join();
  callback.close();
}

// What waits when a callback is closed is delivered.
async function closeInside() {
  const threads = 1 + random(6);
  const each = 1 + random(100);
  const seen = inOrder(threads);
  const functions = openThreads();
  const callback = new Callback(event, (thread, number) => {
    seen(thread, number);
    if (random(20) === 0) callback.close();
  });
  assert.strictEqual(functions.start_events(callback, threads, each), 0);
  functions.join();
  callback.close();
  while (seen.count < threads * each) await sleep(1);
}

// All that was called in a call is delivered before that returns.
function lent() {
  const functions = openThreads();
  for (let i = 0; i < 10; i++) {
    const threads = 1 + random(6);
    const each = 1 + random(50);
    const seen = inOrder(threads);
    assert.strictEqual(functions.run_events_and_join(seen, threads, each), 0);
    assert.strictEqual(seen.count, threads * each);
  }
}

async function events() {
  const threads = 1 + random(4);
  const each = 1 + random(100);
  const seen = inOrder(threads);
  const functions = openThreads();
  const events = Callback.events({ arguments: ['int32', 'int32'] },
                                 { highWaterMark: 1 + random(20) });
  assert.strictEqual(functions.start_events(events, threads, each), 0);
  for await (const { 0: thread, 1: number } of events) {
    seen(thread, number);
    if (random(20) === 0) await sleep(1);
    if (seen.count === threads * each) events.close();
  }
  functions.join();
}

// Each caller gets its own answer, at once or from a promise.
async function block() {
  const functions = openThreads();
  const count = 20 + random(100);
  const callback = new Callback(question, (i) => {
    switch (random(3)) {
      case 0: return i * 2;
      case 1: return Promise.resolve(i * 2);
      default: return sleep(random(3), i * 2);
    }
  });
  assert.strictEqual(functions.start_asked(callback, count), 0);
  while (functions.get_done() < 1) await sleep(1);
  functions.join();
  for (let i = 0; i < count; i++) assert.strictEqual(functions.get_result(i), i * 2);
  callback.close();
}

// Who waits for itself is let go. Who waits for a thread that makes short calls may be,
// if the machine has more to do: then any of these calls throws, or the event loop does.
async function deadlock() {
  process.on('uncaughtException', (error) => assert.match(error.message, /^Deadlock/));
  const attempt = (call) => {
    try {
      return call();
    } catch (error) {
      assert.match(error.message, /^Deadlock/);
    }
  };
  const functions = openThreads();
  let done = 0;
  for (let i = 0; i < 5; i++) {
    const callback = new Callback(question, () => 1, {
      deadlockTimeout: 1 + random(20), errorResult: -2,
    });
    assert.throws(() => functions.ask_and_join(callback, 2), /Deadlock/);
    assert.strictEqual(functions.get_result(0), -2);
    done++;
    await sleep(random(3));
    attempt(() => functions.start_asked(callback, 3));
    done++;
    while (attempt(() => functions.get_done()) !== done) {
      spin(random(10));
      await sleep(random(3));
    }
    functions.join();
    for (let j = 0; j < 3; j++) assert.ok([1, -2].includes(functions.get_result(j)));
    callback.close();
  }
}

// A worker ends, and the threads that call it go on.
async function worker() {
  const functions = openThreads();
  for (let i = 0; i < 5; i++) {
    const worker = new Worker(file, { workerData: ['callbacks', random(2 ** 31)] });
    await once(worker, 'message');
    await sleep(random(10));
    await worker.terminate();
  }
  const calls = functions.get_calls();
  while (functions.get_calls() < calls + 100) await sleep(1);
  functions.stop();
}

// A worker ends while its calls are on other threads.
async function inFlight() {
  for (let i = 0; i < 5; i++) {
    const worker = new Worker(file, { workerData: ['calls', random(2 ** 31)] });
    await once(worker, 'message');
    await sleep(random(10));
    await worker.terminate();
  }
}

// Calls are cancelled, and their library and thread go, while they run.
async function cancel() {
  for (let i = 0; i < 5; i++) {
    const thread = pick([undefined, new NativeThread()]);
    const { lib, functions: { nap } } = dlopen(pathOf('nonblocking'), {
      nap: { arguments: ['int'], return: 'int', nonblocking: thread ?? true },
    });
    const controller = new AbortController();
    const cancelled = nap.signal(controller.signal);
    const calls = [];
    for (let j = 0; j < 40; j++) {
      calls.push(pick([nap, cancelled])(random(500)));
      if (random(10) === 0) await sleep(random(2));
    }
    const results = Promise.allSettled(calls);
    for (const end of [
      () => controller.abort(), () => thread?.[Symbol.dispose](), () => lib.close(),
    ].sort(() => random(3) - 1)) {
      end();
      await sleep(random(3));
    }
    for (const { status, reason } of await results) {
      if (status === 'rejected') assert.strictEqual(reason.name, 'AbortError');
    }
  }
}

// The process ends while threads call, and calls are in flight.
async function exit() {
  const functions = openThreads();
  const { functions: { nap } } = dlopen(pathOf('nonblocking'), {
    nap: { arguments: ['int'], return: 'int', nonblocking: pick([true, new NativeThread()]) },
  });
  if (random(2)) functions.stop_at_exit();
  const isInside = random(3) === 0;
  startCallbacks(functions, () => isInside && process.exit(0));
  for (let i = 0; i < 10; i++) nap(random(2000));
  await sleep(random(20));
  process.exit(0);
}

const scenarios = {
  __proto__: null,
  queue, closeInside, lent, events, block, deadlock, worker, inFlight, cancel, exit,
};

// Has threads call callbacks of all kinds without end.
function startCallbacks(functions, onCall = () => {}) {
  const fns = [() => 1, async () => 1, () => new Promise(() => {})];
  for (let i = 0; i < 2; i++) {
    const isQueue = random(2) === 0;
    const fn = pick(fns);
    const callback = new Callback(
      { arguments: ['int32'], return: isQueue ? 'void' : 'int32', threadsafe: true },
      () => {
        onCall();
        if (!isQueue) return fn();
      },
      { errorResult: isQueue ? undefined : 7, highWaterMark: isQueue ? 1 + random(5) : undefined });
    assert.strictEqual(functions.start_endless(callback, 2), 0);
  }
}

const inWorker = {
  __proto__: null,
  callbacks() { startCallbacks(openThreads()); },
  calls() {
    const { functions: { nap } } = dlopen(pathOf('nonblocking'), {
      nap: { arguments: ['int'], return: 'int', nonblocking: pick([true, new NativeThread()]) },
    });
    const next = () => nap(random(1000)).then(next);
    for (let i = 0; i < 20; i++) next();
  },
};

// Gives what is wrong, or nothing.
async function run(name, seed) {
  const child = spawn(process.execPath,
                      ['--no-warnings', '--experimental-ffi', file, 'run', name, `${seed}`], {
                        env: { ...process.env, FFI_DELAYS: `${seed}` },
                        stdio: ['ignore', 'inherit', 'pipe'],
                        timeout: 60_000,
                        killSignal: 'SIGKILL',
                      });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
  const { 0: code, 1: signal } = await once(child, 'close');
  if (code === 0 && /^(?:joined\n)?$/.test(text)) return;
  return `FFI_DELAYS=${seed} ${child.spawnargs.join(' ')}: ` +
    `${code ?? `${signal} (SIGKILL: it did not end)`}\n${text}`;
}

async function runAll(seconds, firstSeed) {
  const end = performance.now() + seconds * 1000;
  let passed = 0;
  let failed = 0;
  let seed = firstSeed;
  do {
    for (const name of Object.keys(scenarios)) {
      const problem = await run(name, seed);
      if (problem === undefined) {
        passed++;
      } else {
        failed++;
        console.log(problem);
      }
    }
    seed++;
  } while (performance.now() < end);
  console.log(`${seed - firstSeed} rounds, from seed ${firstSeed} on`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

if (!isMainThread) {
  state = workerData[1];
  inWorker[workerData[0]]();
  parentPort.postMessage('begun');
} else if (process.argv[2] === 'run') {
  state = Number(process.argv[4]);
  await scenarios[process.argv[3]]();
} else {
  await runAll(Number(process.argv[2] ?? 60), Number(process.argv[3] ?? 1));
}
