// What one fixture has: types, and functions over them. A run is as many of them
// as it takes, each of which follows from the seed and its index.
import { Random } from './random.mjs';
import { TypeMaker, isAggregate } from './types.mjs';
import { makeFunctions } from './functions.mjs';
import { Shapes } from './shapes.mjs';

const typesInChunk = 250;

// The hard cases are the chunk of index 0, of every run, and have no count.
export function makeChunk(seed, index, count) {
  const random = new Random(seed, index);
  const maker = new TypeMaker(random, index * 100_000);
  const shapes = index === 0 ? new Shapes(maker) : undefined;
  const types = shapes ? shapes.types() : Array.from({ length: count }, () => maker.make());
  const functions = [...(shapes?.functions(types) ?? []), ...makeFunctions(random, types, maker)]
    .map((fn, i) => ({ id: index * 1000 + i, ...fn }));
  return { index, count, declared: maker.declared, types, functions };
}

// The chunks of a run.
export function* makeChunks(seed, count) {
  yield makeChunk(seed, 0, 0);
  for (let index = 1, left = count; left > 0; index++, left -= typesInChunk) {
    yield makeChunk(seed, index, Math.min(typesInChunk, left));
  }
}

// What is compared, each by its name: a type (with its tag), or a function.
export function* items({ declared, functions }) {
  for (const type of declared.filter(isAggregate)) {
    yield { name: `layout of ${type.tag}`, kind: 'layout', type };
    yield { name: `fields of ${type.tag}`, kind: 'fields', type };
  }
  for (const fn of functions) {
    for (const kind of fn.kinds) yield { name: `${kind}${fn.id}`, kind, fn };
  }
}
