// One line for each of the tables after the first.
import { figure } from './format.mjs';
import { givenAs, sets, signatures } from './rows.mjs';
import { median, medians } from './statistics.mjs';

const times = (value) => `${value.toFixed(2)} ×`;
const nanoseconds = (value) => `${figure(value)} ns`;

// How many times `of` takes what `to` does, by column: at worst of the pairs. Both
// of a pair are measured one after the other, so they are compared round by round.
function worst(pairs) {
  const values = {};
  for (const { of, to } of pairs) {
    for (const column of Object.keys(of)) {
      const quotient = median(of[column].map((value, round) => value / to[column][round]));
      values[column] = Math.max(values[column] ?? 0, quotient);
    }
  }
  return values;
}

// The values of the columns whose names end in `suffix`, without that.
function pick(values, suffix) {
  const columns = Object.keys(values).filter((column) => column.endsWith(suffix));
  return Object.fromEntries(columns.map((column) => [column.slice(0, -suffix.length), values[column]]));
}

/**
 * @param {(table: string, row: string) => Record<string, number[]>} samplesOf
 * @returns {{title: string, values: Record<string, number | number[]>, show: Function, goals?: object[]}[]}
 */
export function summaryRows(samplesOf) {
  const mediansOf = (table, row) => medians(samplesOf(table, row));
  const functions = new Set(sets.arguments.map(({ calls }) => calls));
  const given = [...functions].flatMap((name) => Object.keys(givenAs).map((as) => ({
    of: samplesOf('arguments', `${name}/${as}`), to: samplesOf('arguments', `${name}/plain`),
  })));
  const workers = ['add_i32', 'string_length'].map((name) =>
    ({ of: samplesOf('workers', `${name}/8`), to: samplesOf('workers', `${name}/1`) }));
  const beside = sets.beside.filter(({ id }) => id in signatures).map(({ id }) =>
    ({ of: samplesOf('beside', id), to: samplesOf('calls', id) }));
  const both = (row) => {
    const time = mediansOf('define', `${row}/time`);
    const memory = mediansOf('define', `${row}/heap`);
    return Object.fromEntries(Object.keys(time).map((column) => [column, [time[column], memory[column]]]));
  };
  const defined = ([time, memory]) => `${figure(time)} ms, ${figure(memory)} MB`;
  const startOf = (row) => {
    const processor = mediansOf('start', `${row}/processor`);
    const memory = mediansOf('start', `${row}/memory`);
    return Object.fromEntries(Object.keys(processor).map((column) => [column, [processor[column], memory[column]]]));
  };
  const nothing = startOf('nothing');
  const unoptimised = mediansOf('unoptimised', 'add_i32');
  return [
    { title: 'a number from an array, a property or a sum: at worst, against a plain one',
      values: worst(given), show: times },
    { title: 'structs, strings, `errno` and variadics while a callback exists: at worst, against without',
      values: worst(beside), show: times, goals: [{ limit: 1.1, unit: '×' }] },
    { title: 'eight workers at once: processor time, at worst, against one alone',
      values: worst(workers), show: times },
    { title: '`int add(int, int)`, not optimised', values: pick(unoptimised, '-no-opt'), show: nanoseconds,
      goals: [{ limit: 35, unit: 'ns' }] },
    { title: '`int add(int, int)`, `--jitless`', values: pick(unoptimised, '-jitless'), show: nanoseconds },
    { title: `\`-e 0\`: processor time, and memory; upstream's own binary takes ${defined(nothing.upstream)}`,
      values: nothing, show: defined,
      goals: [{ peer: 'upstream', times: 1.1, part: 0 }, { peer: 'upstream', times: 1.1, part: 1 }] },
    { title: 'a program that makes one call: the same', values: startOf('call'), show: defined,
      goals: [{ limit: nothing.ours[0] + 2, unit: 'ms', part: 0 }] },
    { title: 'the first ten calls of `int add(int, int)`',
      values: mediansOf('cold', 'add_i32'), show: (value) => `${figure(value)} µs`,
      goals: [{ limit: 15, unit: 'µs' }] },
    { title: '1,000 functions of one type looked up, memory on the heap', values: both('one'), show: defined },
    { title: '1,000 functions of 1,000 types looked up, memory on the heap', values: both('distinct'), show: defined,
      goals: [{ limit: 20, unit: 'ms', part: 0 }, { limit: 2, unit: 'MB', part: 1 }] },
    ...[1, 4, 64].map((count) => ({
      title: `\`int add(int, int)\` on another thread, ${count} in flight`,
      values: mediansOf('nonblocking', `in-flight/${count}`), show: (value) => `${figure(value)} µs`,
      goals: [{ peer: 'deno' }, { peer: 'koffi' }],
    })),
    ...Object.entries({ 'queued': '`void listener(int)`', 'waited-for': '`int asker(int)`' }).map(([row, title]) => ({
      title: `${title}, called by a native thread: a call`,
      values: mediansOf('threads', row), show: (value) => `${figure(value)} µs`,
      goals: [{ peer: 'deno' }, { peer: 'koffi' }],
    })),
  ];
}
