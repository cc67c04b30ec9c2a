// What `make bench` makes of its samples. The samples themselves are whatever the
// machine gives.
import assert from 'node:assert';
import { test } from 'node:test';
import { figure, markdownTable, percent, replaceBetween } from '../bench-js/format.mjs';
import { judge } from '../bench-js/goals.mjs';
import { canRun, makeLoop, makeScope } from '../bench-js/loop.mjs';
import { adders, sets, signatures } from '../bench-js/rows.mjs';
import { median, quantile, spread } from '../bench-js/statistics.mjs';
import { summaryRows } from '../bench-js/summary.mjs';

test('a median does not depend on the order, and leaves the samples as they are', () => {
  const samples = [30, 1, 20];
  assert.strictEqual(median(samples), 20);
  assert.deepStrictEqual(samples, [30, 1, 20]);
  assert.strictEqual(median([4, 1, 2, 3]), 2.5);
  assert.strictEqual(median([7]), 7);
});

test('quantiles lie between samples', () => {
  assert.strictEqual(quantile([0, 10], 0.25), 2.5);
  assert.strictEqual(quantile([0, 10, 20], 0), 0);
  assert.strictEqual(quantile([0, 10, 20], 1), 20);
});

test('the spread is that of the middle half, so that one bad sample does not count', () => {
  assert.strictEqual(spread([10, 10, 10]), 0);
  assert.strictEqual(spread([8, 9, 10, 11, 12]), 0.1);
  assert.strictEqual(spread([8, 9, 10, 11, 1000]), 0.1);
});

test('figures have the digits that they are good for', () => {
  assert.deepStrictEqual([1.04, 9.94, 10.4, 216.4, 1234.5].map(figure), ['1.0', '9.9', '10', '216', '1,235']);
  assert.strictEqual(figure(9.96), '10');
  assert.strictEqual(percent(0.126), '13 %');
});

test('tables line up', () => {
  assert.strictEqual(markdownTable(['', 'bun'], [['a row', '1.0'], ['b', '100.0']]),
                     '|       |   bun |\n| ----- | ----: |\n| a row |   1.0 |\n| b     | 100.0 |\n');
});

test('what is between the markers is replaced, and nothing else', () => {
  const text = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';
  const replaced = 'before\n<!-- bench:begin -->\n\nnew $& text\n\n<!-- bench:end -->\nafter\n';
  assert.strictEqual(replaceBetween(text, 'bench', 'new $& text'), replaced);
  assert.strictEqual(replaceBetween(replaced, 'bench', 'new $& text'), replaced);
});

test('missing markers are an error', () => {
  for (const text of ['', '<!-- bench:begin -->\n', '<!-- bench:end -->\n<!-- bench:begin -->\n']) {
    assert.throws(() => replaceBetween(text, 'bench', ''), /There are no markers/);
  }
});

test('a goal is met, or missed by so much', () => {
  const titles = { deno: 'deno', node26: 'Node.js' };
  assert.strictEqual(judge([{ peer: 'deno' }], { ours: 2, deno: 2 }, titles), '≤ deno: met');
  assert.strictEqual(judge([{ peer: 'deno' }], { ours: 2.5, deno: 2 }, titles), '≤ deno: 25 % over');
  assert.strictEqual(judge([{ peer: 'deno', times: 1.1 }], { ours: 2.2, deno: 2 }, titles), '≤ 1.1 × deno: met');
  assert.strictEqual(judge([{ limit: 25, unit: 'ns' }], { ours: 50 }, titles), '≤ 25 ns: 100 % over');
  assert.strictEqual(judge([{ peer: 'deno' }, { peer: 'node26' }], { ours: 3, deno: 4, node26: 2 }, titles),
                     '≤ deno: met; ≤ Node.js: 50 % over');
  const oursOf = (row) => ({ noop: 4 })[row];
  assert.strictEqual(judge([{ row: 'noop', times: 1.5 }], { ours: 6 }, { noop: 'a call' }, oursOf),
                     '≤ 1.5 × a call: met');
  assert.strictEqual(judge([{ row: 'noop', plus: 5 }], { ours: 18 }, { noop: 'a call' }, oursOf),
                     '≤ a call + 5.0 ns: 100 % over');
  assert.strictEqual(judge([{ limit: 25, unit: 'ns' }], { deno: 2 }, titles), 'not there yet');
  assert.strictEqual(judge([], { ours: 2 }, titles), '');
});

