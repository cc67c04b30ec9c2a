// Asks GCC what declarations mean.
import fs from 'node:fs';
import { run } from '../fuzz-abi/processes.mjs';
import { readVariables } from './dwarf.mjs';

// Beyond C11, what GCC takes is one of its extensions.
const strict = ['-std=gnu11', '-pedantic-errors'];
const lenient = ['-std=gnu11', '-w'];
const debug = ['-g', '-gdwarf-5', '-c'];
const common = ['-x', 'c', '-fdiagnostics-plain-output'];

// The first error, or undefined.
async function refusal(options, file) {
  const { stderr, status } = await run('gcc', [...options, ...common, '-fsyntax-only', file]);
  if (status === 0) return;
  const [, place, message] = /^[^\n]*?:(\d+(?::\d+)?): (?:fatal )?error: (.*)$/m.exec(stderr) ?? [];
  if (message === undefined) throw new Error(`gcc ends with ${status}: ${stderr.slice(0, 500)}`);
  return `${place}: ${message}`;
}

// What GCC says is wrong with a text, if anything is. `file` is written.
export function findError(text, file) {
  fs.writeFileSync(file, text);
  return refusal(lenient, file);
}

// Whether a text, which GCC takes, is no C11. `file` is written.
export async function isExtension(text, file) {
  fs.writeFileSync(file, text);
  return await refusal(strict, file) !== undefined;
}

// Each question is a line of C, which declares what has the answer.
const lines = {
  // A function or a variable
  value: (what, i) => `__typeof__(${what}) *q${i};`,
  // A type, of which a function is none
  type: (what, i) => `${what} *q${i};`,
  alignment: (what, i) => `enum { q${i}_ = _Alignof(${what}) } q${i};`,
  constant: (what, i) => `enum { q${i}_ = (${what}) } q${i};`,
};
const answers = {
  value: ({ to }) => to,
  type: ({ to }) => to,
  alignment: ({ entries }) => Number(entries[0][1]),
  constant: ({ entries }) => entries[0][1],
};

// Asks of what there is at the end of a text: `questions` are [kind, what], as
// ['type', 'struct stat']. Gives an array with as many answers: nodes of dwarf.mjs,
// and numbers; undefined where GCC has none. `file` is written, and what is made of it.
// If the text itself is wrong, it throws.
export async function ask(text, questions, file) {
  const open = new Set(questions.keys());
  for (;;) {
    const asked = [...open];
    const source = asked.map((i) => lines[questions[i][0]](questions[i][1], i)).join('\n');
    fs.writeFileSync(file, `#line 1 "text"\n${text}\n#line 1 "questions"\n${source}\n`);
    const { stderr, status } = await run('gcc', [...lenient, ...common, ...debug, file, '-o', `${file}.o`]);
    if (status === 0) break;
    const wrong = [...stderr.matchAll(/^questions:(\d+):(?:\d+:)? error:/gm)].map(([, line]) => asked[line - 1]);
    if (wrong.length === 0 || /^text:[\d:]+ error:/m.test(stderr)) {
      throw new Error(`gcc refuses ${file}:\n${stderr.split('\n').slice(0, 8).join('\n')}`);
    }
    for (const i of wrong) open.delete(i);
  }
  const { stdout } = await run('readelf', ['-W', '--debug-dump=info', `${file}.o`]);
  fs.rmSync(`${file}.o`);
  const variables = readVariables(stdout);
  return questions.map(([kind], i) => (open.has(i) ? answers[kind](variables.get(`q${i}`)) : undefined));
}
