// Text from numbers, and Markdown from text.

/**
 * @param {number} value
 * @returns {string} Two or three digits, which is what such a figure is good for
 */
export function figure(value) {
  if (value < 9.95) return value.toFixed(1);
  return Math.round(value).toLocaleString('en');
}

/**
 * @param {number} part
 * @returns {string}
 */
export function percent(part) {
  return `${Math.round(part * 100)} %`;
}

/**
 * @param {string[]} headers
 * @param {string[][]} rows
 * @returns {string} The table as Markdown; all columns but the first are numbers
 */
export function markdownTable(headers, rows) {
  const widths = headers.map((_, i) => Math.max(3, ...[headers, ...rows].map((cells) => cells[i].length)));
  const line = (cells) => {
    const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    return `| ${padded.join(' | ')} |\n`;
  };
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return line(headers) + line(rule) + rows.map(line).join('');
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} content
 * @returns {string} The text, with the content between its markers of that name
 */
export function replaceBetween(text, name, content) {
  const begin = `<!-- ${name}:begin -->\n`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`There are no markers ${begin.trim()} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content.trimEnd()}\n\n${text.slice(to)}`;
}
