// Flags: --experimental-ffi
'use strict';
const common = require('../common');
const assert = require('node:assert');
const fs = require('node:fs');
const { DynamicLibrary, dlopen, findLibrary } = require('node:ffi');
const { Worker } = require('node:worker_threads');
const { eachCase, isLoaded, libraryClosed, libraryPath, pathOf } = require('../common/ffi');

// A library is loaded from bytes, each time as one of its own, and only memory says so.

if (!common.isLinux) common.skip('libraries are loaded from bytes on Linux');

const kInMemory = 'memfd:node-ffi-library';
const countFiles = () => fs.readdirSync('/proc/self/fd').length;
const bytes = fs.readFileSync(libraryPath);
const definitions = { add_i32: { arguments: ['i32', 'i32'], return: 'i32' } };

{
  const { buffer } = new Uint8Array(bytes);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  const odd = new Uint8Array(bytes.length + 10);
  odd.set(bytes, 3);
  for (const source of eachCase([
    bytes, new Uint8Array(buffer), buffer, shared, new Uint8Array(shared),
    new DataView(buffer), odd.subarray(3, -7), new DataView(odd.buffer, 3),
    new Float64Array(buffer, 0, Math.floor(bytes.length / 8)),
  ])) {
    const before = countFiles();
    using library = dlopen(source, definitions);
    assert.strictEqual(countFiles(), before);
    assert.strictEqual(library.lib.path, '<bytes>');
    assert.strictEqual(library.functions.add_i32(20, 22), 42);
    assert.ok(isLoaded(kInMemory));
  }
  assert.ok(!isLoaded(kInMemory));
}

// They are copied, and each library has its own variables, also when a number of a file
// descriptor is used again.
{
  const variables = fs.readFileSync(pathOf('variables'));
  const copy = Buffer.from(variables);
  using first = new DynamicLibrary(copy);
  copy.fill(0);
  using second = new DynamicLibrary(variables);
  using other = new DynamicLibrary(bytes);
  using file = new DynamicLibrary(pathOf('variables'));
  first.getVariable('var_i32', 'int').value = 1;
  second.getVariable('var_i32', 'int').value = 2;
  assert.strictEqual(first.getFunction('get_var_i32', { return: 'int' })(), 1);
  assert.strictEqual(second.getFunction('get_var_i32', { return: 'int' })(), 2);
  assert.strictEqual(file.getFunction('get_var_i32', { return: 'int' })(), -32);
  assert.throws(() => other.getSymbol('var_i32'), { code: 'ERR_FFI_CALL_FAILED' });
  first.close();
  using third = new DynamicLibrary(variables);
  assert.strictEqual(third.getVariable('var_i32', 'int').value, -32);
  assert.strictEqual(second.getVariable('var_i32', 'int').value, 2);
}
// Also if the first one stays loaded.
{
  using bare = new DynamicLibrary(fs.readFileSync(pathOf('bare')), { nodelete: true });
  bare.close();
  using library = dlopen(bytes, definitions);
  assert.strictEqual(library.functions.add_i32(20, 22), 42);
}

// All else is as for files: errors, versions of symbols, callbacks, closing.
{
  const { lib, functions } = dlopen(bytes, {
    ...definitions, call_i32: { arguments: ['function', 'i32'], return: 'i32' },
  });
  assert.throws(() => lib.getSymbol('add_i23'), {
    message: "dlsym failed: <bytes>: undefined symbol: add_i23; did you mean 'add_i32'?",
  });
  const callback = lib.registerCallback({ arguments: ['i32'], return: 'i32' }, (x) => x + 1);
  assert.strictEqual(functions.call_i32(callback, 41), 42);
  lib.close();
  assert.throws(() => functions.add_i32(1, 2), libraryClosed);
  assert.strictEqual(lib.path, '<bytes>');

  using cxx = new DynamicLibrary(fs.readFileSync(findLibrary('libstdc++.so.6')));
  assert.throws(
    () => cxx.getFunction('uncaught_exceptions', {}),
    /^Error: dlsym failed: <bytes>: .*; the library has it as a C\+\+ function, std::uncaught_exceptions\(\), under the/);
  using versioned = new DynamicLibrary(fs.readFileSync(pathOf('versioned')));
  assert.throws(() => versioned.getSymbol('no_such_symbol@V_1'), /^Error: dlsym failed: <bytes>: /);
}

// In a worker, whose end unloads nothing, by bytes that threads share.
{
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  const worker = new Worker(`
    const { workerData, parentPort } = require('node:worker_threads');
    const { dlopen } = require('node:ffi');
    const { lib, functions } = dlopen(workerData, ${JSON.stringify(definitions)});
    parentPort.postMessage(lib.path + functions.add_i32(20, 22));
  `, { eval: true, workerData: shared });
  worker.on('message', common.mustCall((message) => assert.strictEqual(message, '<bytes>42')));
  worker.on('exit', common.mustCall((code) => {
    assert.strictEqual(code, 0);
    using library = dlopen(shared, definitions);
    assert.strictEqual(library.functions.add_i32(20, 22), 42);
  }));
}
