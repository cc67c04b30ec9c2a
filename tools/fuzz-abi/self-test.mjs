// Whether the comparison finds what there is to be found.
import { items } from './chunk.mjs';
import { plant } from './plants.mjs';
import { describeDifferences } from './report.mjs';
import { Session } from './session.mjs';
import { has } from './types.mjs';

const isOf = ({ type, fn }, other) =>
  [type, fn?.result, ...(fn?.args ?? [])].some((one) => one && has(one, (part) => part === other));

// { passed, failed }, of the planted mistakes.
export async function selfTest(options) {
  const { chunk, text, planted } = plant(options.seed);
  const [engine] = options.engines;
  const session = new Session({ ...options, only: undefined, compilers: ['gcc'], engines: [engine] });
  await session.compare(chunk, text);
  const missing = planted.filter(({ item, wrong }) =>
    !session.differences.some((difference) => difference.item === item && wrong.test(difference.wrong)));
  for (const { item, wrong } of missing) {
    const said = session.differences.filter((one) => one.item === item).map((one) => one.wrong);
    console.log(`self-test: of ${item} it should be said: ${wrong}; it is: ${said.join() || 'nothing'}`);
  }

  const alsoWrong = new Set(planted.map(({ item }) => item));
  for (const { type } of planted.filter(({ type }) => type)) {
    for (const item of items(chunk)) if (isOf(item, type)) alsoWrong.add(item.name);
  }
  const others = session.differences.filter(({ item }) => !alsoWrong.has(item));
  if (others.length > 0) {
    console.log('self-test: there is no planted mistake in:');
    console.log(describeDifferences(others, [chunk], { ...options, count: chunk.count }).join('\n'));
  }
  console.log(`self-test: ${planted.length - missing.length} of ${planted.length} planted mistakes were reported`);
  const failed = missing.length + (others.length > 0 ? 1 : 0);
  return { passed: planted.length + 1 - failed, failed };
}
