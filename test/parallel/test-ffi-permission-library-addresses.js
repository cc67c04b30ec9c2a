// Flags: --experimental-ffi
'use strict';

// Under --allow-ffi-library, a program can't use memory or code at an address of its own
// making, also in optimised code, and does not pass addresses to native code.

require('../common');
const assert = require('node:assert');
const ffi = require('node:ffi');
const { libraryPath, pathOf } = require('../common/ffi');
const { denied, runLimited } = require('../common/ffi_permission');

if (process.argv.length === 2) {
  runLimited(__filename, [libraryPath, pathOf('variables')], [libraryPath, pathOf('variables')]);
} else {
  const [library, variables] = process.argv.slice(2);
  const bytes = new Uint8Array(64);
  // To know an address gives no access.
  const address = ffi.getRawPointer(bytes);
  assert.strictEqual(typeof address, 'bigint');
  const Point = ffi.struct({ x: 'int' });
  const signature = { arguments: ['int'], return: 'int' };

  // Raw memory.
  const free = ffi.dlopen(library, { memory_free: { arguments: ['pointer'] } }).functions.memory_free;
  for (const use of [
    () => ffi.toString(address),
    () => ffi.toString(address, 4, 'latin1'),
    () => ffi.toBuffer(address, 4),
    () => ffi.toBuffer(address, 4, false),
    () => ffi.toArrayBuffer(address, 4),
    () => ffi.toSharedArrayBuffer(address, 8),
    () => ffi.exportString('text', address, 8),
    () => ffi.exportBuffer(Buffer.from('text'), address, 8),
    () => ffi.exportArrayBuffer(new ArrayBuffer(4), address, 8),
    () => ffi.exportArrayBufferView(bytes, address, 64),
    () => ffi.copy(address, bytes, 4),
    () => ffi.copy(bytes, address, 4),
    () => ffi.fill(address, 0, 4),
    () => ffi.compare(bytes, address, 4),
    () => ffi.compare(address, bytes, 4),
    () => ffi.adopt(address, 4, free),
    () => ffi.getCurrentEventLoop(),
    () => Point.at(address),
    () => Point.at(address, 2),
    () => ffi.union({ a: 'int' }).at(address),
    () => ffi.array('int', 2).at(address),
    () => ffi.func(signature).at(address),
    () => new ffi.DynamicLibrary(library).getFunctionFromPointer(address, signature),
  ]) assert.throws(use, denied(''));
  for (const kind of ['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64',
                      'Float32', 'Float64']) {
    assert.throws(() => ffi[`get${kind}`](address), denied(''));
    assert.throws(() => ffi[`set${kind}`](address, 0, 0), denied(''));
  }
  // Bytes and instances on either side are the program's.
  ffi.fill(bytes, 7, 4);
  const other = new Uint8Array(4);
  ffi.copy(other, bytes, 4);
  assert.strictEqual(ffi.compare(other, bytes, 4), 0);

  // Arguments, in whichever way a function is called.
  const callback = { arguments: ['int', 'int'], return: 'int' };
  const { lib, functions } = ffi.dlopen(library, {
    identity_pointer: { arguments: ['pointer'], return: 'pointer' },
    memory_free: { arguments: ['buffer'] },
    string_length: { arguments: ['cstring'], return: 'int64' },
    is_null: { arguments: [ffi.pointer(Point)], return: 'boolean' },
    sum_bytes: { arguments: [ffi.array('uint8'), 'size_t'], return: 'uint64' },
    pointer_to_u64: { arguments: ['address'], return: 'uint64' },
    apply: { arguments: [ffi.func(callback), 'int', 'int'], return: 'int' },
  });
  const { apply, identity_pointer, is_null, pointer_to_u64, string_length, sum_bytes } = functions;
  const nonblocking = new ffi.DynamicLibrary(library).getFunction('is_null', {
    arguments: ['pointer'], return: 'boolean', nonblocking: true,
  });
  const number = Number(address);
  for (const call of [
    () => identity_pointer(address),
    () => functions.memory_free(address),
    () => string_length(address),
    () => is_null(address),
    () => sum_bytes(address, 1n),
    () => pointer_to_u64(number),
    () => apply(address, 1, 2),
    () => apply(functions.apply.pointer, 1, 2),
    () => nonblocking(address),
    () => identity_pointer(identity_pointer(bytes)),
  ]) {
    assert.throws(call, denied(''));
    for (let i = 0; i < 1e4; i++) {
      assert.strictEqual(identity_pointer(null), 0n);
      assert.strictEqual(pointer_to_u64(0), 0n);
    }
    assert.throws(call, denied(''));
  }
  assert.strictEqual(identity_pointer(bytes), address);
  assert.strictEqual(sum_bytes(bytes, 4n), 28n);
  function often(value) {
    let result;
    for (let i = 0; i < 2e5; i++) result = identity_pointer(value);
    return result;
  }
  assert.strictEqual(often(bytes), address);
  assert.throws(() => often(address), denied(''));

  // What a callback gives back, and what is written to where native code may find it.
  const run = { arguments: ['int', 'int'], return: 'pointer' };
  const give = new ffi.DynamicLibrary(library)
    .getFunction('apply', { arguments: [ffi.func(run), 'int', 'int'], return: 'int' });
  assert.throws(() => give(() => address, 1, 2), denied(''));
  using callbackObject = new ffi.Callback(run, () => address);
  assert.throws(() => give(callbackObject, 1, 2), denied(''));
  // Who has but the address of a callback passes the callback.
  assert.throws(() => give(lib.registerCallback(run, () => null), 1, 2), denied(''));
  assert.strictEqual(give(() => null, 1, 2), 0);
  assert.throws(() => new ffi.Callback(run, () => null, { errorResult: address }), denied(''));

  const Node = ffi.struct({
    any: 'pointer', text: 'cstring', point: ffi.pointer(Point), number: 'address',
    call: ffi.func(callback),
  });
  const node = new Node();
  for (const write of [
    (target) => { target.any = address; },
    (target) => { target.text = address; },
    (target) => { target.point = address; },
    (target) => { target.number = number; },
    (target) => { target.call = address; },
    () => new Node({ any: address, text: null, point: null, number: 0, call: null }),
    () => new (ffi.array('pointer', 1))([address]),
    () => new (ffi.array('address', 1))([number]),
  ]) {
    for (let i = 0; i < 100; i++) assert.throws(() => write(node), denied(''));
  }
  node.any = bytes;
  assert.strictEqual(node.any, address);
  node.any = null;
  node.text = 'text';
  assert.strictEqual(node.text, 'text');
  node.point = new Point({ x: 1 });
  node.call = (a, b) => a + b;
  assert.strictEqual(node.call(1, 2), 3);
  node.number = 0;

  const data = new ffi.DynamicLibrary(variables);
  const pointer = data.getVariable('var_pointer', 'pointer');
  assert.throws(() => { pointer.value = address; }, denied(''));
  const toPoint = data.getVariable('var_to_point', ffi.pointer(Point));
  assert.throws(() => { toPoint.value = address; }, denied(''));
  pointer.value = null;
  assert.strictEqual(pointer.value, 0n);
  assert.strictEqual(data.getVariable('var_text', 'cstring').value, 'Grüße');
  assert.strictEqual(data.getVariable('var_point', ffi.struct({ x: 'int', y: 'double' })).value.y, 2.5);
}
