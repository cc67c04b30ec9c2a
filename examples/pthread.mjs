// Starts threads with pthread_create(), which run a JavaScript function, and waits for
// them with pthread_join(), while JavaScript goes on.
//
//   node --experimental-ffi pthread.mjs [MILLISECONDS...]
import { setTimeout } from 'node:timers/promises';
import { Callback, consumes, dlopen, handle, out } from 'node:ffi';

// What pthread.h says. A thread that nobody joins frees itself when it ends.
const Thread = handle('pthread_t', { close: 'pthread_detach' });
const { functions: pthread } = dlopen(null, {
  // In C: int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
  //                          void *(*start)(void *), void *data);
  pthread_create: {
    arguments: [out(Thread), 'pointer', 'function', 'address'], return: 'int',
  },
  // In C: int pthread_join(pthread_t thread, void **result);
  pthread_join: {
    arguments: [consumes(Thread), out('address')], return: 'int', nonblocking: true,
  },
  strerror: { arguments: ['int'], return: 'cstring' },
});

function resultOf({ value: status, out: [result] }) {
  if (status !== 0)
    throw new Error(`pthread: ${pthread.strerror(status)}`);
  return result;
}

// It runs where all JavaScript does, in turn with the rest. The thread that calls it gets
// its result, and waits for that, also where it is a promise.
let ended = 0;
using run = new Callback(
  { arguments: ['address'], return: 'address', threadsafe: true },
  async (milliseconds) => {
    console.log(`  a thread is to wait for ${milliseconds} ms`);
    await setTimeout(milliseconds);
    console.log(`  it has waited for ${milliseconds} ms`);
    return ++ended;
  });

const given = process.argv.slice(2).map(Number);
const times = given.length ? given : [300, 100, 200];
if (!times.every((time) => Number.isInteger(time) && time >= 0)) {
  console.error('usage: node --experimental-ffi pthread.mjs [MILLISECONDS...]');
  process.exit(1);
}
const started = performance.now();
const threads = times.map((time) => resultOf(pthread.pthread_create(null, run, time)));
console.log(`${threads.length} threads have started`);
const places = await Promise.all(
  threads.map(async (thread) => resultOf(await pthread.pthread_join(thread))));
const took = performance.now() - started;
console.log(`They ended after ${took.toFixed(0)} ms, as number ${places.join(', ')}`);
