// Flags: --experimental-ffi --expose-gc
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Many calls may be in flight at once, each with what is its own.

const kCalls = 10_000;

const { functions } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_find: { arguments: ['cstring', 'int'], return: 'cstring', nonblocking: true },
  gate_sum: { arguments: ['buffer', 'size_t'], return: 'uint', nonblocking: true },
});
const { gate_set, gate_find, gate_sum } = functions;

(async () => {
  gate_set(0);
  const texts = [];
  const sums = [];
  for (let i = 0; i < kCalls / 2; i++) {
    texts.push(gate_find(`number ${i} .`, '0'.charCodeAt(0) + i % 10));
    sums.push(gate_sum(new Uint8Array(16).fill(i % 100), 16));
  }
  globalThis.gc();
  gate_set(1);
  const foundTexts = await Promise.all(texts);
  const foundSums = await Promise.all(sums);
  for (let i = 0; i < kCalls / 2; i++) {
    const text = `number ${i} .`;
    assert.strictEqual(foundTexts[i], text.slice(text.indexOf(i % 10)));
    assert.strictEqual(foundSums[i], 16 * (i % 100));
  }
})().then(common.mustCall());
