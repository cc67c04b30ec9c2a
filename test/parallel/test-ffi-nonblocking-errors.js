// Flags: --experimental-ffi
'use strict';
const common = require('../common');
// One call after the other.
process.env.UV_THREADPOOL_SIZE = 1;
const assert = require('node:assert');
const { dlopen } = require('node:ffi');
const { pathOf } = require('../common/ffi');

// The error that a nonblocking call gives has the stack of the call.

const { functions } = dlopen(pathOf('nonblocking'), {
  gate_set: { arguments: ['int'] },
  gate_number: { arguments: ['int'], return: 'int', nonblocking: true },
  gate_fail: { arguments: ['int'], return: 'int', errno: 'throw', nonblocking: true },
  gate_huge: { return: 'uint53', nonblocking: true },
});
functions.gate_set(1);

function linesOf({ stack }) {
  const lines = stack.split('\n').filter((line) => line.startsWith('    at '));
  return lines.map((line) => /at (?:async )?(\S+) \(/.exec(line)?.[1]);
}

function callFailing() {
  return functions.gate_fail(2);
}

function callHuge() {
  return functions.gate_huge();
}

function callAborted(signal) {
  return functions.gate_number.signal(signal)(1);
}

function checkStack(error, name) {
  assert.ok(error instanceof Error);
  assert.strictEqual(linesOf(error)[0], name, error.stack);
  assert.ok(!error.stack.includes('node:internal/ffi'), error.stack);
}

async function checkAborted() {
  functions.gate_set(0);
  const running = functions.gate_number(1);
  const controller = new AbortController();
  const error = callAborted(controller.signal).catch((error) => error);
  controller.abort();
  functions.gate_set(1);
  await running;
  checkStack(await error, 'callAborted');
}

(async function main() {
  checkStack(await callFailing().catch((error) => error), 'callFailing');
  checkStack(await callHuge().catch((error) => error), 'callHuge');
  await checkAborted();
  const error = await callFailing().catch((error) => error);
  assert.match(error.stack, /^Error: ENOENT: no such file or directory, gate_fail\n {4}at callFailing/);

  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const short = await callFailing().catch((error) => error);
  Error.stackTraceLimit = stackTraceLimit;
  assert.strictEqual(short.stack, 'Error: ENOENT: no such file or directory, gate_fail');
})().then(common.mustCall());
