// Random functions over types: { result, args, kinds }, with a result of
// `undefined` for void, and kinds as in c.mjs.
import { scalar, scalars } from './scalars.mjs';
import { isAggregate } from './types.mjs';

// With more of them, registers run out in all ways.
const counts = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11, 15];

function argument(random, types, maker) {
  if (types.length > 0 && random.chance(0.6)) return random.pick(types);
  if (random.chance(0.05)) return maker.enumeration();
  return random.pick(scalars);
}

// One for each type, which it returns, and those of scalars.
export function makeFunctions(random, types, maker) {
  const results = [...types];
  for (let i = 0; i < types.length / 10; i++) results.push(random.pick([undefined, ...scalars]));
  return results.map((result) => {
    const args = Array.from({ length: random.pick(counts) }, () => argument(random, types, maker));
    const kinds = ['f', 'c'];
    if (random.chance(0.25)) {
      args.unshift(scalar('int'));
      kinds.push('v');
    }
    if (random.chance(0.25) && args.some(isAggregate)) kinds.push('p');
    return { result, args, kinds };
  });
}
