// One manual page: its declarations, as cdef() can have them.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { Prelude } from './prelude.mjs';
import { readDeclarations, rewrite } from './declarations.mjs';
import { readPage } from './roff.mjs';
import { ask } from '../fuzz-cdef/gcc.mjs';
import { run } from '../fuzz-abi/processes.mjs';

// Those that are on manual pages
const keywords = new Set(('char const double enum extern float int long restrict short signed sizeof static struct ' +
  'typedef typeof union unsigned void volatile bool complex').split(' '));

// What all pages have; and names of the kernel's, which it has to itself.
const common = [
  '#define _GNU_SOURCE',
  ...['limits', 'stddef', 'stdint', 'sys/types', 'linux/types'].map((name) => `#include <${name}.h>`),
];
const kernel = [8, 16, 32, 64].flatMap((bits) => [`typedef uint${bits}_t u${bits};`, `typedef int${bits}_t s${bits};`]);

// What names of headers stand for that are no types, but are as good as keywords.
const macros = ['#define bool _Bool', '#define complex _Complex'];

const identifiers = (text) => new Set((text.match(/\b[A-Za-z_]\w*/g) ?? []).filter((name) => !keywords.has(name)));

function check(text, file) {
  fs.writeFileSync(file, text);
  return run('gcc', ['-std=gnu11', '-w', '-x', 'c', '-fdiagnostics-plain-output', '-fsyntax-only', file]);
}

// The tag or name of a type that a declaration says what it is.
function definedBy(text) {
  const [, keyword, tag] = /\b(struct|union|enum) (\w+) ?\{/.exec(text) ?? [];
  const [, name] = /^typedef .*?(\w+)(?:\)\(.*\)|\[.*\])?;$/.exec(text) ?? [];
  return { keyword, tag, name };
}

// What others need comes before them; pages show it where it suits them.
function inOrder(declarations) {
  const byName = new Map();
  for (const one of declarations) {
    const { tag, name } = definedBy(one.text);
    for (const key of [tag, name]) if (key !== undefined && !byName.has(key)) byName.set(key, one);
  }
  const ordered = new Set();
  const begun = new Set();
  const add = (one) => {
    if (begun.has(one)) return;
    begun.add(one);
    for (const name of identifiers(one.text)) if (byName.has(name)) add(byName.get(name));
    ordered.add(one);
  };
  declarations.forEach(add);
  return [...ordered];
}

export class Page {
  name;
  includes;
  // { given, text, rewritten }, as of rewrite(): all, and those that are left
  shown;
  declarations = [];
  // Of these, those that GCC refuses: { text, reason }
  notC = [];
  // Declarations of the headers', one a line.
  prelude = [];
  #preludeNames;

  constructor(name, text) {
    this.name = name;
    const { synopsis, examples } = readPage(text);
    const parts = [readDeclarations(synopsis, false), ...examples.map((one) => readDeclarations(one, true))];
    this.includes = [...new Set(parts.flatMap(({ includes }) => includes))];
    const seen = new Set();
    for (const { declarations } of parts) {
      for (const declaration of declarations) {
        const one = rewrite(declaration);
        if (!seen.has(one.text)) this.declarations.push(one);
        seen.add(one.text);
      }
    }
    this.declarations = inOrder(this.declarations);
    this.shown = [...this.declarations];
  }

  get headerText() {
    return [...common, ...this.includes, ...kernel].join('\n');
  }

  // For GCC.
  get text() {
    return [...macros, ...this.prelude, ...this.declarations.map(({ text }) => text)].join('\n');
  }

  // The same for cdef(), which has some types without a declaration; each line is where
  // it is in `text`.
  textFor(known) {
    const isKnown = (line) => known.has(/^typedef [^{}()[\]]*?(\w+);$/.exec(line)?.[1]);
    const prelude = this.prelude.map((line) => (isKnown(line) ? '' : line));
    return [...macros.map(() => ''), ...prelude, ...this.declarations.map(({ given }) => given)].join('\n');
  }

