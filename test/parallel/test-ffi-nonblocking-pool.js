// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { readFile } = require('node:fs/promises');
const { setTimeout: sleep } = require('node:timers/promises');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// Calls have as many threads as UV_THREADPOOL_SIZE says, however short those before were;
// and the file system has others.
process.env.UV_THREADPOOL_SIZE = 3;

const { functions } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_count_waiting: { return: 'int' },
  gate_count_calls: { return: 'int' },
  gate_number: { arguments: ['int'], return: 'int', nonblocking: true },
  gate_negate: { arguments: ['int'], return: 'int', nonblocking: true },
});
const { gate_set, gate_count_waiting, gate_count_calls, gate_number, gate_negate } = functions;

(async () => {
  for (let round = 1; round <= 5; round++) {
    for (let i = 1; i < 100; i++) assert.strictEqual(await gate_negate(i), -i);
    const before = gate_count_calls();
    gate_set(0);
    const numbers = [];
    for (let i = 0; i < 5; i++) numbers.push(gate_number(i));
    while (gate_count_waiting() !== 3) await sleep(1);
    assert.match(await readFile(__filename, 'utf8'), /the file system has others/);
    await sleep(10);
    assert.strictEqual(gate_count_calls() - before, 3);
    gate_set(1);
    assert.deepStrictEqual(await Promise.all(numbers), [0, 1, 2, 3, 4]);
    assert.strictEqual(gate_count_waiting(), 0);
  }
})().then(common.mustCall());
