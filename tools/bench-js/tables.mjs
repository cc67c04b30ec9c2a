// The tables, and the processes that are run for them.
import { join } from 'node:path';
import { build, peers, starts, unoptimised } from './peers.mjs';
import { sets } from './rows.mjs';

const library = join(build, 'libbench.so');
const script = (name) => join(import.meta.dirname, `${name}.mjs`);

const runtimes = ['bun', 'deno', 'node26', 'koffi', 'addon', 'ours'];
// An addon's functions are in it.
const lookingUp = runtimes.filter((column) => column !== 'addon');
// Who has calls on other threads, and by these.
const nonblocking = ['deno', 'koffi', 'ours'];

// The processes of a table: one of each of `columns` for each list of arguments.
const run = (columns, from, name, ...lists) => columns.flatMap((column) => {
  const { command, bind, env = {} } = from[column];
  return lists.map((args) => ({ column, env, command: [...command, script(name), bind, library, ...args] }));
});

// Of each program, in each round, so that medians are of 35 in all.
const kStarts = '5';

// One process for each program of each column. The last word of a call's command is the
// name of its script.
const start = (row) => Object.entries(starts).flatMap(([column, { [row]: command }]) => {
  if (command === undefined) return [];
  const program = row === 'call' ? [...command.slice(0, -1), script(`start/${command.at(-1)}`), library] : command;
  return [{ column, env: {}, command: [join(build, 'start'), row, kStarts, ...program] }];
});

// Samples are long enough for the clock, and as short as so many rows need.
const kSample = '15';
const kShortSample = '6';

export const tables = [
  {
    id: 'calls',
    title: 'Nanoseconds a call',
    columns: Object.keys(peers),
    rows: [...sets.calls, ...sets.abi, ...sets.callback, ...sets.polymorphic],
    processes: [
      { column: 'c', env: {}, command: [...peers.c.command, library, kSample] },
      ...run(runtimes, peers, 'measure',
             ['calls', kSample], ['abi', kSample], ['callback', kSample], ['polymorphic', kSample]),
    ],
  },
  {
    id: 'beside',
    title: 'While a callback exists: nanoseconds a call',
    columns: runtimes,
    rows: sets.beside,
    processes: run(runtimes, peers, 'measure', ['beside', kShortSample]),
  },
  {
    id: 'arguments',
    title: 'The same, by what a number is given as: nanoseconds a call',
    columns: runtimes,
    rows: sets.arguments,
    // Node.js 26 and the addon take no number for a 64-bit integer.
    mayRefuse: true,
    processes: run(runtimes, peers, 'measure', ['arguments', kShortSample]),
  },
  {
    id: 'workers',
    title: 'In eight workers at once: nanoseconds of processor time a call',
    columns: runtimes,
    rows: ['add_i32', 'string_length'].flatMap((name) => [
      { id: `${name}/1`, title: `\`${name}()\`, one worker` },
      { id: `${name}/8`, title: `\`${name}()\`, eight` },
    ]),
    processes: run(runtimes, peers, 'workers', [kShortSample]),
  },
  {
    id: 'unoptimised',
    title: 'In code that is not optimised: nanoseconds a call',
    columns: Object.keys(unoptimised),
    rows: [...sets.calls, ...sets.abi],
    processes: run(Object.keys(unoptimised), unoptimised, 'measure', ['calls', kShortSample], ['abi', kShortSample]),
  },
  {
    id: 'start',
    title: 'From the start of a program to its end',
    columns: Object.keys(starts),
    rows: [
      { id: 'nothing/wall', title: '`-e 0`: milliseconds' },
      { id: 'nothing/processor', title: '`-e 0`: milliseconds of processor time' },
      { id: 'nothing/memory', title: '`-e 0`: MB at most' },
      { id: 'call/wall', title: 'one call: milliseconds' },
      { id: 'call/processor', title: 'one call: milliseconds of processor time' },
      { id: 'call/memory', title: 'one call: MB at most' },
    ],
    processes: [...start('nothing'), ...start('call')],
  },
  {
    id: 'cold',
    title: 'The first ten calls of a process: microseconds for the ten',
    columns: runtimes,
    rows: [
      { id: 'process', title: 'the whole process, started and ended: milliseconds' },
      { id: 'open', title: 'opening the library, with its functions' },
      ...sets.calls,
    ].map(({ id, title }) => ({ id, title })),
    processes: run(runtimes, peers, 'cold', []),
  },
  {
    id: 'define',
    title: 'Looking up 1,000 functions',
    columns: lookingUp,
    rows: [
      { id: 'one/time', title: 'all of one type: milliseconds' },
      { id: 'one/rss', title: 'all of one type: MB of the process' },
      { id: 'one/heap', title: 'all of one type: MB on the heap' },
      { id: 'distinct/time', title: 'each of another type: milliseconds' },
      { id: 'distinct/rss', title: 'each of another type: MB of the process' },
      { id: 'distinct/heap', title: 'each of another type: MB on the heap' },
    ],
    processes: run(lookingUp, peers, 'define', ['one'], ['distinct']),
  },
  {
    id: 'nonblocking',
    title: 'On another thread: microseconds a call of `int add(int, int)`',
    columns: nonblocking,
    rows: [1, 4, 64].map((count) => ({ id: `in-flight/${count}`, title: `${count} in flight` })),
    processes: run(nonblocking, peers, 'nonblocking', []),
  },
  {
    id: 'threads',
    title: 'A native thread calls JavaScript: microseconds a call',
    columns: nonblocking,
    rows: [
      { id: 'queued', title: '`void listener(int)`' },
      { id: 'waited-for', title: '`int asker(int)`, whose result it waits for' },
    ],
    processes: run(nonblocking, peers, 'threads', []),
  },
];
