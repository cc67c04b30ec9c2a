'use strict';

// Calls that take a handle, beside those that take its address; and what a handle takes
// from its making to its closing.

const path = require('node:path');
const common = require('../common.js');
const { flags, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  what: ['handle', 'bigint', 'open and close'],
  n: [1e6],
}, { flags });

function open() {
  const { dlopen, handle, suffix } = require('node:ffi');
  const library = path.resolve(
    __dirname, '../../test/fixtures/ffi/build', `libffi_handles.${suffix}`);
  const Box = handle('box', { close: 'box_close' });
  return dlopen(library, {
    box_open: { arguments: ['int'], return: Box },
    number_of: { symbol: 'box_number', arguments: [Box], return: 'int' },
    number_at: { symbol: 'box_number', arguments: ['pointer'], return: 'int' },
  }).functions;
}

function run(f, values, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += f(values[i & 1]);
  return sum;
}

function runOpen(f, n) {
  for (let i = 0; i < n; i++) f(i).close();
}

function main({ what, n }) {
  const { box_open, number_of, number_at } = open();
  const boxes = [box_open(1), box_open(2)];
  const loops = {
    'handle': (n) => run(number_of, boxes, n),
    'bigint': (n) => run(number_at, boxes.map(({ pointer }) => pointer), n),
    'open and close': (n) => runOpen(box_open, n),
  };
  const loop = loops[what];
  warmUp(loop);

  bench.start();
  loop(n);
  bench.end(n);
}
