// Nothing leaks: rounds of load, resolve, register, call, unregister and close,
// in the main thread and in workers. After as many for warming up, prints the
// memory of the process at each tenth of them, which has to stay flat: V8 and
// the allocator take some now and then, but a leak takes it every time.
//
//   make -C test/fixtures/ffi
//   out/node --experimental-ffi --expose-gc test/lifetimes/ffi-rounds.mjs [ROUNDS [--sanitized]]
//
// The last line is `N passed, N failed`. `make sanitize` runs this with its
// binary too, where the sanitizers say what leaked: what memory they keep for
// themselves is not judged.
import assert from 'node:assert';
import { once } from 'node:events';
import { DynamicLibrary, dlclose, dlopen, suffix } from 'node:ffi';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const path = fileURLToPath(
  new URL(`../fixtures/ffi/build/libffi_fixture.${suffix}`, import.meta.url));
const hasCallbacks = 'registerCallback' in DynamicLibrary.prototype;
const TENTHS = 10;
// What a round may leave behind in the median, in bytes. The address of a
// callback is never used again, so that some 200 bytes stay of each, of which a
// round has two.
const LIMIT = hasCallbacks ? 600 : 100;

const binary = { arguments: ['i32', 'i32'], return: 'i32' };
const definitions = {
  add_i32: binary,
  apply: { arguments: ['function', 'i32', 'i32'], return: 'i32' },
  string_length: { arguments: ['string'], return: 'i64' },
  sum_bytes: { arguments: ['buffer', 'u64'], return: 'u64' },
};
// Of one tenth.
const rounds = Math.ceil((Number(process.argv[2]) || 10_000) / TENTHS);
const sanitized = process.argv[3] === '--sanitized';
const bytes = new Uint8Array([1, 2, 3]);
const closings = [
  ({ lib }) => lib.close(),
  ({ lib }) => dlclose(lib),
  (handle) => handle[Symbol.dispose](),
];

// A function with a context, which doesn't have the library in it.
const multiplyBy = (factor) => (a, b) => a * b * factor;

const CLOSE = 0;
const COLLECT = 1;

// Leaves the library open, for what `ending` says.
function use(index, ending) {
  const handle = dlopen(path, definitions);
  const { lib, functions } = handle;
  assert.strictEqual(functions.add_i32(index, 2), index + 2);
  assert.strictEqual(functions.string_length(`round ${index}`),
                     BigInt(`round ${index}`.length));
  assert.strictEqual(functions.sum_bytes(bytes, 3), 6n);
  const subtract = lib.getFunction('get_subtract', { return: 'pointer' })();
  assert.strictEqual(functions.apply(subtract, index, 2), index - 2);
  assert.strictEqual(typeof lib.getSymbol('exported_variable'), 'bigint');
  // What fails must leave nothing behind either.
  assert.throws(() => lib.getFunction('no_such_symbol', {}), /dlsym failed/);
  assert.throws(() => dlopen(path, { no_such_symbol: {} }), /dlsym failed/);
  assert.throws(() => dlopen(`${path}.not`), /dlopen failed/);
  assert.throws(() => functions.string_length('a\0b'), TypeError);
  assert.throws(() => functions.apply(null, 'text', 0), TypeError);
  if (hasCallbacks) {
    const callback = lib.registerCallback(binary, multiplyBy(3));
    assert.strictEqual(functions.apply(callback, index, 2), index * 6);
    const wrong = lib.registerCallback(binary, () => 0.5);
    assert.throws(() => functions.apply(wrong, index, 2), TypeError);
    lib.unregisterCallback(wrong);
    if (index % 2) lib.unregisterCallback(callback);
    // Closing takes with it what is still registered, but the collector doesn't
    // take a library that has a referenced callback.
    else if (ending === COLLECT) lib.unrefCallback(callback);
  }
  return handle;
}

function useAndClose(index) {
  closings[index % closings.length](use(index, CLOSE));
}

async function inWorker(ending) {
  const worker = new Worker(new URL(import.meta.url),
                            { workerData: ending });
  const ended = once(worker, 'exit');
  if (ending === 'terminate') {
    await once(worker, 'message');
    await worker.terminate();
  }
  const { 0: code } = await ended;
  assert.strictEqual(code, ending === 'terminate' ? 1 : 0);
}

let passed = 0;
let failed = 0;

// Does a tenth of the rounds at a time, and looks at the memory.
async function flat(name, tenth) {
  const kib = [];
  for (let done = -TENTHS; done <= TENTHS; done++) {
    await tenth();
    // What finalizers leave to do takes a turn of the event loop.
    for (let i = 0; i < 3; i++) {
      globalThis.gc();
      await setImmediate();
    }
    if (done >= 0) kib.push(Math.round(process.memoryUsage.rss() / 1024));
  }
  const steps = kib.slice(1).map((now, i) => now - kib[i]).sort((a, b) => a - b);
  const left = Math.round(steps[TENTHS / 2] * 1024 / rounds);
  const good = left < LIMIT || sanitized;
  if (good) passed++; else failed++;
  console.log(`${good ? 'ok' : 'not ok'}: ${name}: ${left} bytes a round`);
  console.log(`  KiB: ${kib.join(' ')}`);
}

if (isMainThread) {
  console.log(`${rounds * TENTHS} rounds each, ` +
    `${hasCallbacks ? 'with' : 'without'} callbacks`);
  await flat('main thread, closed', () => {
    for (let i = 0; i < rounds; i++) useAndClose(i);
  });
  await flat('main thread, left to the collector', async () => {
    for (let i = 0; i < rounds; i++) {
      use(i, COLLECT);
      if (i % 100 === 0) {
        globalThis.gc();
        await setImmediate();
      }
    }
  });
  await flat('workers that end', () => inWorker('return'));
  await flat('workers that exit', () => inWorker('exit'));
  await flat('workers that are terminated', () => inWorker('terminate'));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} else {
  for (let i = 0; i < rounds; i++) useAndClose(i);
  // The end of the thread closes what is open.
  globalThis.open = Array.from({ length: 10 }, (_, i) => use(i, CLOSE));
  if (workerData === 'exit') process.exit(0);
  if (workerData === 'terminate') {
    parentPort.postMessage('ready');
    setInterval(() => {}, 1000);
  }
}
