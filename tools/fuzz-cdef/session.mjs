// Has texts parsed by cdef(), and compared with what GCC makes of them.
import fs from 'node:fs';
import path from 'node:path';
import { differences } from './compare-text.mjs';
import { findError, isExtension } from './gcc.mjs';
import { prelude } from './grammar.mjs';
import { whyStricter, whyWider } from './known.mjs';
import { parseAll } from './ours.mjs';

// For GCC: lines are those of the text.
const forGcc = (text) => `${prelude}#line 1 "text"\n${text}`;

// What is wrong with an error: all of them say where in the text, and are of one kind.
export function errorDifference(text, { code, message, line, column }) {
  if (code !== 'ERR_FFI_DECLARATION') return `it threw ${code}: ${message}`;
  const lines = text.split('\n');
  const isOneOf = (value, count) => Number.isInteger(value) && value >= 1 && value <= count;
  if (!isOneOf(line, lines.length)) return `an error in line ${line} of ${lines.length}: ${message}`;
  const columns = lines[line - 1].length + 1;
  if (!isOneOf(column, columns)) return `an error in column ${column} of ${columns} in line ${line}: ${message}`;
  const odd = /undefined|\[object|NaN/.exec(message)?.[0];
  if (odd && !text.includes(odd)) return `a message with ${odd}: ${message}`;
}

export class Session {
  #options;
  // { name, text, wrong }
  differences = [];
  // How often both took a text, and what they made of it was compared; both refused one;
  // and what we know to differ about, by reason
  taken = 0;
  refused = 0;
  known = new Map();

  // { node, out }
  constructor(options) {
    this.#options = options;
  }

  // `texts` are { name, text, isJudged }, and `gccsText`, if GCC is told something else.
  async compare(texts) {
    const tasks = texts.map(({ name, text, isJudged }) => ({ name, text, isShort: !isJudged }));
    const found = await parseAll(tasks, this.#options);
    await Promise.all(texts.map(async (one, i) => {
      const ours = found.get(one.name) ?? { error: { code: 'nothing', message: 'it was not parsed' } };
      const file = path.join(this.#options.out, `text-${i}.c`);
      for (const wrong of await this.#difference(one, ours, file)) this.differences.push({ ...one, wrong });
      fs.rmSync(file, { force: true });
    }));
  }

  async #difference({ text, isJudged, gccsText = text }, { error, result }, file) {
    const wrong = error && errorDifference(text, error);
    if (wrong) return [wrong];
    if (!isJudged) return [];
    const source = forGcc(gccsText);
    const gccs = await findError(source, file);
    if (error && gccs) {
      this.refused++;
    } else if (error) {
      const reason = whyStricter(error.message) ?? (await isExtension(source, file) && 'an extension of GCC\'s');
      if (!reason) return [`it refuses what GCC takes: ${error.line}:${error.column}: ${error.message}`];
      this.#add(reason);
    } else if (gccs) {
      const reason = whyWider(gccs);
      if (!reason) return [`it takes what GCC refuses: ${gccs}`];
      this.#add(reason);
    } else {
      this.taken++;
      return differences(source, result, file);
    }
    return [];
  }

  #add(reason) {
    this.known.set(reason, (this.known.get(reason) ?? 0) + 1);
  }
}
