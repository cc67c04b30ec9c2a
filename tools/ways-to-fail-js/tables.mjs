// The tables of what came of it, as Markdown.
import { replaceBetween } from '../bench-js/format.mjs';

function formatTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(3, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(rows[0]), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}

const shorten = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

// What a program says has stars and underscores.
function quote(text, length) {
  const [, kind, said] = text.match(/^([^:]+): (.*)/) ?? [];
  return said === undefined ? text : `${kind}: \`${shorten(said, length).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

const capitalise = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * @param {string[]} titles
 * @param {{what: string, outcomes: {kind: string, text: string}[]}[]} rows
 * @returns {string} results/ways-to-fail.md
 */
export function writeResults(titles, rows) {
  const sections = rows.map(({ what, outcomes }) => {
    const lines = outcomes.map(({ text }, i) => [titles[i], quote(text, 160)]);
    return `## ${capitalise(what)}\n\n${formatTable([['FFI', 'What happens'], ...lines])}\n`;
  });
  return `# Ways to go wrong

Written by \`tools/ways-to-fail\`. Each mistake is made in a process of its own, by the same
few lines with each FFI; the library has debug information. "Goes on" is a result that is
right, by luck; "goes on, wrong" one that isn't, or memory that should not have changed.

${sections.join('\n')}`;
}

/**
 * @param {string} reference The text of the reference
 * @param {string[]} titles
 * @param {{what: string, outcomes: {kind: string, text: string}[]}[]} rows
 * @returns {string} The same with the table between its markers
 */
export function writeReference(reference, titles, rows) {
  const cells = rows.map(({ what, outcomes }) => {
    const [ours, checked] = outcomes.slice(-2).map(({ text }) => quote(text, 90));
    const others = outcomes.slice(0, -2).map(({ kind }) => kind);
    return [what, ...others, ours, checked === ours ? 'the same' : checked];
  });
  return replaceBetween(reference, 'ways-to-fail', formatTable([['Mistake', ...titles], ...cells]));
}