test('every loop gives what its row expects of C', () => {
  let pumped = 0;
  const sum = (...values) => values.reduce((a, b) => a + b);
  const textOf = (i) => (i & 1 ? 'hello, again' : 'hello, world');
  const makePoint = (x, y) => ({ x, y });
  const pointOf = (_, i) => makePoint(i, i + 0.5);
  const points = Array.from({ length: 16 }, pointOf);
  const functions = {
    noop: () => {},
    add_i64: (a, b) => Number(a) + Number(b),
    string_length: (text) => text.length,
    sum_all: (bytes) => sum(...bytes),
    sum_bytes: (bytes, length) => bytes.subarray(0, length).reduce((a, b) => a + b, 0),
    identity_pointer: (pointer) => pointer,
    mirror_point: ({ x, y }) => ({ x: y, y: x }),
    sum_point: ({ x, y }) => x + y,
    make_point: makePoint,
    fail: () => -1,
    fail_with_errno: (errno) => ({ value: -1, errno }),
    text_of: textOf,
    copy_text: textOf,
    give_text: textOf,
    free_text: () => {},
    halve: (number) => ({ value: number >> 1, out: [number & 1] }),
    halve_into(number, rest) {
      rest[0] = number & 1;
      return number >> 1;
    },
    count: (counter) => counter,
    count_at: (address) => address,
    format: () => 9,
    format_inferred: () => 9,
    on_event: () => {},
    // The first event calls back, as each thousandth one from there.
    pump_events: () => (pumped++ % 1000 === 0 ? 1 : 0),
    call_times: (f, times) => sum(...Array.from({ length: times }, (_, i) => f(i))),
  };
  for (const name of Object.keys(signatures)) functions[name] ??= sum;
  adders.forEach((name, i) => { functions[name] = (a, b) => a + b + i; });
  class Rectangle {
    constructor(fields) { Object.assign(this, fields); }
  }
  const list = Array.from({ length: 1000 }, pointOf);
  const counts = [1, 2];
  const readText = (text) => text;
  const instances =
    { points, natives: points, list, Rectangle, counters: counts, addresses: counts, readText };
  const bound = { functions, pointer: 0x1234, instances };
  const scope = makeScope(bound);
  scope.callback = scope.increment;
  for (const row of Object.values(sets).flat()) {
    const f = functions[row.calls ?? row.id];
    assert.ok(canRun(row, bound, scope), row.id);
    assert.strictEqual(Number(makeLoop(row, f, scope)(10)), row.expected, row.id);
  }
});

test('a row is left out if there is no such function, or not what its loop uses', () => {
  const [add, sum, read, turns] = ['add_i32', 'sum_point', 'field_read', 'polymorphic'].map((id) =>
    Object.values(sets).flat().find((row) => row.id === id));
  const runs = (bound) => [add, sum, read, turns].filter((row) => canRun(row, bound, makeScope(bound)));
  const functions = { add_i32: () => {}, sum_point: () => {} };
  assert.deepStrictEqual(runs({ functions: {} }), [turns]);
  assert.deepStrictEqual(runs({ functions }), [add, sum, turns]);
  assert.deepStrictEqual(runs({ functions: {}, instances: { points: [] } }), [read, turns]);
});

test('the rows of a set have names of their own', () => {
  for (const rows of Object.values(sets)) {
    assert.strictEqual(new Set(rows.map(({ id }) => id)).size, rows.length);
  }
});

test('the summary shows the worst of each table, compared round by round', () => {
  const samples = {
    'arguments add_i32/plain': { ours: [2, 4, 2] },
    'arguments add_i32/double': { ours: [3, 6, 30] },
    'arguments sum_bytes/plain': { ours: [10, 10, 10] },
    'arguments sum_bytes/property': { ours: [11, 11, 11] },
    'calls fail': { ours: [4, 8] },
    'beside fail': { ours: [5, 10] },
    'workers add_i32/1': { ours: [2] },
    'workers add_i32/8': { ours: [2.2] },
    'unoptimised add_i32': { 'ours-no-opt': [60, 70, 80], 'ours-jitless': [50] },
    'start nothing/processor': { upstream: [20], ours: [21] },
    'start nothing/memory': { upstream: [40], ours: [45] },
    'start call/processor': { ours: [24] },
    'start call/memory': { ours: [46] },
    'define one/time': { ours: [20] },
    'define one/heap': { ours: [9] },
    'nonblocking in-flight/4': { ours: [5, 7, 6] },
    'threads queued': { ours: [0.5, 0.7, 0.6] },
  };
  const rows = summaryRows((table, row) => samples[`${table} ${row}`] ?? {});
  const shown = rows.map(({ values, show }) => (values.ours === undefined ? '-' : show(values.ours)));
  assert.deepStrictEqual(shown, ['1.50 ×', '1.25 ×', '1.10 ×', '70 ns', '50 ns', '21 ms, 45 MB', '24 ms, 46 MB', '-',
                                 '20 ms, 9.0 MB', '-', '-', '6.0 µs', '-', '0.6 µs', '-']);
  const goals = rows.map(({ goals = [], values }) => judge(goals, values, { upstream: 'upstream' }));
  assert.deepStrictEqual(goals.slice(5, 7), ['≤ 1.1 × upstream: met; ≤ 1.1 × upstream: 2 % over', '≤ 23 ms: 4 % over']);
});
