// Has chunks compared: in all engines, with the fixtures of all compilers.
import fs from 'node:fs';
import path from 'node:path';
import { findDisagreements } from './agreement.mjs';
import { fixtureText } from './c.mjs';
import { compile } from './compilers.mjs';
import { linesOf, run } from './processes.mjs';

// So many crashes, and a process has told enough.
const maxCrashes = 5;

export class Session {
  #options;
  // { item, engine, compiler, wrong }
  differences = [];
  // Not asked, with Clang: { item, reasons }.
  leftOut = [];
  // How often an item was compared, in one engine with one compiler.
  compared = 0;
  // How often a function was refused that can't be called.
  refused = 0;

  // { node, out, seed, only, compilers, engines }
  constructor(options) {
    this.#options = options;
  }

  async compare(chunk, text = fixtureText(chunk)) {
    const { out, compilers, engines, seed } = this.#options;
    const task = { seed, index: chunk.index, count: chunk.count };
    const source = path.join(out, `types-${chunk.index}.c`);
    const library = (name) => path.join(out, `types-${chunk.index}-${name}.so`);
    fs.writeFileSync(source, text);
    await Promise.all(compilers.map((compiler) => compile(compiler, source, library(compiler))));

    const skip = Object.fromEntries(compilers.map((compiler) => [compiler, []]));
    if (compilers.includes('clang')) {
      fs.copyFileSync(library('gcc'), library('copy'));
      const paths = { gcc: library('gcc'), clang: library('clang'), copy: library('copy') };
      const found = await findDisagreements(chunk, this.#runNode, { ...task, ...paths });
      skip.clang = [...found.skipped];
      const isAsked = ({ item }) => this.#options.only === undefined || this.#options.only === item;
      this.leftOut.push(...found.leftOut.filter(isAsked));
      this.differences.push(...found.differences.filter(isAsked));
    }
    await Promise.all(engines.flatMap((engine) => compilers.map((compiler) =>
      this.#compareIn(engine, compiler, { ...task, library: library(compiler) }, skip[compiler]))));
    for (const name of [...compilers, 'copy']) fs.rmSync(library(name), { force: true });
  }

  #runNode = (flags, script, task) => run(this.#options.node, [
    '--no-warnings', '--experimental-ffi', ...flags, path.join(import.meta.dirname, script), JSON.stringify(task),
  ]);

  // What crashed is left out, and the rest compared again.
  async #compareIn(engine, compiler, task, skip) {
    const add = (item, wrong) => this.differences.push({ item, engine: engine.name, compiler, wrong });
    for (let crashes = 0; crashes < maxCrashes; crashes++) {
      const { stdout, stderr, status } = await this.#runNode(engine.flags, 'child.mjs', {
        ...task, compiler, skip, engine: engine.name, only: this.#options.only,
      });
      let last;
      let isDone = false;
      for (const { at, name, wrong, compared, refused } of linesOf(stdout)) {
        last = at ?? last;
        if (name) add(name, wrong);
        if (compared === undefined) continue;
        this.compared += compared;
        this.refused += refused;
        isDone = true;
      }
      if (isDone && status === 0) return;
      const lines = stderr.trim().split('\n');
      const end = lines.find((line) => /Error|error|failed/.test(line)) ?? lines[0];
      add(last ?? 'nothing', `the process ended with ${status}: ${end}`);
      if (last === undefined || isDone) return;
      skip = [...skip, last];
    }
  }
}
