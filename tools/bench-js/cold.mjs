// Run by each peer, in a process of its own: the time of the first ten calls of
// each row, in microseconds.
//
//   cold.mjs PEER LIBRARY
import { makeLoop, makeScope } from './loop.mjs';
import { sets, signatures } from './rows.mjs';

const [peer, library] = process.argv.slice(2);
const { open } = await import(`./bind/${peer}.mjs`);

const microseconds = (run) => {
  const start = performance.now();
  run();
  return { value: (performance.now() - start) * 1e3 };
};

let bound;
const results = { open: microseconds(() => { bound = open(library, signatures); }) };
const scope = makeScope(bound);
for (const row of sets.calls) {
  const f = bound.functions[row.id];
  if (f === undefined) continue;
  const loop = makeLoop(row, f, scope);
  results[row.id] = microseconds(() => loop(10));
}
console.log(JSON.stringify(results));
process.exit();
