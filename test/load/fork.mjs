// Native code calls fork() while calls are in flight and native threads call callbacks, on
// the main thread and on others: the child runs another program, exits, or calls a C
// function of the library, and the parent goes on.
import assert from 'node:assert';
import { Callback, NativeThread } from 'node:ffi';
import { inThousands, open, scaled } from './common.mjs';

const kThreads = 2;

const integer = { arguments: ['int32'], return: 'int32' };
const functionsOn = (nonblocking) => open('load', {
  fork_call: { arguments: ['function', 'int32'], return: 'int32', nonblocking },
  fork_exec: { arguments: ['cstring'], return: 'int32', nonblocking },
  fork_exit: { ...integer, nonblocking },
});
const thread = new NativeThread();
const places = [
  ['the main thread', functionsOn(false)],
  ['the pool', functionsOn(true)],
  ['a thread of its own', functionsOn(thread)],
];
const { add_up: addUp, start_group: startGroup, stop_group: stopGroup } = open('load', {
  add_up: integer,
  start_group: { arguments: ['int32', 'int32', 'function', 'function'], return: 'int32' },
  // Threads that wait for JavaScript can't be waited for by that.
  stop_group: { ...integer, nonblocking: true },
});
const { nap } = open('load', { nap: { ...integer, nonblocking: true } });

let calls = 0;
let callbacks = 0;
let isOver = false;
const queue = new Callback(
  { arguments: ['int32'], threadsafe: 'queue' }, () => { callbacks++; });
const ask = new Callback(
  { arguments: ['int32'], return: 'int32', threadsafe: 'block' }, () => ++callbacks);
const napping = Array.from({ length: 2 }, async () => {
  while (!isOver) {
    assert.strictEqual(await nap(300), 300);
    calls++;
  }
});
assert.strictEqual(startGroup(0, kThreads, queue, ask), 0);

for (const [place, functions] of places) {
  const { fork_call: forkCall, fork_exec: forkExec, fork_exit: forkExit } = functions;
  const count = scaled(300);
  const begin = performance.now();
  for (let i = 0; i < count; i++) {
    const code = i % 100;
    assert.strictEqual(await forkExit(code), code);
    assert.strictEqual(await forkCall(addUp.pointer, code), addUp(code) & 0xff);
    assert.strictEqual(await forkExec(`exit ${code}`), code);
    await new Promise(setImmediate);
  }
  const seconds = (performance.now() - begin) / 1000;
  console.log(`${place}: ${inThousands(3 * count)} forks in ${seconds.toFixed(1)} s: ` +
    `${count} exit, ${count} call a C function, ${count} run a program`);
}

const atEnd = callbacks;
await new Promise((resolve) => setTimeout(resolve, 20));
assert.ok(callbacks > atEnd); // The threads still get through.
assert.strictEqual(await stopGroup(0), kThreads);
isOver = true;
await Promise.all(napping);
queue.close();
ask.close();
console.log(`meanwhile: ${inThousands(calls)} calls on other threads, ` +
  `${inThousands(callbacks)} callbacks of other threads`);
assert.ok(calls > 0);
await thread[Symbol.asyncDispose]();
