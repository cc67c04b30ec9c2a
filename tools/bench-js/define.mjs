// Run by each peer: what it costs to look up a thousand functions, in
// milliseconds and megabytes, if all have one type, or each has another. The
// memory is what is still in use after a garbage collection: that of the
// process, and of it what is on JavaScript's heap.
//
//   define.mjs PEER LIBRARY one|distinct
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const [peer, library, types] = process.argv.slice(2);
const { open } = await import(`./bind/${peer}.mjs`);

const signatures = {};
for (let i = 0; i < 1000; i++) {
  // The bits of the number say which of ten arguments are integers.
  const bits = types === 'one' ? 0 : i;
  const args = Array.from({ length: 10 }, (_, bit) => (bits >> bit & 1 ? 'i32' : 'f64'));
  signatures[`many_${String(i).padStart(3, '0')}`] = ['void', ...args];
}

function collector() {
  if (globalThis.Bun) return () => globalThis.Bun.gc(true);
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

const collect = collector();
collect();
const before = process.memoryUsage();
const start = performance.now();
const bound = open(library, signatures);
const time = performance.now() - start;
collect();
const after = process.memoryUsage();
if (Object.keys(bound.functions).length !== 1000) throw new Error('There are not a thousand functions');
console.log(JSON.stringify({
  [`${types}/time`]: { value: time },
  [`${types}/rss`]: { value: (after.rss - before.rss) / 2 ** 20 },
  [`${types}/heap`]: { value: (after.heapUsed - before.heapUsed) / 2 ** 20 },
}));
process.exit();
