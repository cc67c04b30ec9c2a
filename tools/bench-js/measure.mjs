// Run by each peer: measures a set of rows, and prints, for each row, the time of
// a call in nanoseconds and what ten turns of its loop gave.
//
//   measure.mjs PEER LIBRARY SET SAMPLE_MILLISECONDS
import { canRun, makeLoop, makeScope, warmUp } from './loop.mjs';
import { sets, signatures } from './rows.mjs';
import { median } from './statistics.mjs';

const [peer, library, set, sampleTime] = process.argv.slice(2);
const { open } = await import(`./bind/${peer}.mjs`);

function time(loop, n) {
  const start = performance.now();
  loop(n);
  return performance.now() - start;
}

function measure(loop) {
  const result = loop(10);
  warmUp(loop);
  let n = 1000;
  let last = time(loop, n);
  for (; last < sampleTime / 2; last = time(loop, n)) n *= 2;
  n = Math.ceil(n * sampleTime / last);
  const samples = Array.from({ length: 5 }, () => time(loop, n) * 1e6 / n);
  return { value: median(samples), result };
}

const bound = open(library, signatures);
const scope = makeScope(bound);
if (set === 'callback' || set === 'beside') scope.callback = bound.register(scope.increment);
const results = {};
for (const row of sets[set].filter((row) => canRun(row, bound, scope))) {
  try {
    const { value, result } = measure(makeLoop(row, bound.functions[row.calls ?? row.id], scope));
    results[row.id] = { value, result: bound.toNumber?.(result) ?? Number(result) };
  } catch (error) {
    // Not every peer takes every argument.
    results[row.id] = { error: error.message };
  }
}
console.log(JSON.stringify(results));
process.exit();
