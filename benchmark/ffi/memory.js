'use strict';

// Raw reads and writes.

const common = require('../common.js');
const { flags, warmUp } = require('./_fixture.js');

const bench = common.createBenchmark(main, {
  method: [
    'getUint8', 'getInt32', 'getInt64', 'getFloat64', 'setUint8', 'setInt32', 'setInt64', 'setFloat64',
    'toString', 'toBuffer', 'getRawPointer',
  ],
  n: [1e6],
}, { flags });

function runGet(get, address, n) {
  let last;
  for (let i = 0; i < n; i++) last = get(address, (i & 3) * 8);
  return last;
}

function runSet(set, address, value, n) {
  for (let i = 0; i < n; i++) set(address, (i & 3) * 8, value);
}

function runUnary(f, value, n) {
  let last;
  for (let i = 0; i < n; i++) last = f(value);
  return last;
}

function runToBuffer(toBuffer, address, n) {
  let last;
  for (let i = 0; i < n; i++) last = toBuffer(address, 32);
  return last;
}

function main({ method, n }) {
  const ffi = require('node:ffi');
  const memory = Buffer.alloc(64);
  memory.write('hello, world');
  const address = ffi.getRawPointer(memory);
  const f = ffi[method];

  const work = (n) => {
    if (method.startsWith('set')) return runSet(f, address, method === 'setInt64' ? 1n : 1, n);
    if (method === 'toBuffer') return runToBuffer(f, address, n);
    if (method === 'toString') return runUnary(f, address, n);
    if (method === 'getRawPointer') return runUnary(f, memory, n);
    return runGet(f, address, n);
  };
  warmUp(work);

  bench.start();
  work(n);
  bench.end(n);
}
