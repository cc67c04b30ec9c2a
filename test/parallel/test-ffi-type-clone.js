// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const { bits, chars, enumeration, func, pointer, struct } = require('node:ffi');
const { MessageChannel, Worker } = require('node:worker_threads');
const { eachCase } = require('../common/ffi');

// Types belong to the thread that made them: they can't be cloned, nor sent to another
// thread, which makes its own.

const types = [
  pointer('int'), enumeration({ A: 1 }), chars(3), func({}), bits('int', 3), struct({ x: 'int' }),
];
const { port1 } = new MessageChannel();
for (const type of eachCase(types)) {
  for (const value of [type, { type }, [type]]) {
    assert.throws(() => structuredClone(value), { name: 'DataCloneError' });
    assert.throws(() => port1.postMessage(value), { name: 'DataCloneError' });
  }
}
port1.close();

const source = `
  const { struct, pointer } = require('node:ffi');
  class Node extends struct({ value: 'double', next: pointer(() => Node) }) {}
  require('node:worker_threads').parentPort.postMessage([Node.name, Node.size, Node.fields.next.offset]);
`;
const worker = new Worker(source, { eval: true, execArgv: ['--experimental-ffi', '--no-warnings'] });
worker.on('message', common.mustCall((message) => {
  assert.deepStrictEqual(message, ['Node', 16, 8]);
}));
worker.on('exit', common.mustCall((code) => assert.strictEqual(code, 0)));
