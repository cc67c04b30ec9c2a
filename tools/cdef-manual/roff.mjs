// Reads manual pages: what of them is C, as plain text.

const characters = {
  '-': '-', 'e': '\\', '~': ' ', ' ': ' ', '0': ' ', 'aq': "'", 'dq': '"', 'rs': '\\', 'ti': '~', 'ha': '^',
  'lq': '"', 'rq': '"', 'oq': "'", 'cq': "'", '*': '*', 'ast': '*', 'hy': '-', 'mi': '-', 'em': '--', 'en': '-',
};

// Without escapes: of fonts and sizes, and for characters.
function unescape(text) {
  return text
    .replace(/\\".*$/, '')
    .replace(/\\(?:f|F|s|m)(?:\[[^\]]*\]|\([^)]{2}|[-+]?\w)/g, '')
    .replace(/\\\[([^\]]*)\]|\\\(([^]{2})|\\([^])/g, (all, long, two, one) => characters[long ?? two ?? one] ?? '');
}

// The arguments of a macro: parted by spaces, or quoted.
function split(text) {
  const args = [];
  for (const [, quoted, bare] of text.matchAll(/"((?:[^"]|"")*)"?|((?:\\ |[^\s"])(?:\\ |\S)*)/g)) {
    args.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
  }
  return args;
}

const paragraphs = new Set(['P', 'PP', 'LP', 'IP', 'TP', 'TQ', 'sp', 'SS', 'RS', 'RE', 'nf', 'EX', 'fi', 'EE']);

// Lines of text, of one section. `isCode` says where lines are as they stand.
function* lines(section) {
  let isCode = false;
  for (const line of section) {
    const [, name, rest] = /^[.'][ \t]*(\S*)[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined) {
      yield { text: line, isCode };
    } else if (name === '' || name.startsWith('\\"')) {
      continue;
    } else if (name === 'nf' || name === 'EX' || name === 'fi' || name === 'EE') {
      isCode = name === 'nf' || name === 'EX';
      yield { text: '', isCode: false };
    } else if (name === 'B' || name === 'I' || name === 'SM') {
      yield { text: split(rest).join(' '), isCode };
    } else if (/^[BIR][BIR]$/.test(name)) {
      yield { text: split(rest).join(''), isCode };
    } else if (paragraphs.has(name)) {
      yield { text: '', isCode };
    }
  }
}

// A line that ends with \c goes on in the next one.
function* joined(section) {
  let start = '';
  for (const { text, isCode } of lines(section)) {
    const [, before] = /^(.*)\\c$/.exec(text) ?? [];
    if (before !== undefined) {
      start += before;
      continue;
    }
    yield { text: unescape(start + text), isCode };
    start = '';
  }
}

// The sections of a page: arrays of lines, by title.
function sections(page) {
  const found = new Map();
  let lines = [];
  for (const line of page.replaceAll('\\\n', '').split('\n')) {
    const [, title] = /^\.SH +"?([^"]*)"?/.exec(line) ?? [];
    if (title === undefined) {
      lines.push(line);
    } else {
      lines = [];
      found.set(title.trim(), lines);
    }
  }
  return found;
}

// { synopsis, examples }: texts, the second of which is an array. Of the synopsis, all
// lines are taken, since some are not marked as code.
export function readPage(page) {
  const all = sections(page);
  const synopsis = [...joined(all.get('SYNOPSIS') ?? [])].map(({ text }) => text).join('\n')
    .replace(/\n[^\n]*Feature Test Macro Requirements[^]*/, '\n');
  const examples = [];
  for (const title of ['DESCRIPTION', 'NOTES', 'VERSIONS', 'HISTORY']) {
    let block = [];
    for (const { text, isCode } of [...joined(all.get(title) ?? []), { text: '', isCode: false }]) {
      if (isCode) {
        block.push(text);
      } else if (block.length > 0) {
        examples.push(block.join('\n'));
        block = [];
      }
    }
  }
  return { synopsis, examples };
}
