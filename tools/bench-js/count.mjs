// Run under callgrind, which counts instructions: calls a row of rows.mjs `n`
// times in optimised code. How to use that is in ffi-internals.md.
//
//   count.mjs LIBRARY ROW N
import { open } from './bind/ours.mjs';
import { makeLoop, makeScope } from './loop.mjs';
import { sets, signatures } from './rows.mjs';

const [library, id, n] = process.argv.slice(2);
const row = [...sets.calls, ...sets.abi, ...sets.callback].find((row) => row.id === id);
const bound = open(library, signatures);
const scope = makeScope(bound);
if (sets.callback.includes(row)) scope.callback = bound.register(scope.increment);
const loop = makeLoop(row, bound.functions[row.calls ?? row.id], scope);
// Many short loops, as warmUp() does, but always as many.
for (let i = 0; i < 3000; i++) loop(100);
loop(Number(n));
