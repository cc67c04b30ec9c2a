// Compares what cdef() makes of manual pages with what GCC makes of them, and with the
// headers that they are about.
import fs from 'node:fs';
import path from 'node:path';
import { nodeDifference } from '../fuzz-cdef/compare.mjs';
import { answerDifference, questionsAbout } from '../fuzz-cdef/compare-text.mjs';
import { ask } from '../fuzz-cdef/gcc.mjs';
import { parseAll } from '../fuzz-cdef/ours.mjs';
import { reasonFor } from './refusals.mjs';

// So often a page is parsed again without what was refused.
const maxRounds = 40;

// Whether there is nothing to compare: what the page has from the header; and glibc has
// unions in the place of pointers to socket addresses, which are passed as these are.
const isAsSaid = (page, { kind, tag, size }, header) => (kind === 'pointer' ?
  header.kind === 'union' && header.size === size :
  kind === header.kind && tag !== undefined && page.isOfPrelude(`${kind} ${tag}`));

const isUnknown = ({ kind, size }) => (kind === 'struct' || kind === 'union') && size === undefined;

const groups = { function: 'functions', struct: 'structs', union: 'structs' };

export class Session {
  #options;
  // What is wrong: { page, wrong }
  differences = [];
  // On purpose: { page, text, reason }
  refused = [];
  // Where a page is not as the header: { page, wrong }
  otherInHeader = [];
  // Of what GCC was asked about the page, and with the same answer about the header
  compared = { functions: 0, structs: 0, others: 0 };
  asInHeader = { functions: 0, structs: 0, others: 0 };

  // { node, out }
  constructor(options) {
    this.#options = options;
  }

  async compare(pages) {
    const known = await this.#knownOf(new Set(pages.flatMap(({ identifiers }) => identifiers)));
    await Promise.all(pages.map((page, i) => page.prepare(this.#file(i), known)));
    const results = await this.#parse(pages, known);
    await Promise.all(pages.map((page, i) =>
      results.has(page) && this.#comparePage(page, results.get(page), this.#file(i))));
    for (const i of pages.keys()) fs.rmSync(this.#file(i), { force: true });
  }

  #file(i) {
    return path.join(this.#options.out, `page-${i}.c`);
  }

  // Of these names, those of types that cdef() knows.
  async #knownOf(names) {
    const tasks = [...names].map((name) => ({ name, text: `typedef ${name} probe;`, isShort: true }));
    const found = await parseAll(tasks, this.#options);
    return new Set([...names].filter((name) => found.get(name).error === undefined));
  }

  // What is refused is taken out, and the rest parsed again.
  async #parse(pages, known) {
    const results = new Map();
    let left = pages;
    for (let round = 0; round < maxRounds && left.length > 0; round++) {
      const tasks = left.map((page) => ({ name: page.name, text: page.textFor(known) }));
      const found = await parseAll(tasks, this.#options);
      const again = [];
      for (const page of left) {
        const { error, result } = found.get(page.name) ?? { error: { code: 'nothing', message: 'it was not parsed' } };
        if (result) {
          results.set(page, result);
        } else if (error.code === 'ERR_FFI_DECLARATION' && error.line > 0) {
          this.#addRefused(page, error);
          again.push(page);
        } else {
          this.differences.push({ page: page.name, wrong: `${error.code}: ${error.message}` });
        }
      }
      left = again;
    }
    for (const { name } of left) {
      this.differences.push({ page: name, wrong: `still refused after ${maxRounds} rounds` });
    }
    return results;
  }

  #addRefused(page, { line, message }) {
    const { text: said, given: text = said, isPrelude } = page.takeLine(line);
    const reason = isPrelude ? undefined : reasonFor(message);
    if (reason) this.refused.push({ page: page.name, text, reason });
    else this.differences.push({ page: page.name, wrong: `it refuses what GCC takes: ${text}\n${message}` });
  }

  async #comparePage(page, result, file) {
    const questions = [...questionsAbout(result)];
    let answers;
    try {
      answers = await ask(page.text, questions, file);
    } catch (error) {
      this.differences.push({ page: page.name, wrong: `GCC refuses what cdef() takes: ${error.message}` });
      return;
    }
    const headers = await ask(page.headerText, questions, file);
    for (const [i, question] of questions.entries()) {
      const wrong = answerDifference(question, answers[i]);
      if (wrong) this.differences.push({ page: page.name, wrong });
      else this.#compareHeader(page, question, answers[i], headers[i]);
    }
  }

  // Both are what GCC says, of what cdef() has as GCC has it.
  #compareHeader(page, [kind, name, node], answer, header) {
    if (kind === 'alignment' || page.isOfPrelude(name)) return;
    const group = groups[node.kind] ?? 'others';
    this.compared[group]++;
    if (header === undefined || isUnknown(header)) return;
    const isOther = kind === 'constant' && answer !== header;
    const wrong = kind === 'constant' ? isOther && `${name}: ${answer}, not ${header}` :
      nodeDifference(answer, header, name, { isSame: (one, theirs) => isAsSaid(page, one, theirs) });
    if (wrong) this.otherInHeader.push({ page: page.name, wrong });
    else this.asInHeader[group]++;
  }
}