  // Whether the declarations have it from a header.
  isOfPrelude(name) {
    this.#preludeNames ??= new Set(this.prelude.flatMap((line) => {
      const { keyword, tag, name } = definedBy(line);
      const [, constant] = /^enum \{ (\w+)/.exec(line) ?? [];
      const [, forward] = /^(\w+ \w+);$/.exec(line) ?? [];
      return [tag && `${keyword} ${tag}`, name, constant, forward];
    }));
    return this.#preludeNames.has(name);
  }

  // All that may be names of types.
  get identifiers() {
    return this.declarations.flatMap(({ text }) => [...identifiers(text)]);
  }

  // Takes out the declaration in a line (from 1) of the text, and gives it; or what there
  // is of the prelude.
  takeLine(line) {
    const i = line - 1 - macros.length - this.prelude.length;
    if (i < -this.prelude.length) throw new Error(`${this.name}: there is nothing in line ${line}`);
    return i < 0 ? { text: this.prelude.splice(i, 1)[0], isPrelude: true } : this.declarations.splice(i, 1)[0];
  }

  // Finds out what the declarations need, and which of them are C. `known` are the names
  // of types that cdef() has. `file` is written.
  async prepare(file, known) {
    try {
      await this.#makePrelude(file, known);
    } catch {
      await this.#dropMissingHeaders(file);
      await this.#makePrelude(file, known);
    }
    for (;;) {
      const { stderr, status } = await check(this.text, file);
      if (status === 0) return;
      const errors = new Map([...stderr.matchAll(/^[^\n]*?:(\d+):\d+: error: (.*)$/gm)]
        .map(([, line, message]) => [Number(line), message]));
      if (errors.size === 0) throw new Error(`${this.name}: gcc ends with ${status}: ${stderr}`);
      // From the last one on, so that the lines before stay where they are; those that
      // only follow from others come back.
      for (const line of [...errors.keys()].sort((a, b) => b - a)) {
        const { text, isPrelude } = this.takeLine(line);
        this.notC.push({ text, isPrelude, reason: errors.get(line) });
      }
    }
  }

  // Headers that are not installed, or not to be included alone.
  async #dropMissingHeaders(file) {
    for (;;) {
      const { stderr, status } = await check(this.headerText, file);
      if (status === 0) return;
      // Ccache has other names for folders.
      const name = path.basename(file);
      const [, line] = stderr.split(`/${name}:`)[1]?.match(/^(\d+)/) ?? [];
      const at = line - 1 - common.length;
      if (this.includes[at] === undefined) throw new Error(`${this.name}: ${stderr.slice(0, 1000)}`);
      this.includes.splice(at, 1);
    }
  }

  async #makePrelude(file, known) {
    const all = this.declarations.map(({ text }) => text).join('\n');
    const own = this.declarations.map(({ text }) => definedBy(text));
    const ownTags = new Set(own.map(({ tag }) => tag));
    const ownTypedefs = new Set(own.map(({ name }) => name));
    const tags = new Set([...all.matchAll(/\b(?:struct|union|enum) (\w+)/g)]
      .filter(([, tag]) => !ownTags.has(tag)).map(([name]) => name));
    const shown = this.declarations.map(({ given }) => given).join('\n');
    const lengths = new Set([...shown.matchAll(/\[([^\]]*)\]|[=:] ?(\w+)/g)]
      .flatMap(([text]) => [...identifiers(text)]));
    const names = [...identifiers(all)].filter((name) => !ownTypedefs.has(name));
    const questions = [
      ...names.map((name) => ['type', name]),
      ...[...tags].map((name) => ['type', name]),
      ...[...lengths].map((name) => ['constant', name]),
    ];
    const answers = await ask(this.headerText, questions, file);
    const prelude = new Prelude(ownTags);
    for (const [i, [kind, name]] of questions.entries()) {
      const answer = answers[i];
      if (answer === undefined) continue;
      if (kind === 'constant') prelude.addConstant(name, answer);
      else if (tags.has(name)) prelude.addTag(answer);
      else if (known.has(name)) prelude.addOpaque(name, answer);
      else prelude.addTypedef(name, answer);
    }
    this.prelude = prelude.lines;
  }
}

const sections = ['2', '2type', '3', '3type'];

// All pages in a folder, as get-pages gives it: those of which others are links.
export function* readPages(folder) {
  for (const section of sections) {
    const place = `${folder}/man${section[0]}`;
    for (const entry of fs.readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isFile() || !entry.name.endsWith(`.${section}.gz`)) continue;
      const text = zlib.gunzipSync(fs.readFileSync(`${place}/${entry.name}`)).toString();
      const page = new Page(entry.name.slice(0, -3), text);
      if (page.declarations.length > 0) yield page;
    }
  }
}
