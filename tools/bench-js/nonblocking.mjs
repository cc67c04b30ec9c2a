// Run by each peer: what a call on another thread costs, if so many are in flight, in
// microseconds. With one, it is how long the program waits for its result.
//
//   nonblocking.mjs PEER LIBRARY
const [peer, library] = process.argv.slice(2);
const { openNonblocking } = await import(`./bind/${peer}.mjs`);
const add = openNonblocking(library);

// What follows one after the other.
async function callInTurn(count) {
  for (let i = 0; i < count; i++) {
    const sum = await add(i, 1);
    if (sum !== i + 1) throw new Error(`${i} + 1 is not ${sum}`);
  }
}

async function measure(inFlight, count) {
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, () => callInTurn(count / inFlight)));
  return (performance.now() - start) * 1000 / count;
}

const results = {};
await measure(64, 6400);
for (const inFlight of [1, 4, 64]) results[`in-flight/${inFlight}`] = { value: await measure(inFlight, 6400) };
console.log(JSON.stringify(results));
process.exit();
