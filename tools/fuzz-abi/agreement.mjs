// Which items of a chunk Clang is not asked about, since it differs from GCC.
import { reasonsFor } from './disagreements.mjs';
import { linesOf } from './processes.mjs';
import { has } from './types.mjs';

// What agree.mjs says: the names of types, and the ids of functions. It is started
// again after a crash, with the next function.
async function ask(runNode, task) {
  const found = { types: new Set(), functions: new Set(), broken: new Set() };
  for (let start = 0; ;) {
    const { stdout, stderr, status } = await runNode([], 'agree.mjs', { ...task, start });
    let last;
    for (const { types = [], at, id, broken, differs, isDone } of linesOf(stdout)) {
      if (isDone) return found;
      if (at !== undefined) last = { at, id };
      types.forEach((tag) => found.types.add(tag));
      if (broken !== undefined) found.broken.add(broken);
      if (differs !== undefined) found.functions.add(differs);
    }
    if (last === undefined) throw new Error(`agree.mjs ended with ${status}:\n${stderr}`);
    found.functions.add(last.id);
    start = last.at + 1;
  }
}

// { skipped, leftOut, differences }: the names of all that is skipped; with reasons,
// what is known to differ; and what is not known to.
export async function findDisagreements(chunk, runNode, task) {
  const found = await ask(runNode, task);
  const result = { skipped: new Set(), leftOut: [], differences: [] };
  const say = (item, compiler, wrong) => result.differences.push({ item, engine: 'none', compiler, wrong });
  const leaveOut = (item, types) => {
    const reasons = reasonsFor(...types);
    if (reasons.length > 0) result.leftOut.push({ item, reasons });
    else say(item, 'clang', 'GCC and Clang differ, and disagreements.mjs knows no reason');
    result.skipped.add(item);
  };

  const differing = chunk.declared.filter(({ tag }) => found.types.has(tag));
  for (const type of differing) {
    leaveOut(`layout of ${type.tag}`, [type]);
    result.skipped.add(`fields of ${type.tag}`);
  }
  for (const { id, args, result: given, kinds } of chunk.functions) {
    const types = [given, ...args].filter(Boolean);
    if (found.broken.has(id)) say(`f${id}`, 'gcc', 'the fixture does not understand itself');
    const hasDiffering = types.some((type) => has(type, (one) => differing.includes(one)));
    if (!found.functions.has(id) && !hasDiffering) continue;
    // What a pointer points to is as good as ever, if it is laid out alike.
    kinds.filter((kind) => hasDiffering || kind !== 'p').forEach((kind) => leaveOut(`${kind}${id}`, types));
  }
  return result;
}
