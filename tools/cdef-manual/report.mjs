// What came of comparing manual pages: results/cdef.md.
import fs from 'node:fs';

const maxExamples = 2;
const maxLength = 64;

const shortened = (text, length = maxLength) => (text.length > length ? `${text.slice(0, length)}...` : text);
const code = (text) => `\`${shortened(text)}\``;
const cell = (text) => text.replaceAll('|', '\\|');

// A message of GCC's without what is of one text only.
const gccsReasonOf = (message) => message.replace(/‘[^’]*’/g, '…').replace(/; (?:have|did).*/, '');

function table(header, rows) {
  const all = [header, ...rows].map((row) => row.map((text) => cell(String(text))));
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const isNumber = header.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const padded = (text, i) => (isNumber[i] ? text.padStart(widths[i]) : text.padEnd(widths[i]));
  const line = (row) => `| ${row.map(padded).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (isNumber[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return line(all[0]) + line(rule) + all.slice(1).map(line).join('');
}

function grouped(list, keyOf) {
  return [...Map.groupBy(list, keyOf)].sort(([, a], [, b]) => b.length - a.length);
}

// A table of how often there is what, with examples.
function counted(what, list, keyOf) {
  const rows = grouped(list, keyOf).map(([key, some]) => [some.length, key, examples(some)]);
  return table(['count', what, 'examples'], rows);
}

// As the formatter of Markdown has underscores.
const nameOf = (page) => page.replaceAll('_', '\\_');
const examples = (list) =>
  list.slice(0, maxExamples).map(({ page, text }) => `${nameOf(page)}: ${code(text)}`).join('<br>');

function rewritten(pages) {
  return pages.flatMap(({ name: page, shown }) => shown.flatMap(({ given, rewritten }) =>
    rewritten.map((what) => ({ page, text: given, what }))));
}

// `system` says where the pages and the compiler are from.
export function describe(pages, session, system) {
  const { compared, asInHeader, refused, otherInHeader, differences } = session;
  const shown = pages.reduce((sum, page) => sum + page.shown.length, 0);
  const notC = pages.flatMap(({ name, notC }) => notC.map((one) => ({ page: name, ...one })));
  const sum = ({ functions, structs, others }) => functions + structs + others;
  return `# \`cdef()\` on manual pages

What the manual pages of C's functions show (sections 2 and 3, and their types) was
read by \`cdef()\`, and compared with what GCC says of the same text: the number of
parameters, of each, and of the result, its size, sign and kind, and where pointers
lead to; of structs and unions the size, the alignment, and the place of each member.
Then GCC was asked what the headers declare under the same names. What pages need
of headers, as \`typedef struct _IO_FILE FILE;\`, was put before their text, as GCC
knows it. \`make fuzz PAGES=all\` wrote this on ${system}.

${table(['', 'count'], [
  ['pages with declarations', pages.length],
  ['declarations on them', shown],
  ['of these no C, as GCC says, too', notC.filter(({ isPrelude }) => !isPrelude).length],
  ['of these refused by `cdef()`', refused.length],
  ['functions compared with GCC', compared.functions],
  ['structs and unions compared with GCC', compared.structs],
  ['other types, constants and variables compared with GCC', compared.others],
  ['**different from what GCC says**', differences.length],
  ['functions that are the same in the header', asInHeader.functions],
  ['structs and unions that are the same in the header, member by member', asInHeader.structs],
  ['others that are the same in the header', asInHeader.others],
  ['that the page shows otherwise than the header', otherInHeader.length],
  ['that the header does not have', sum(compared) - sum(asInHeader) - otherInHeader.length],
])}
## Refused

${refused.length === 0 ? 'Nothing.\n' : counted('what', refused, ({ reason }) => reason)}
## No C

What GCC refuses: prose between declarations, macros that are shown as functions, and
more than one declaration for one name.

${counted('GCC says', notC, ({ reason }) => gccsReasonOf(reason))}
## Said in other words

Pages have a notation of their own, which \`cdef()\` takes, and GCC does not. GCC got it
like this.

${counted('what', rewritten(pages), ({ what }) => what)}
## Otherwise in the header

Where the page says something else than the header, and GCC and \`cdef()\` agree on what
it says: pages leave members out, give others, and have \`int\` for enumerations.

${table(['page', 'the page, compared with the header'], otherInHeader.map(({ page, wrong }) => [page, shortened(wrong, 120)]))}`;
}

export function writeReport(file, ...rest) {
  fs.writeFileSync(file, describe(...rest));
}
