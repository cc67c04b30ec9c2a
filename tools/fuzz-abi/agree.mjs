// Runs in the binary under test: about what GCC and Clang disagree. The callers
// of one compiler's fixture call the functions of the other's, so that nothing
// passes through node:ffi by value. GCC's own functions are called, too, from a
// copy: about those there is nothing to disagree, if the fixture is right. A
// crash is a disagreement, too: of the function that was called last.
//
//   agree.mjs '{ "gcc", "clang", "copy", "seed", "index", "count", "start" }'
import fs from 'node:fs';
import { makeChunk } from './chunk.mjs';
import { Fixture } from './fixture.mjs';
import { Random } from './random.mjs';
import { isAggregate } from './types.mjs';
import { randomValue } from './values.mjs';

const { seed, index, count, start, ...paths } = JSON.parse(process.argv[2]);
const { declared, functions } = makeChunk(seed, index, count);
const [gcc, clang, copy] = [paths.gcc, paths.clang, paths.copy].map((path) => new Fixture(path, declared));

const tableText = ({ layouts }, type) => {
  const { size, alignment, members } = layouts.of(type);
  return JSON.stringify([size, alignment, ...members]);
};

function understands(caller, callee, { id, args, result }) {
  const random = new Random(seed, id);
  const results = result === undefined ? [] : [result];
  const call = caller.lib.getFunction(`c${id}`, { arguments: ['pointer'] });
  for (let round = 0; round < 3; round++) {
    const values = args.map((type) => randomValue(type, random));
    const given = results.map((type) => randomValue(type, random));
    caller.give(args, values);
    callee.give(results, given);
    call(callee.lib.getSymbol(`f${id}`));
    if (callee.receivedDifference(args, values, () => 'an argument') ??
        caller.receivedDifference(results, given, () => 'the result')) return false;
  }
  return true;
}

const say = (line) => fs.writeSync(1, `${JSON.stringify(line)}\n`);

const differing = declared.filter((type) => isAggregate(type) && tableText(gcc, type) !== tableText(clang, type));
say({ types: differing.map(({ tag }) => tag) });
for (const [i, fn] of functions.entries()) {
  if (i < start) continue;
  say({ at: i, id: fn.id });
  if (!understands(gcc, copy, fn)) say({ broken: fn.id });
  if (!understands(gcc, clang, fn) || !understands(clang, gcc, fn)) say({ differs: fn.id });
}
say({ isDone: true });
