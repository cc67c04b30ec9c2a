// Says what was found, so that it can be looked at and done again.
import { functionTexts, wholeTypeText } from './c.mjs';
import { items } from './chunk.mjs';
import { isAggregate } from './types.mjs';

// The C text of an item: types first, each once.
function textOf({ kind, type, fn }) {
  if (type) return wholeTypeText(type);
  const seen = new Set();
  const types = [fn.result, ...fn.args].filter((of) => of && (isAggregate(of) || of.form === 'enum'));
  return types.map((of) => wholeTypeText(of, seen)).join('') + functionTexts[kind](fn);
}

// Differences of one item, together: those that are the same in several engines
// are one.
function* grouped(differences) {
  const byItem = Map.groupBy(differences, ({ item }) => item);
  for (const [item, list] of byItem) {
    const byText = Map.groupBy(list, ({ wrong }) => wrong);
    yield [item, [...byText].map(([wrong, same]) => ({
      wrong, where: [...new Set(same.map(({ compiler, engine }) => `${compiler}: ${engine}`))].join(', '),
    }))];
  }
}

function describeItem(name, item, list, { seed, count }) {
  return `--- ${name}\n${item ? textOf(item) : ''}` +
    list.map(({ wrong, where }) => `${wrong}\n  in: ${where}\n`).join('') +
    `again: make fuzz SEED=${seed} TYPES=${count} ONLY='${name}'\n`;
}

// One text for each item.
export function describeDifferences(differences, chunks, run) {
  const byName = new Map(chunks.flatMap((chunk) => [...items(chunk)].map((item) => [item.name, item])));
  return [...grouped(differences)].map(([name, list]) => describeItem(name, byName.get(name), list, run));
}

export function describeLeftOut(leftOut) {
  const counts = new Map();
  for (const { reasons } of leftOut) {
    const key = reasons.join(', ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `left out with Clang, which differs from GCC: ${count} for ${reason}\n`).join('');
}
