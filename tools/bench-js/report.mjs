// From the samples to what is read: the tables, the chart, and README's part.
//
//   report.mjs FOLDER README
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './chart.mjs';
import { figure, markdownTable, percent, replaceBetween } from './format.mjs';
import { judge } from './goals.mjs';
import { peers, starts, unoptimised } from './peers.mjs';
import { median, medians, spread } from './statistics.mjs';
import { summaryRows } from './summary.mjs';
import { tables } from './tables.mjs';

const [folder, readme] = process.argv.slice(2);
const { crashes, date, machine, rounds, samples, versions } =
  JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8'));

const titlesOf = (from) => Object.fromEntries(Object.entries(from).map(([id, { title }]) => [id, title]));
const titles = { ...titlesOf(starts), ...titlesOf(peers), ...titlesOf(unoptimised) };
const named = titlesOf(peers);
for (const id of ['bun', 'deno', 'node26', 'koffi']) named[id] = `${titles[id]} ${versions[id]}`;

const samplesOf = (table, row) => samples[table][row] ?? {};

function cell(values) {
  if (values === undefined) return '-';
  return values.length === 1 ? figure(values[0]) : `${figure(median(values))} ±${percent(spread(values))}`;
}

function tableOf({ id, columns, rows }, names, ...more) {
  const headers = ['', ...columns.map((column) => names[column]), ...more.map(({ header }) => header)];
  return markdownTable(headers, rows.map((row) => [
    row.title,
    ...columns.map((column) => cell(samplesOf(id, row.id)[column])),
    ...more.map(({ of }) => of(row)),
  ]));
}

const [calls] = tables;
const oursOf = (row) => medians(samplesOf('calls', row)).ours;
const goalTitles = { ...titles, ...Object.fromEntries(calls.rows.map(({ id, title }) => [id, title])) };
const goal = {
  header: 'goal',
  of: ({ id, goals = [] }) => judge(goals, medians(samplesOf('calls', id)), goalTitles, oursOf),
};
const main = tableOf(calls, named, goal);

const tell = ({ table, column, signal }) => `\n${titles[column]} crashed once (${signal}), in the table "${table}".`;
const about = `Measured on ${date}: ${machine.processor}, ${machine.processors} processors,
${machine.memory}, ${machine.system}. Medians of ${rounds} rounds, in each of which
every peer has its turn; ± is half of the range that holds the middle half of
them, and - is what a peer does not have.${crashes.map(tell).join('')}`;

const summary = summaryRows(samplesOf);
const summaryColumns = ['bun', 'deno', 'node26', 'koffi', 'addon', 'ours'];
const rest = markdownTable(
  ['', ...summaryColumns.map((column) => named[column]), 'goal'],
  summary.map(({ title, values, show, goals = [] }) => [
    title,
    ...summaryColumns.map((column) => (values[column] === undefined ? '-' : show(values[column]))),
    judge(goals, values, titles),
  ]));

// A chart compares: no rows that only one has.
const chartRows = calls.rows.map(({ id, title }) =>
  ({ title: title.replaceAll('`', ''), medians: medians(samplesOf('calls', id)) }))
  .filter((row) => Object.keys(row.medians).length > 1);
writeFileSync(join(folder, 'bench.svg'), drawChart('Nanoseconds a call: less is better', chartRows,
                                                   { ...named, ours: `here: Node.js ${versions.ours}` }));

const [, ...others] = tables;
const full = [`## ${calls.title}\n\n${main}`, ...others.map((table) => `## ${table.title}\n\n${tableOf(table, titles)}`)];
writeFileSync(join(folder, 'bench.md'), `# What calls cost\n\n${about}\n\n${full.join('\n')}`);

const shown = `![Nanoseconds a call, for each peer](results/bench.svg)

${main}
${about}

${rest}`;
writeFileSync(readme, replaceBetween(readFileSync(readme, 'utf8'), 'bench', shown));
console.log(`${main}\n${rest}\n${full.slice(1).join('\n')}`);
