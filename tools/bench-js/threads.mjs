// Run by each peer: what it costs that a native thread calls JavaScript, in microseconds a
// call, from the first to the last of a batch. A callback without a result may have its
// calls queued; for a result, the thread waits.
//
//   threads.mjs PEER LIBRARY
const [peer, library] = process.argv.slice(2);
const { openThreads } = await import(`./bind/${peer}.mjs`);
const { emit, ask } = openThreads(library);

function measure(start, times) {
  const { promise, resolve, reject } = Promise.withResolvers();
  let count = 0;
  const begin = performance.now();
  start((value) => {
    if (value !== count) reject(new Error(`call ${count} is with ${value}`));
    if (++count === times) resolve((performance.now() - begin) * 1000 / times);
    return count;
  }, times);
  return promise;
}

// Not every peer's callbacks keep the process running.
setInterval(() => {}, 60_000);
const results = {};
for (const [id, start, times] of [['queued', emit, 100_000], ['waited-for', ask, 5_000]]) {
  await measure(start, times / 10);
  results[id] = { value: await measure(start, times) };
}
console.log(JSON.stringify(results));
process.exit();
