// Compares all that cdef() made of a text with what GCC makes of it.
import { nodeDifference } from './compare.mjs';
import { ask } from './gcc.mjs';

const isTag = (name) => /^(?:struct|union|enum) /.test(name);

// A tag is there without its keyword, too, which C has not.
const isShortTag = (name, types) => ['struct', 'union', 'enum'].some((keyword) =>
  types.has(`${keyword} ${name}`) && types.get(`${keyword} ${name}`) === types.get(name));

// [kind, what, node or number, name] for all that there is to ask about.
export function* questionsAbout({ functions, variables, types, constants }) {
  for (const [name, node] of functions) yield ['value', name, node, name];
  for (const [name, node] of variables) yield ['value', name, node, name];
  for (const [name, value] of constants) yield ['constant', name, value, name];
  for (const [name, node] of types) {
    if (!isTag(name) && isShortTag(name, types)) continue;
    yield ['type', name, node, name];
    const isAggregate = node.kind === 'struct' || node.kind === 'union';
    if (isAggregate) yield ['alignment', name, node.alignment, `the alignment of ${name}`];
  }
}

// The difference between an answer of ours and one of GCC's, or undefined.
export function answerDifference([kind, , ours, name], gccs) {
  if (gccs === undefined) return `${name}: GCC does not have it`;
  // A name for functions is, here, what points to them.
  if (kind === 'type' && gccs.kind === 'function') return nodeDifference(ours, { kind: 'pointer', to: gccs }, name);
  if (kind === 'value' || kind === 'type') return nodeDifference(ours, gccs, name);
  return ours === gccs ? undefined : `${name}: ${ours}, not ${gccs}`;
}

// An array of texts, one for each difference. `file` is written.
export async function differences(text, result, file) {
  const questions = [...questionsAbout(result)];
  const answers = await ask(text, questions, file);
  return questions.map((question, i) => answerDifference(question, answers[i])).filter(Boolean);
}
